import { isList, type CardButton, type CardData, type CardValue, type Content } from "./content.ts";
import type { Found, TurnAnswer } from "./turn.ts";
import { onCard, shown, type Tongue } from "../texts/render.ts";
import type { Shown } from "../texts/safe-text.ts";
import { isText, worded, type Sayable } from "../texts/text.ts";

/** A card's data in words: strings that are still to be made harmless for the client. */
export type SpokenValue = CardValue<never>;
export type SpokenData = CardData<never>;
export type SpokenButton = { readonly [K in keyof CardButton]: string };

/** The same with every text in words, in one language. */
export type Spoken<T> = T extends unknown ? { readonly [K in keyof T]: SpokenPart<T[K]> } : never;
type SpokenPart<P> = P extends Sayable
  ? P extends string
    ? P extends Shown
      ? Shown
      : P
    : Shown
  : P extends Content
    ? Spoken<P>
    : P extends CardData
      ? SpokenData
      : P extends readonly Found[]
        ? readonly Spoken<Found>[]
        : P;

/** Puts what is to be shown into words. */
export function spoken(content: Content, tongue: Tongue): Spoken<Content> {
  if (content.kind !== "card") return { ...content, text: shown(content.text, tongue) };
  const data = spokenRecord(content.data, tongue);
  return { ...content, data, summary: shown(content.summary, tongue) };
}

/** Puts the answer to a delivery into words. */
export function spokenAnswer(answer: TurnAnswer, tongue: Tongue): Spoken<TurnAnswer> {
  switch (answer.kind) {
    case "found":
      return {
        ...answer,
        found: answer.found.map(({ title, line, content }) => ({
          title: shown(worded(title), tongue),
          line: shown(worded(line), tongue),
          content: spoken(content, tongue),
        })),
      };
    case "card":
      return { ...answer, content: spoken(answer.content, tongue) };
    case "message":
    case "error":
    case "login":
    case "sign-in-failed":
      return { ...answer, text: shown(answer.text, tongue) };
    case "exchange-failed":
      return { ...answer, detail: shown(answer.detail, tongue) };
    case "none":
    case "busy":
    case "invalid-code":
    case "exchange-ok":
      return answer;
  }
}

function spokenRecord(data: CardData, tongue: Tongue): SpokenData {
  // Names of fields are ours, all of them.
  const words: Record<string, SpokenValue> = {};
  for (const key of Object.keys(data)) words[key] = spokenValue(data[key] ?? null, tongue);
  return words;
}

function spokenValue(value: CardValue, tongue: Tongue): SpokenValue {
  if (isText(value)) return onCard(value, tongue);
  if (isList(value)) return value.map((one) => spokenValue(one, tongue));
  return value !== null && typeof value === "object" ? spokenRecord(value, tongue) : value;
}
