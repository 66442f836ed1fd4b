import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { SpokenData } from "../../messaging/spoken.ts";
import type { Log } from "../../shared/ports.ts";
import { Fault } from "../../shared/errors.ts";
import { afterStart } from "../../shared/after-start.ts";
import type { Tongue } from "../../texts/render.ts";
import { cleanLine, type Shown } from "../../texts/safe-text.ts";
import { bindable, withoutCard } from "./card-bind.ts";
import { type AdaptiveCard, withParts } from "./card-parts.ts";
import type { CardContent } from "./messages.ts";
import { attempts, MAX_CARD_BYTES, sizeOf } from "./card-size.ts";

export interface Cards {
  /** The card of this content, at most `MAX_CARD_BYTES`. Never throws: at worst it is a notice with the summary. */
  render(content: CardContent, tongue: Tongue): AdaptiveCard;
}

interface Template {
  expand(context: { $root: object }): unknown;
}

type TemplateClass = new (payload: object) => Template;

const TEMPLATES = new URL("../../../cards/", import.meta.url);

/** Data is expanded once and never again: a second expansion would evaluate `${…}` that others wrote. */
export function createCards(deps: {
  readonly log: Log;
  /** FILE_HOSTS; absent: no file is linked to. */
  readonly fileHosts?: readonly string[];
}): Cards {
  const { fileHosts = [] } = deps;
  const templates = createTemplates();
  return {
    render: (content, tongue) => {
      try {
        return (
          fitting(templates.template(content.card, tongue), content, tongue, fileHosts) ??
          tooBig(deps.log, content, tongue)
        );
      } catch (error) {
        const why = error instanceof Error ? error.message : "unknown";
        deps.log.error("card could not be rendered", { card: content.card, error: cleanLine(why, 200) });
        return minimal(content.summary, tongue);
      }
    },
  };
}

/** The templates of `cards/`, each read when it is needed first. */
function createTemplates(): { template(name: string, tongue: Tongue): Template } {
  const compiled = new Map<string, Template>();
  return {
    template(name, tongue) {
      const key = `${tongue.locale.language} ${name}`;
      const template = compiled.get(key) ?? new (engine())(readTemplate(name, tongue));
      compiled.set(key, template);
      return template;
    },
  };
}

/** The template engine: 460 modules. */
const engine = afterStart((): TemplateClass => {
  // The package's types lead to TypeScript sources of `adaptivecards` that don't compile under strict options.
  const templating = createRequire(import.meta.url)("adaptivecards-templating") as {
    readonly Template: TemplateClass;
  };
  return templating.Template;
});

function readTemplate(name: string, { catalogue }: Tongue): object {
  const words: Readonly<Record<string, string>> = catalogue.cards;
  const named = (key: string): string => words[key] ?? raise(name, key);
  const template = readFileSync(new URL(`${name}.json`, TEMPLATES), "utf8");
  return JSON.parse(template, (_, value: unknown) =>
    typeof value === "string" ? value.replace(/@\{(\w+)\}/g, (_whole, key: string) => named(key)) : value,
  ) as object;
}

function raise(card: string, key: string): never {
  throw new Fault("card", "a card names words that are not in the catalogue", { card, key });
}

function fitting(
  template: Template,
  content: CardContent,
  tongue: Tongue,
  fileHosts: readonly string[],
): AdaptiveCard | null {
  for (const { data, longest, note } of attempts(content.data)) {
    const bound = bindable(data, content.summary, tongue, { longest, fileHosts });
    const card = expand(template, bound);
    const whole = withParts(card, bound, tongue);
    const complete = note === null ? whole : withNote(whole, tongue.catalogue.teams[note]);
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

function tooBig(log: Log, content: CardContent, tongue: Tongue): AdaptiveCard {
  log.warn("card is too big even when shortened", { card: content.card });
  return minimal(content.summary, tongue);
}

/** A card that needs no template. */
function minimal(summary: Shown, { catalogue }: Tongue): AdaptiveCard {
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
      { type: "TextBlock", text: catalogue.teams.noCard, wrap: true },
    ],
  };
}
