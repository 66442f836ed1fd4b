import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
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
  return html`<section>
    <h3>Start over</h3>
    <p class="panel-hint">Removes all chats, requests and the bot's data, and sets the tenant up anew.</p>
    <div class="panel-actions">
      ${
        sure
          ? html`<button class="button button-danger" data-testid="reset-confirm" onClick=${reset}>
                Yes, remove all
              </button>
              <button class="button" onClick=${() => setSure(false)}>Keep</button>`
          : html`<button class="button" data-testid="reset" disabled=${busy} onClick=${() => setSure(true)}>
              ${busy ? "Setting up…" : "Reset the sandbox"}
            </button>`
      }
    </div>
  </section>`;
}
