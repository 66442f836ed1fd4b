import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { CardName } from "../../messaging/content.ts";
import type { SpokenData } from "./spoken.ts";
import type { Log } from "../../shared/ports.ts";
import { cleanLine, type Shown } from "../../texts/safe-text.ts";
import { bindable, withoutCard } from "./card-bind.ts";
import type { CardContent } from "./messages.ts";
import { attempts, MAX_CARD_BYTES, sizeOf } from "./card-size.ts";

/** An Adaptive Card, ready to be attached. */
export interface AdaptiveCard extends Readonly<Record<string, unknown>> {
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
}

export interface Cards {
  /** Loads the template engine, which takes some tenths of a second; the first card does it otherwise. */
  load(): void;
  /** The card of this content, at most `MAX_CARD_BYTES`. Never throws: at worst it is a notice with the summary. */
  render(content: CardContent): AdaptiveCard;
}

interface Template {
  expand(context: { $root: object }): unknown;
}

type TemplateClass = new (payload: object) => Template;

const TEMPLATES = new URL("../../../cards/", import.meta.url);

/** Data is expanded once and never again: a second expansion would evaluate `${…}` that others wrote. */
export function createCards(deps: { readonly log: Log }): Cards {
  const engine = createEngine();
  return {
    load: engine.load,
    render: (content) => {
      try {
        return fitting(engine.template(content.card), content) ?? tooBig(deps.log, content);
      } catch (error) {
        const why = error instanceof Error ? error.message : "unknown";
        deps.log.error("card could not be rendered", { card: content.card, error: cleanLine(why, 200) });
        return minimal(content.summary);
      }
    },
  };
}

/** The template engine and the templates of `cards/`, each loaded when it is needed first. */
function createEngine(): { readonly load: () => void; template(name: CardName): Template } {
  const compiled = new Map<CardName, Template>();
  let loaded: TemplateClass | null = null;
  const engine = (): TemplateClass => (loaded ??= loadEngine());
  return {
    load: () => void engine(),
    template(name) {
      const template = compiled.get(name) ?? new (engine())(readTemplate(name));
      compiled.set(name, template);
      return template;
    },
  };
}

function loadEngine(): TemplateClass {
  // The package's types lead to TypeScript sources of `adaptivecards` that don't compile under strict options.
  const templating = createRequire(import.meta.url)("adaptivecards-templating") as {
    readonly Template: TemplateClass;
  };
  return templating.Template;
}

function readTemplate(name: CardName): object {
  return JSON.parse(readFileSync(new URL(`${name}.json`, TEMPLATES), "utf8")) as object;
}

function fitting(template: Template, content: CardContent): AdaptiveCard | null {
  for (const { data, longest, note } of attempts(content.data)) {
    const card = expand(template, bindable(data, content.summary, longest));
    const complete = note === "" ? card : withNote(card, note);
    if (sizeOf(complete) <= MAX_CARD_BYTES) return complete;
  }
  return null;
}

function expand(template: Template, data: SpokenData): AdaptiveCard {
  const { refresh, ...card } = template.expand({ $root: data }) as AdaptiveCard;
  // An element whose `$when` fails outside of a list is left as null.
  return refresh === null || refresh === undefined ? card : { ...card, refresh };
}

function withNote(card: AdaptiveCard, text: string): AdaptiveCard {
  const note = { type: "TextBlock", text, isSubtle: true, size: "Small", wrap: true, spacing: "Small" };
  return { ...card, body: [...(card["body"] as readonly object[]), note] };
}

function tooBig(log: Log, content: CardContent): AdaptiveCard {
  log.warn("card is too big even when shortened", { card: content.card });
  return minimal(content.summary);
}

/** A card that needs no template. */
function minimal(summary: Shown): AdaptiveCard {
  const { fallback, spoken } = withoutCard(summary);
  return {
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: fallback,
    speak: spoken,
    body: [
      {
        type: "RichTextBlock",
        inlines: [{ type: "TextRun", text: cleanLine(summary, 300), weight: "Bolder" }],
      },
      { type: "TextBlock", text: "This can't be shown as a card. Please look in Defender.", wrap: true },
    ],
  };
}
