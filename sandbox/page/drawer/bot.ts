import type { TenantItem } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Act } from "./act.ts";
import type { Run } from "./panel.ts";

const STATES = { starting: "Starting", running: "Running", stopped: "Stopped", crashed: "Crashed" } as const;

/** The bot's process, to restart or kill, and its policy. */
export function BotSection({ tenant, run }: { tenant: TenantItem; run: Run }): VNode {
  const { policyFile } = tenant;
  const { state, detail } = tenant.bot;
  return html`<section>
    <h3>Bot process</h3>
    <p class="panel-line">
      <span class=${`status status-${state}`} aria-hidden="true"></span>
      ${STATES[state]}${detail === null ? "" : ` (${detail})`}
    </p>
    <div class="panel-actions">
      <${Act} testId="restart-bot" onAct=${() => run(api.bot("restart"))}>
        ${state === "running" ? "Restart" : "Start"}
      <//>
      <${Act} testId="kill-bot" off=${state !== "running"} onAct=${() => run(api.bot("kill"))}>Kill<//>
    </div>
    <p class="panel-hint">
      Kill ends it as a crash would. Chats stay; nothing that was acknowledged may be lost.
    </p>
    ${
      policyFile !== null &&
      html`<p class="panel-hint">
        Its policy is <code>${policyFile}</code>. Edit it: it holds from the next click on. Where it has
        become stricter, approvals given so far are void.
      </p>`
    }
  </section>`;
}
