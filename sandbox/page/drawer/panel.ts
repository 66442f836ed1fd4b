import { useEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import type { ComponentChildren, VNode } from "../html.ts";
import { Icon } from "../icons.ts";

/** Runs a piece of work, and tells when it failed. */
export type Run = (work: Promise<void>) => void;

/** Title and close button of a panel at the right; Escape closes, and the focus goes back where it was. */
export function Panel(props: {
  title: string;
  testId: string;
  onClose: () => void;
  children?: ComponentChildren;
}): VNode {
  const panel = useRef<HTMLElement>(null);
  const close = useRef(props.onClose);
  close.current = props.onClose;
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") close.current();
    };
    // Wherever the focus is: what had it may be gone by now.
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return html`<aside
    class="panel"
    ref=${panel}
    tabindex="-1"
    data-testid=${props.testId}
    aria-label=${props.title}
  >
    <header class="panel-head">
      <h2>${props.title}</h2>
      <button class="icon-button" aria-label="Close" onClick=${props.onClose}>
        <${Icon} name="close" />
      </button>
    </header>
    <div class="panel-body">${props.children}</div>
  </aside>`;
}
