import { html } from "./html.ts";
import type { VNode } from "./html.ts";

const PATHS = {
  back: "M14.5 5.5 8 12l6.5 6.5",
  bot: "M12 3l7 2.6v5.2c0 4.5-3 8-7 10.2-4-2.2-7-5.7-7-10.2V5.6zM9 11.8l2.2 2.2 4-4.2",
  channel: "M9.5 4 8 20M16 4l-1.5 16M4.5 9h16M3.5 15h16",
  chat: "M4 5.5h16v11H11l-4.5 3.5v-3.5H4z",
  clip: "M8 12.5 14.5 6a3 3 0 0 1 4.2 4.2L10 19a5 5 0 0 1-7-7l8-8",
  close: "M6 6l12 12M18 6 6 18",
  code: "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5",
  contrast: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 4v16M12 8h5.5M12 12h8M12 16h5.5",
  down: "M12 5v14M6 13l6 6 6-6",
  drawer: "M4 6h10M18 6h2M4 12h2M10 12h10M4 18h8M16 18h4M16 4v4M8 10v4M14 16v4",
  group:
    "M8.5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c.3-3.4 2.5-5 5.5-5s5.2 1.6 5.5 5M16 11.5a2.5 2.5 0 1 0-.8-4.9M17 14.5c2.2.2 3.7 1.6 4 4.5",
  find: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5",
  moon: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  reply: "M9 7 4 12l5 5M4.5 12H14c3.5 0 6 2 6 6",
  restart: "M5 12a7 7 0 1 1 2.2 5.1M5 20v-4.5h4.5",
  send: "M4 4.5 20.5 12 4 19.5 6.5 12zM6.5 12H13",
  split: "M4 5h16v14H4zM12 5v14",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4",
  auto: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  warning: "M12 4.5 21 19.5H3zM12 10v4.5M12 17v.2",
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon; decorative, so the button around it needs its own name. */
export function Icon({ name }: { name: IconName }): VNode {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
