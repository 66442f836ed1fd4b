import { sayLine, type Shown } from "../shared/safe-text.ts";

/** Card templates of `cards/`; each is one `NAME.json` with a `NAME.sample.json`. */
export const CARD_NAMES = [
  "actions",
  "alert",
  "alerts",
  "audit",
  "device",
  "explain",
  "form",
  "help",
  "notice",
  "picker",
  "policy",
  "request",
  "requests",
  "sign-in",
  "subscriptions",
  "whoami",
] as const;

export type CardName = (typeof CARD_NAMES)[number];

/** Plain data that a template is bound with: strings, numbers, booleans, lists and records. */
export type CardValue = string | number | boolean | null | readonly CardValue[] | CardData;
export interface CardData {
  readonly [key: string]: CardValue;
}

/** A button of a card; `data` is opaque to the client and believed by nobody. */
export interface CardButton extends CardData {
  readonly title: string;
  /** What a click asks for; `bot/on-click` knows them all. */
  readonly verb: string;
  /** Opaque id of the card (row `refs`) or of the request. */
  readonly ref: string;
}

/** Something to show in a conversation. */
export type Content =
  | { readonly kind: "text"; readonly text: Shown }
  | { readonly kind: "card"; readonly card: CardName; readonly data: CardData; readonly summary: Shown }
  | {
      readonly kind: "oauth";
      /** Id of the token exchange; comes back in `signin/tokenExchange`. Null: only the button helps. */
      readonly exchangeId: string | null;
      /** Single-use ticket of the sign-in popup. */
      readonly ticket: string;
      readonly text: Shown;
    };

/** A plain message: text of others gets into it by way of `say` only. */
export function text(value: Shown): Content {
  return { kind: "text", text: value };
}

/** A message that waited in the store: of an older version's texts nobody knows how they were put together. */
export function storedContent(json: string): Content {
  const content = JSON.parse(json) as Content;
  return content.kind === "card"
    ? { ...content, summary: sayLine(content.summary) }
    : { ...content, text: sayLine(content.text) };
}
