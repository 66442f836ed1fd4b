import type { PersonItem, TenantItem } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { Avatar } from "../avatar.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import type { Run } from "./panel.ts";

type Toggled = { readonly currentTarget: HTMLInputElement };

function Person(props: { person: PersonItem; roles: readonly string[]; run: Run }): VNode {
  const { roles, run } = props;
  const { key, name, roles: held, silentSso } = props.person;
  return html`<li class="member">
    <label class="switch">
      <${Avatar} name=${name} tone=${key} small />
      <span>${name}</span>
      <input
        type="checkbox"
        role="switch"
        aria-label=${`Silent sign-in of ${name}`}
        title="Silent sign-in"
        data-testid=${`sso-${key}`}
        checked=${silentSso}
        onChange=${({ currentTarget }: Toggled) => run(api.silentSso(key, currentTarget.checked))}
      />
    </label>
    <div class="chips" role="group" aria-label=${`App roles of ${name}`}>
      ${roles.map(
        (role) =>
          html`<label key=${role} class="chip">
            <input
              type="checkbox"
              data-testid=${`role-${key}-${role}`}
              checked=${held.includes(role)}
              onChange=${({ currentTarget }: Toggled) => run(api.setRole(key, role, currentTarget.checked))}
            />
            <span>${role}</span>
          </label>`,
      )}
    </div>
  </li>`;
}

/** Who has which app role, and who gets a token without being asked. */
export function PeopleSection({ tenant, run }: { tenant: TenantItem; run: Run }): VNode {
  return html`<section>
    <h3>People</h3>
    <p class="panel-hint">
      A role counts from the person's next token on; the bot gets one when the last is a minute old. The
      switch is for silent sign-in: off, the person has to press Sign in.
    </p>
    <ul class="members">
      ${tenant.people.map(
        (person) => html`<${Person} key=${person.key} person=${person} roles=${tenant.roles} run=${run} />`,
      )}
    </ul>
  </section>`;
}
