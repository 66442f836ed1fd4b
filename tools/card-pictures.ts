import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tongueOf } from "../src/texts/render.ts";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { createCards, type AdaptiveCard } from "../src/adapters/teams/cards.ts";
import { cardOf, SAMPLE_NAMES } from "../test/adapters/cards/samples.ts";
import type { SpokenData } from "../src/messaging/spoken.ts";
import { HOST_CONFIG } from "../sandbox/page/host-config.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { sayLine } from "../src/texts/safe-text.ts";

/**
 * Draws every sample of `cards/` with Microsoft's renderer, as the sandbox's page does, for docs/cards.md, into `docs/images/cards`:
 * light and dark as wide as a phone, and light as wide as a desktop. Names of samples as arguments ("posted.grown"): only those.
 */

const ROOT = new URL("../", import.meta.url);
const OUT = new URL("docs/images/cards/", ROOT);
const LOOKS = [
  ["light", 390],
  ["dark", 390],
  ["light", 720],
] as const;
/** Of JPEG: small files that are still easy to read. */
const QUALITY = 60;

const log = { info: console.log, warn: console.warn, error: console.error };

function sample(name: string): SpokenData {
  return JSON.parse(readFileSync(new URL(`cards/${name}.sample.json`, ROOT), "utf8")) as SpokenData;
}

/** The few things of the browser that `draw` uses; Microsoft's renderer leaves one global. */
interface Browser {
  readonly document: { querySelector(selector: string): { replaceChildren(child: unknown): void } | null };
  readonly AdaptiveCards: {
    readonly HostConfig: new (config: object) => unknown;
    readonly AdaptiveCard: new () => { hostConfig: unknown; parse(card: unknown): void; render(): unknown };
  };
}

/** Runs in the browser. */
function draw({ card, config }: { card: unknown; config: object }): void {
  const { AdaptiveCards, document } = globalThis as unknown as Browser;
  const renderer = new AdaptiveCards.AdaptiveCard();
  renderer.hostConfig = new AdaptiveCards.HostConfig(config);
  renderer.parse(card);
  document.querySelector(".card-body")?.replaceChildren(renderer.render());
}

async function picture(page: Page, name: string, card: AdaptiveCard): Promise<void> {
  for (const [theme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 600 });
    await page.evaluate(draw, { card, config: HOST_CONFIG });
    const image = await page.locator("main").screenshot({ type: "jpeg", quality: QUALITY });
    writeFileSync(new URL(`${name}-${theme}-${width}.jpg`, OUT), image);
  }
}

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const cards = createCards({ log });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const style = readFileSync(new URL("sandbox/page/style.css", ROOT), "utf8");
    await page.setContent(
      `<!doctype html><meta charset="utf-8"><style>${style} html, body { height: auto; overflow: visible; display: block }
      main { display: block; padding: 12px; background: var(--bg) }</style><main><div class="card"><div class="card-body"></div></div></main>`,
    );
    const script = createRequire(import.meta.url).resolve("adaptivecards/dist/adaptivecards.min.js");
    await page.addScriptTag({ path: script });
    for (const name of names) {
      await picture(
        page,
        name,
        cards.render(
          { kind: "card", card: cardOf(name), data: sample(name), summary: sayLine(name) },
          tongueOf("en"),
        ),
      );
    }
  } finally {
    await browser.close();
  }
}

const wanted = process.argv.slice(2);
await main(SAMPLE_NAMES.filter((name) => wanted.length === 0 || wanted.includes(name)));
