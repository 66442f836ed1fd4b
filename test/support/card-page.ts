import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { HOST_CONFIG } from "../../sandbox/page/host-config.ts";
import { STYLES } from "../../sandbox/page-server/assets.ts";

const STYLE_FOLDER = new URL("../../sandbox/page/style/", import.meta.url);

/** Teams' themes, as the sandbox's page draws them. */
export const THEMES = ["light", "dark", "contrast"] as const;
export type CardTheme = (typeof THEMES)[number];

/** What of the page is used inside of it; Microsoft's renderer leaves one global. */
interface Inside {
  readonly document: {
    readonly documentElement: { readonly dataset: Record<string, string> };
    querySelector(selector: string): { replaceChildren(child: unknown): void } | null;
  };
  readonly AdaptiveCards: {
    readonly HostConfig: new (config: object) => unknown;
    readonly AdaptiveCard: new () => { hostConfig: unknown; parse(card: unknown): void; render(): unknown };
  };
}

/** A page that shows one card as the sandbox's page does: drawn by Microsoft's renderer, with the same style. */
export interface CardPage {
  readonly page: Page;
  draw(card: object): Promise<void>;
  wear(theme: CardTheme): Promise<void>;
}

export async function openCardPage(
  browser: Browser,
  viewport: { width: number; height: number },
): Promise<CardPage> {
  const page = await browser.newPage({ viewport });
  const style = STYLES.map((name) => readFileSync(new URL(`${name}.css`, STYLE_FOLDER), "utf8")).join("\n");
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>${style} html, body { height: auto; overflow: visible; display: block }
    main { display: block; padding: 12px; background: var(--back) }</style><main><div class="card"><div class="card-body"></div></div></main>`,
  );
  await page.addScriptTag({
    path: createRequire(import.meta.url).resolve("adaptivecards/dist/adaptivecards.min.js"),
  });
  return {
    page,
    draw: (card) => page.evaluate(drawInside, { card, config: HOST_CONFIG }),
    wear: (theme) =>
      page.evaluate((name) => {
        (globalThis as typeof globalThis & Inside).document.documentElement.dataset["theme"] = name;
      }, theme),
  };
}

/** Runs in the browser. */
function drawInside({ card, config }: { card: object; config: object }): void {
  const { AdaptiveCards, document } = globalThis as typeof globalThis & Inside;
  const renderer = new AdaptiveCards.AdaptiveCard();
  renderer.hostConfig = new AdaptiveCards.HostConfig(config);
  renderer.parse(card);
  document.querySelector(".card-body")?.replaceChildren(renderer.render());
}
