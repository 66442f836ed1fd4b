import { html } from "./html.ts";
import type { VNode } from "./html.ts";

/** Who is who, and what to try first: shown until somebody has read it. */
export function Welcome({ onDone }: { onDone: () => void }): VNode {
  return html`<aside class="welcome" data-testid="welcome" aria-label="First steps">
    <ul>
      <li>
        <b>Ana</b> asks. <b>Carla</b> asks and approves. <b>David</b> approves, and may act at once in an
        emergency. <b>Erin</b> sets channels up. <b>Noor</b> may do nothing.
      </li>
      <li>
        As Ana, in channel SOC: <code>alerts</code>, open one, <b>Isolate device</b>. The first time:${" "}<b
          >Sign in</b
        >.
      </li>
      <li>As Carla: read the card that came, and press <b>Approve</b>. Ana can't.</li>
      <li>As Erin: <code>subscribe</code>, then raise alerts under <b>Sandbox</b> at the top right.</li>
      <li>Break things there too: devices change, services fail, the bot is killed. Nothing may be lost.</li>
    </ul>
    <button class="button" data-testid="welcome-done" onClick=${onDone}>Got it</button>
  </aside>`;
}
