import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { CARD_NAMES, type CardData, type CardName, type Content } from "../../core/content.ts";
import type { Log } from "../../core/ports.ts";
import { cleanLine, escapeMarkdown } from "../../core/safe-text.ts";
import { bindable } from "./card-bind.ts";
import { attempts, MAX_CARD_BYTES, sizeOf } from "./card-size.ts";

/** An Adaptive Card, ready to be attached. */
export interface AdaptiveCard extends Readonly<Record<string, unknown>> {
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
}

export type CardContent = Extract<Content, { kind: "card" }>;

export interface Cards {
  /** Loads the template engine, which takes some tenths of a second; the first card does it otherwise. */
  load(): void;
  /** The card of this content, at most `MAX_CARD_BYTES`. Never throws: at worst it is a notice with the summary. */
  render(content: CardContent): AdaptiveCard;
}

interface Template {
  expand(context: { $root: object }): unknown;
}

type Templates = ReadonlyMap<CardName, Template>;

const TEMPLATES = new URL("../../../cards/", import.meta.url);

/** Data is expanded once and never again: a second expansion would evaluate `${…}` that others wrote. */
export function createCards(deps: { readonly log: Log }): Cards {
  let compiled: Templates | null = null;
  const templates = (): Templates => (compiled ??= compileTemplates());
  return {
    load: () => void templates(),
    render: (content) => {
      try {
        return fitting(templates(), content) ?? tooBig(deps.log, content);
      } catch (error) {
        const why = error instanceof Error ? error.message : "unknown";
        deps.log.error("card could not be rendered", { card: content.card, error: cleanLine(why, 200) });
        return minimal(content.summary);
      }
    },
  };
}

/** Reads and compiles all templates of `cards/`. */
function compileTemplates(): Templates {
  // The package's types lead to TypeScript sources of `adaptivecards` that don't compile under strict options.
  const { Template } = createRequire(import.meta.url)("adaptivecards-templating") as {
    readonly Template: new (payload: object) => Template;
  };
  return new Map(CARD_NAMES.map((name) => [name, new Template(readTemplate(name))]));
}

function readTemplate(name: CardName): object {
  return JSON.parse(readFileSync(new URL(`${name}.json`, TEMPLATES), "utf8")) as object;
}

function fitting(templates: Templates, content: CardContent): AdaptiveCard | null {
  for (const { data, longest, shortened } of attempts(content.data)) {
    const card = expand(templates.get(content.card), bindable(data, content.summary, longest));
    const complete = shortened ? withNote(card) : card;
    if (sizeOf(complete) <= MAX_CARD_BYTES) return complete;
  }
  return null;
}

function expand(template: Template | undefined, data: CardData): AdaptiveCard {
  const { refresh, ...card } = template?.expand({ $root: data }) as AdaptiveCard;
  // An element whose `$when` fails outside of a list is left as null.
  return refresh === null || refresh === undefined ? card : { ...card, refresh };
}

const LEFT_OUT = {
  type: "TextBlock",
  text: "Some of this is left out: it is too long for a card.",
  isSubtle: true,
  size: "Small",
  wrap: true,
  spacing: "Small",
};

function withNote(card: AdaptiveCard): AdaptiveCard {
  return { ...card, body: [...(card["body"] as readonly object[]), LEFT_OUT] };
}

function tooBig(log: Log, content: CardContent): AdaptiveCard {
  log.warn("card is too big even when shortened", { card: content.card });
  return minimal(content.summary);
}

/** A card that needs no template. */
function minimal(summary: string): AdaptiveCard {
  const text = cleanLine(summary, 300);
  return {
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: escapeMarkdown(text),
    speak: text.replace(/[<>&]/g, " "),
    body: [
      { type: "RichTextBlock", inlines: [{ type: "TextRun", text, weight: "Bolder" }] },
      { type: "TextBlock", text: "This can't be shown as a card. Please look in Defender.", wrap: true },
    ],
  };
}
