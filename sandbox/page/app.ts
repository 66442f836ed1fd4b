import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { TenantItem } from "../page-server/view.ts";
import { api } from "./api.ts";
import { Drawer } from "./drawer/drawer.ts";
import { RawCard } from "./drawer/raw-card.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { Pane } from "./pane.ts";
import type { PaneChoice } from "./pane.ts";
import { loadPreferences, savePreferences, shownTheme, type Preferences } from "./preferences.ts";
import { NEXT_THEME, TopBar } from "./top-bar.ts";
import { Welcome } from "./welcome.ts";

const TOAST_MS = 5_000;

type PanelState =
  { readonly kind: "drawer" } | { readonly kind: "raw"; readonly person: string; readonly message: string };

function useToasts(): [readonly { id: number; text: string }[], (text: string) => void] {
  const [toasts, setToasts] = useState<readonly { id: number; text: string }[]>([]);
  const next = useRef(0);
  const add = useCallback((text: string) => {
    next.current += 1;
    const id = next.current;
    setToasts((list) => [...list.filter((toast) => toast.text !== text), { id, text }].slice(-3));
    setTimeout(() => setToasts((list) => list.filter((toast) => toast.id !== id)), TOAST_MS);
  }, []);
  return [toasts, add];
}

/** On narrow screens only one pane fits: which one. */
function Tabs(props: {
  tenant: TenantItem;
  panes: readonly PaneChoice[];
  active: number;
  onPick: (index: number) => void;
}): VNode {
  return html`<div class="tabs" role="group" aria-label="Whose Teams is shown">
    ${props.panes.map((pane, index) => {
      const name = props.tenant.people.find(({ key }) => key === pane.person)?.name ?? pane.person;
      return html`<button
        key=${index}
        data-testid=${`tab-${index}`}
        aria-pressed=${index === props.active}
        onClick=${() => props.onPick(index)}
      >
        ${name}
      </button>`;
    })}
  </div>`;
}

function Crash({ tenant, failed }: { tenant: TenantItem; failed: (error: unknown) => void }): VNode | null {
  const { state, detail } = tenant.bot;
  if (state === "running" || state === "starting") return null;
  const what = state === "crashed" ? "The bot has crashed" : "The bot is not running";
  return html`<div class="banner" role="alert" data-testid="bot-banner">
    <${Icon} name="warning" />
    <span class="grow">${what}${detail === null ? "" : ` (${detail})`}. Its output is in bot.log.</span>
    <button class="button" onClick=${() => api.bot("restart").catch(failed)}>Start</button>
  </div>`;
}

/** The whole page. */
export function App(): VNode {
  const [tenant, setTenant] = useState<TenantItem | null>(null);
  const [preferences, prefer] = useState(loadPreferences);
  const [active, setActive] = useState(0);
  const [panel, setPanel] = useState<PanelState | null>(null);
  const [toasts, toast] = useToasts();
  const failed = (error: unknown): void =>
    toast(error instanceof Error ? error.message : "That did not work.");

  useEffect(() => {
    document.documentElement.dataset["theme"] = shownTheme(preferences.theme);
  }, [preferences]);

  // Saved with the click: an effect comes after the next picture, and who reloads at once would lose it.
  const setPreferences = (wanted: Preferences): void => {
    savePreferences(wanted);
    prefer(wanted);
  };

  // The first answer tells who there is; from then on the panes follow what changes.
  useEffect(() => {
    api.tenant().then(setTenant, failed);
  }, []);

  if (tenant === null) return html`<div class="boot" role="status">Opening the sandbox…</div>`;
  const shown = preferences.split ? preferences.panes : preferences.panes.slice(0, 1);
  const choose = (index: number, choice: PaneChoice): void => {
    const [first, second] = preferences.panes;
    setPreferences({ ...preferences, panes: index === 0 ? [choice, second] : [first, choice] });
  };
  return html`<div class="app" data-active=${preferences.split ? active : 0}>
    <${TopBar}
      tenant=${tenant}
      preferences=${preferences}
      drawer=${panel?.kind === "drawer"}
      onTheme=${() => setPreferences({ ...preferences, theme: NEXT_THEME[preferences.theme] })}
      onSplit=${() => setPreferences({ ...preferences, split: !preferences.split })}
      onDrawer=${() => setPanel(panel?.kind === "drawer" ? null : { kind: "drawer" })}
    />
    <${Crash} tenant=${tenant} failed=${failed} />
    ${
      preferences.welcome &&
      html`<${Welcome} onDone=${() => setPreferences({ ...preferences, welcome: false })} />`
    }
    ${
      preferences.split &&
      html`<${Tabs} tenant=${tenant} panes=${preferences.panes} active=${active} onPick=${setActive} />`
    }
    <div class="stage">
      <div class=${`panes panes-${shown.length}`}>
        ${shown.map(
          (choice, index) =>
            html`<${Pane}
              key=${index}
              index=${index}
              tenant=${tenant}
              choice=${choice}
              onChoice=${(next: PaneChoice) => choose(index, next)}
              onTenant=${setTenant}
              onToast=${toast}
              onRaw=${(person: string, message: { id: string }) => setPanel({ kind: "raw", person, message: message.id })}
            />`,
        )}
      </div>
      ${
        panel?.kind === "drawer" &&
        html`<${Drawer} tenant=${tenant} onClose=${() => setPanel(null)} onFailed=${failed} />`
      }
      ${
        panel?.kind === "raw" &&
        html`<${RawCard}
          person=${panel.person}
          message=${panel.message}
          onClose=${() => setPanel(null)}
          onFailed=${failed}
        />`
      }
    </div>
    <div class="toasts" aria-live="polite">
      ${toasts.map(({ id, text }) => html`<div class="toast" key=${id} data-testid="toast">${text}</div>`)}
    </div>
  </div>`;
}
