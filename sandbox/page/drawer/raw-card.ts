import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Panel } from "./panel.ts";

/** The JSON of a card as one person sees it, and a button that takes the card elsewhere. */
export function RawCard(props: {
  person: string;
  message: string;
  onClose: () => void;
  onFailed: (error: unknown) => void;
}): VNode {
  const [text, setText] = useState("Loading…");
  useEffect(() => {
    api.raw(props.person, props.message).then(
      (card) => setText(JSON.stringify(card, null, 2)),
      () => setText("The card is gone."),
    );
  }, [props.person, props.message]);
  return html`<${Panel} title="Card JSON" testId="raw-card" onClose=${props.onClose}>
    <div class="panel-actions raw-actions">
      <button
        class="button"
        data-testid="forward"
        onClick=${() => api.forward(props.person, props.message).then(props.onClose, props.onFailed)}
      >
        Forward it to General
      </button>
    </div>
    <pre class="raw" tabindex="0">${text}</pre>
  <//>`;
}
