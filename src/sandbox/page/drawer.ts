import { useEffect, useRef, useState } from "preact/hooks";
import type { TenantItem } from "../page-server/view.ts";
import { api } from "./api.ts";
import { Avatar } from "./avatar.ts";
import { html } from "./html.ts";
import type { ComponentChildren, VNode } from "./html.ts";
import { Icon } from "./icons.ts";

const STATES = { starting: "Starting", running: "Running", stopped: "Stopped", crashed: "Crashed" } as const;

/** Title and close button of a panel at the right; Escape closes, and the focus goes back where it was. */
export function Panel(props: {
  title: string;
  testId: string;
  onClose: () => void;
  children?: ComponentChildren;
}): VNode {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return html`<aside
    class="panel"
    ref=${panel}
    tabindex="-1"
    data-testid=${props.testId}
    aria-label=${props.title}
    onKeyDown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") props.onClose();
    }}
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

function BotSection({ tenant, run }: { tenant: TenantItem; run: (work: Promise<void>) => void }): VNode {
  const { state, detail } = tenant.bot;
  return html`<section>
    <h3>Bot process</h3>
    <p class="panel-line">
      <span class=${`status status-${state}`} aria-hidden="true"></span>
      ${STATES[state]}${detail === null ? "" : ` (${detail})`}
    </p>
    <div class="panel-actions">
      <button class="button" data-testid="restart-bot" onClick=${() => run(api.bot("restart"))}>
        ${state === "running" ? "Restart" : "Start"}
      </button>
      <button
        class="button"
        data-testid="kill-bot"
        disabled=${state !== "running"}
        onClick=${() => run(api.bot("kill"))}
      >
        Kill
      </button>
    </div>
    <p class="panel-hint">
      Kill ends it as a crash would. Chats stay; nothing that was acknowledged may be lost.
    </p>
  </section>`;
}

function SsoSection({ tenant, run }: { tenant: TenantItem; run: (work: Promise<void>) => void }): VNode {
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

function ResetSection({ run }: { run: (work: Promise<void>) => void }): VNode {
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

/** What a tenant doesn't have: switches of the sandbox itself. */
export function Drawer(props: {
  tenant: TenantItem;
  onClose: () => void;
  onFailed: (error: unknown) => void;
}): VNode {
  const run = (work: Promise<void>): void => {
    work.catch(props.onFailed);
  };
  return html`<${Panel} title="Sandbox" testId="drawer" onClose=${props.onClose}>
    <${BotSection} tenant=${props.tenant} run=${run} />
    <${SsoSection} tenant=${props.tenant} run=${run} />
    <${ResetSection} run=${run} />
  <//>`;
}

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
