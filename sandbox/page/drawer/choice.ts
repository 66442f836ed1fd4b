import { html } from "../html.ts";
import type { VNode } from "../html.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A labelled list to pick one from. */
export function Choice(props: {
  label: string;
  testId: string;
  value: string;
  options: readonly Option[];
  onPick: (value: string) => void;
}): VNode {
  return html`<label class="choice">
    <span>${props.label}</span>
    <select
      data-testid=${props.testId}
      value=${props.value}
      onChange=${(event: { currentTarget: HTMLSelectElement }) => props.onPick(event.currentTarget.value)}
    >
      ${props.options.map(({ value, label }) => html`<option key=${value} value=${value}>${label}</option>`)}
    </select>
  </label>`;
}
