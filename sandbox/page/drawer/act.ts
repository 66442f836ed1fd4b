import { html } from "../html.ts";
import type { ComponentChildren, VNode } from "../html.ts";

/**
 * A button of the drawer. One that can do nothing now stays where it is and keeps the focus, which a disabled one would
 * lose: whoever has just pressed "Kill" goes on with the keyboard from there.
 */
export function Act(props: {
  testId?: string;
  off?: boolean;
  tone?: "danger" | "primary";
  onAct: () => void;
  children?: ComponentChildren;
}): VNode {
  const { off = false, tone } = props;
  return html`<button
    class=${tone === undefined ? "button" : `button button-${tone}`}
    data-testid=${props.testId}
    aria-disabled=${off}
    onClick=${() => {
      if (!off) props.onAct();
    }}
  >
    ${props.children}
  </button>`;
}
