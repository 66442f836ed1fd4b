import type { TenantItem } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { Avatar } from "../avatar.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import type { Run } from "./panel.ts";

/** Who gets a token without being asked. */
export function SsoSection({ tenant, run }: { tenant: TenantItem; run: Run }): VNode {
  return html`<section>
    <h3>Silent sign-in</h3>
    <p class="panel-hint">
      Off: the person's Teams can't get a token by itself, and the Sign in button is needed.
    </p>
    <ul class="switches">
      ${tenant.people.map(
        ({ key, name, silentSso }) =>
          html`<li key=${key}>
            <label class="switch">
              <${Avatar} name=${name} tone=${key} small />
              <span>${name}</span>
              <input
                type="checkbox"
                role="switch"
                data-testid=${`sso-${key}`}
                checked=${silentSso}
                onChange=${(event: { currentTarget: HTMLInputElement }) =>
                  run(api.silentSso(key, event.currentTarget.checked))}
              />
            </label>
          </li>`,
      )}
    </ul>
  </section>`;
}
