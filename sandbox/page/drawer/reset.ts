import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Act } from "./act.ts";
import type { Run } from "./panel.ts";

/** Everything back to the first day, asked twice. */
export function ResetSection({ run }: { run: Run }): VNode {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  function reset(): void {
    setBusy(true);
    setSure(false);
    run(api.reset().finally(() => setBusy(false)));
  }
  // The second question stands beside the first button: pressed twice by mistake, it keeps everything.
  const title = sure ? "Keep" : busy ? "Setting up…" : "Reset the sandbox";
  return html`<section>
    <h3>Start over</h3>
    <p class="panel-hint">Removes all chats, requests and the bot's data, and sets the tenant up anew.</p>
    <div class="panel-actions">
      <${Act} testId=${sure ? "reset-keep" : "reset"} off=${busy} onAct=${() => setSure(!sure)}> ${title} <//>
      ${sure && html`<${Act} testId="reset-confirm" tone="danger" onAct=${reset}>Yes, remove all<//>`}
    </div>
  </section>`;
}
