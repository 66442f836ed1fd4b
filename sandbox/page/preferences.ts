import type { PaneChoice } from "./pane.ts";

export type Theme = "auto" | "light" | "dark" | "contrast";

export interface Preferences {
  readonly theme: Theme;
  readonly split: boolean;
  /** Whether the first steps are still shown. */
  readonly welcome: boolean;
  readonly panes: readonly [PaneChoice, PaneChoice];
}

const KEY = "sandbox-preferences";
const DEFAULTS: Preferences = {
  theme: "auto",
  split: true,
  welcome: true,
  panes: [
    { person: "ana", conversation: "soc" },
    { person: "carla", conversation: "soc" },
  ],
};

/** What this browser remembered; anything odd falls back to the defaults. */
export function loadPreferences(): Preferences {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    const panes = Array.isArray(saved.panes) && saved.panes.length === 2 ? saved.panes : DEFAULTS.panes;
    return { ...DEFAULTS, ...saved, panes };
  } catch {
    return DEFAULTS;
  }
}

/** Remembers for the next visit, where the browser allows it. */
export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Private windows may forbid it; the page works without.
  }
}

/** What is drawn: who asks the system for more contrast gets it without finding the button. */
export function shownTheme(theme: Theme): Theme {
  return theme === "auto" && matchMedia("(prefers-contrast: more)").matches ? "contrast" : theme;
}
