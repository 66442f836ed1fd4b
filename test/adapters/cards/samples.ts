import { tongueOf } from "../../../src/texts/render.ts";
import { readdirSync, readFileSync } from "node:fs";
import type { AdaptiveCard } from "../../../src/adapters/teams/card-parts.ts";
import { createCards, type Cards } from "../../../src/adapters/teams/cards.ts";
import type { SpokenData } from "../../../src/messaging/spoken.ts";
import { sayLine } from "../../../src/texts/safe-text.ts";

const FOLDER = new URL("../../../cards/", import.meta.url);

/** All cards: the folder is the only list of them. */
export const CARD_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => !file.endsWith(".sample.json"))
  .map((file) => file.replace(/\.json$/, ""));

/** All samples of their data, more than one of some: "alert", "posted", "posted.grown". */
export const SAMPLE_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".sample.json"))
  .map((file) => file.replace(/\.sample\.json$/, ""));

/** The card that a sample is one of. */
export function cardOf(sampleName: string): string {
  return sampleName.split(".")[0] ?? sampleName;
}

export type Json = Record<string, unknown>;

/** A template or sample as it lies on the disk. */
export function cardFile(file: string): string {
  return readFileSync(new URL(file, FOLDER), "utf8");
}

export function sample(name: string): SpokenData {
  return JSON.parse(cardFile(`${name}.sample.json`)) as SpokenData;
}

/** Lines that were logged, beside the renderer that logs them. */
export function rendering(): { cards: Cards; logged: string[] } {
  const logged: string[] = [];
  const note = (event: string) => void logged.push(event);
  return { cards: createCards({ log: { info: note, warn: note, error: note } }), logged };
}

export function render(cards: Cards, card: string, data: SpokenData, summary = "In short"): AdaptiveCard {
  return cards.render({ kind: "card", card, data, summary: sayLine(summary) }, tongueOf("en"));
}

/** Every object in a card, the outermost first. */
export function* nodes(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const item of value) yield* nodes(item);
  else if (value !== null && typeof value === "object") {
    yield value as Json;
    for (const child of Object.values(value)) yield* nodes(child);
  }
}

/** The card without its texts: what it consists of, and what its buttons do. */
export function shape(value: unknown): unknown {
  const free = ["text", "title", "label", "placeholder", "errorMessage", "speak", "fallbackText"];
  if (Array.isArray(value)) return value.map(shape);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, free.includes(key) ? "…" : shape(child)]),
  );
}
