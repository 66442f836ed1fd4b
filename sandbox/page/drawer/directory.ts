import { useState } from "preact/hooks";
import type { DirectoryItem, PersonStep } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Act } from "./act.ts";
import { Choice } from "./choice.ts";
import type { Run } from "./panel.ts";

const FIRST = "m keller";
const HINT =
  "What others do to accounts, and what the tenant has licences for. As Erin, `bypass` shows who may act past the bot, and `bypass weekly` says so every week.";

type Account = DirectoryItem["accounts"][number];
type Toggled = { readonly currentTarget: HTMLInputElement };

function stepsOf({ enabled }: Account): readonly (readonly [PersonStep, string])[] {
  return [
    enabled ? ["disable", "Switched off elsewhere"] : ["enable", "Switched on elsewhere"],
    ["sign-in", "Signs in from Lagos"],
    ["risk", "At high risk"],
  ];
}

function firstOf(accounts: readonly Account[]): Account | undefined {
  return accounts.find(({ name }) => name.toLowerCase().includes(FIRST)) ?? accounts[0];
}

/** Accounts, licences and applications of the tenant. */
export function DirectorySection({ directory, run }: { directory: DirectoryItem; run: Run }): VNode {
  const [picked, setPicked] = useState("");
  const { accounts, switches, told } = directory;
  const account = accounts.find(({ id }) => id === picked) ?? firstOf(accounts);
  return html`<section data-testid="directory">
    <h3>Directory</h3>
    <${Choice}
      label="Account"
      testId="account"
      value=${account?.id ?? ""}
      options=${accounts.map(({ id, name, enabled }) => ({ value: id, label: enabled ? name : `${name} · off` }))}
      onPick=${setPicked}
    />
    <div class="panel-actions">
      ${
        account !== undefined &&
        stepsOf(account).map(
          ([step, title], place) =>
            html`<${Act}
              key=${place}
              testId=${`account-${step}`}
              onAct=${() => run(api.stepAccount(account.id, step))}
            >
              ${title}
            <//>`,
        )
      }
    </div>
    <p class="panel-hint" data-testid="account-told" role="status">${told ?? HINT}</p>
    <ul class="members">
      ${switches.map(
        ({ key, title, on }) =>
          html`<li class="member" key=${key}>
            <label class="switch">
              <span></span>
              <span>${title}</span>
              <input
                type="checkbox"
                role="switch"
                data-testid=${`directory-${key}`}
                checked=${on}
                onChange=${({ currentTarget }: Toggled) => run(api.flip(key, currentTarget.checked))}
              />
            </label>
          </li>`,
      )}
    </ul>
  </section>`;
}
