import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Panel } from "./panel.ts";

/** The JSON of a card as one person sees it. */
export function RawCard(props: { person: string; message: string; onClose: () => void }): VNode {
  const [text, setText] = useState("Loading…");
  useEffect(() => {
    api.raw(props.person, props.message).then(
      (card) => setText(JSON.stringify(card, null, 2)),
      () => setText("The card is gone."),
    );
  }, [props.person, props.message]);
  return html`<${Panel} title="Card JSON" testId="raw-card" onClose=${props.onClose}>
    <pre class="raw" tabindex="0">${text}</pre>
  <//>`;
}
