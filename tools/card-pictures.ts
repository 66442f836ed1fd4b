import { mkdirSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { createCards } from "../src/adapters/teams/cards.ts";
import { LANGUAGES } from "../src/texts/locale.ts";
import { tongueOf } from "../src/texts/render.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { openCardPage, type CardPage } from "../test/support/card-page.ts";
import { playScenes, type Scene } from "../test/support/scenes.ts";

/**
 * Draws the cards of docs/cards.md into `docs/images/cards`: what the bot says in a night against the sandbox, as wide as a
 * phone, one picture for each card: English and Swedish, light and dark beside each other. `--contrast` draws them in high
 * contrast instead, `--out FOLDER` elsewhere. Names of cards as arguments ("posted.grown"): only those.
 */

const DOCS = "docs/images/cards";
const PHONE = { width: 390, height: 600 };
/** Of JPEG: small files that are still easy to read. */
const QUALITY = 50;
const THEMES = ["light", "dark"] as const;

const log = { info: console.log, warn: console.warn, error: console.error };
const cards = createCards({ log });

type Strips = Map<string, Buffer[]>;

/** One strip for each card, in the order of the themes. */
async function draw(
  drawing: CardPage,
  scenes: readonly Scene[],
  options: {
    readonly language: (typeof LANGUAGES)[number];
    readonly themes: readonly ("light" | "dark" | "contrast")[];
  },
  strips: Strips,
): Promise<void> {
  for (const { name, content } of scenes) {
    const card = cards.render(content, tongueOf(options.language));
    for (const theme of options.themes) {
      await drawing.wear(theme);
      await drawing.draw(card);
      const image = await drawing.page.locator("main").screenshot({ type: "png" });
      strips.set(name, [...(strips.get(name) ?? []), image]);
    }
  }
}

/** Several pictures beside each other. */
async function joined(page: Page, images: readonly Buffer[]): Promise<Buffer> {
  const shown = images.map((image) => `<img src="data:image/png;base64,${image.toString("base64")}">`);
  await page.setContent(
    `<body style="margin:0"><div style="display:flex;align-items:start;width:max-content">${shown.join("")}</div>`,
  );
  await page.evaluate("Promise.all([...document.images].map((image) => image.decode()))");
  return page.locator("div").screenshot({ type: "jpeg", quality: QUALITY });
}

async function main(args: readonly string[], browser: Browser): Promise<void> {
  const isContrast = args.includes("--contrast");
  const at = args.indexOf("--out");
  const out = at === -1 ? DOCS : (args[at + 1] ?? DOCS);
  const wanted = args.filter((arg, index) => !arg.startsWith("--") && (at === -1 || index !== at + 1));
  mkdirSync(out, { recursive: true });
  const strips: Strips = new Map();
  const drawing = await openCardPage(browser, PHONE);
  for (const language of LANGUAGES) {
    const scenes = await playScenes(language);
    const chosen = scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    await draw(drawing, chosen, { language, themes: isContrast ? ["contrast"] : THEMES }, strips);
  }
  const desk = await browser.newPage({ viewport: { width: PHONE.width * 4, height: 600 } });
  for (const [name, images] of strips) writeFileSync(`${out}/${name}.jpg`, await joined(desk, images));
}

const browser = await launchBrowser();
try {
  await main(process.argv.slice(2), browser);
} finally {
  await browser.close();
}
