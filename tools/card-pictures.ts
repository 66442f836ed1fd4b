import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tongueOf } from "../src/texts/render.ts";
import { createCards, type AdaptiveCard } from "../src/adapters/teams/cards.ts";
import { cardOf, SAMPLE_NAMES } from "../test/adapters/cards/samples.ts";
import type { SpokenData } from "../src/messaging/spoken.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { openCardPage, type CardPage } from "../test/support/card-page.ts";
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

async function picture({ page, draw, wear }: CardPage, name: string, card: AdaptiveCard): Promise<void> {
  for (const [theme, width] of LOOKS) {
    await wear(theme);
    await page.setViewportSize({ width, height: 600 });
    await draw(card);
    const image = await page.locator("main").screenshot({ type: "jpeg", quality: QUALITY });
    writeFileSync(new URL(`${name}-${theme}-${width}.jpg`, OUT), image);
  }
}

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const cards = createCards({ log });
  const browser = await launchBrowser();
  try {
    const page = await openCardPage(browser, { width: 390, height: 600 });
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
