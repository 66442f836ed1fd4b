import { initials } from "./format.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";

/** Picture of a person (initials on a colour of their own) or of the bot. */
export function Avatar({ name, tone, small }: { name: string; tone: string; small?: boolean }): VNode {
  const size = small === true ? "avatar avatar-small" : "avatar";
  if (tone === "bot")
    return html`<span class="${size} avatar-bot" aria-hidden="true"><${Icon} name="bot" /></span>`;
  return html`<span class="${size} tone-${tone}" aria-hidden="true">${initials(name)}</span>`;
}
