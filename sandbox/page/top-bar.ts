import type { TenantItem } from "../page-server/view.ts";
import { modeText } from "./drawer/services.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import type { Preferences, Theme } from "./preferences.ts";

export const NEXT_THEME: Readonly<Record<Theme, Theme>> = {
  auto: "light",
  light: "dark",
  dark: "contrast",
  contrast: "auto",
};
const THEME_ICON = { auto: "auto", light: "sun", dark: "moon", contrast: "contrast" } as const;
const THEME_TEXT = { auto: "Automatic", light: "Light", dark: "Dark", contrast: "High contrast" } as const;
const BOT_TEXT = {
  starting: "Bot is starting",
  running: "Bot is running",
  stopped: "Bot is stopped",
  crashed: "Bot crashed",
};

/** Names what is out of order, so that nobody forgets it behind a closed drawer. */
function Trouble({ tenant, onOpen }: { tenant: TenantItem; onOpen: () => void }): VNode | null {
  const ailing = tenant.services.filter(({ mode }) => mode !== "works");
  const [first] = ailing;
  if (first === undefined) return null;
  const text =
    ailing.length === 1 ? `${first.name} ${modeText(first.mode)}` : `${ailing.length} services out of order`;
  return html`<button class="bot-state trouble" data-testid="trouble" title=${text} onClick=${onOpen}>
    <span class="status status-crashed" aria-hidden="true"></span><span class="bot-text">${text}</span>
  </button>`;
}

/** The sandbox itself: what state it is in, how the page looks, and the way to its controls. */
export function TopBar(props: {
  tenant: TenantItem;
  preferences: Preferences;
  drawer: boolean;
  onTheme: () => void;
  onSplit: () => void;
  onDrawer: () => void;
}): VNode {
  const { theme, split } = props.preferences;
  const { state } = props.tenant.bot;
  return html`<header class="top">
    <img class="logo" src="/icon.svg" alt="" width="24" height="24" />
    <span class="brand">Contoso <span>sandbox tenant</span></span>
    <span
      class="bot-state"
      data-testid="bot-state"
      data-state=${state}
      role="status"
      title=${props.tenant.bot.detail ?? ""}
    >
      <span class=${`status status-${state}`} aria-hidden="true"></span
      ><span class="bot-text">${BOT_TEXT[state]}</span>
    </span>
    <${Trouble} tenant=${props.tenant} onOpen=${props.onDrawer} />
    <span class="grow"></span>
    <button
      class="icon-button split-button"
      data-testid="split"
      aria-pressed=${split}
      title="Two people side by side, or one"
      onClick=${props.onSplit}
    >
      <${Icon} name="split" /><span>Side by side</span>
    </button>
    <button
      class="icon-button"
      data-testid="theme"
      title="Change between light, dark, high contrast and what your system says"
      onClick=${props.onTheme}
    >
      <${Icon} name=${THEME_ICON[theme]} /><span>${THEME_TEXT[theme]}</span>
    </button>
    <button
      class="icon-button"
      data-testid="open-drawer"
      aria-expanded=${props.drawer}
      title="Raise alerts, change devices and roles, break services, kill the bot"
      onClick=${props.onDrawer}
    >
      <${Icon} name="drawer" /><span>Sandbox</span>
    </button>
  </header>`;
}
