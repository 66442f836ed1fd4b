import { sayLine } from "../texts/safe-text.ts";
import type { Sayable, Text, Words } from "../texts/text.ts";

/** What a template is bound with: plain data, and texts (`T`) until they are put into words. */
export type CardValue<T = Text> =
  string | number | boolean | null | T | readonly CardValue<T>[] | CardData<T>;
export interface CardData<T = Text> {
  readonly [key: string]: CardValue<T>;
}

/** `Array.isArray` that the compiler understands for read-only lists. */
export function isList<T>(value: CardValue<T> | undefined): value is readonly CardValue<T>[] {
  return Array.isArray(value);
}

/** A button of a card; `data` is opaque to the client and believed by nobody. */
export interface CardButton extends CardData {
  readonly title: Words;
  /** What a click asks for; `bot/on-click` knows them all. */
  readonly verb: string;
  /** Opaque id of the card (row `refs`) or of the request. */
  readonly ref: string;
  /** In the menu, however few buttons there are; absent: where its place among the others puts it. */
  readonly mode?: "secondary";
}

/** Something to show in a conversation. */
export type Content =
  | { readonly kind: "text"; readonly text: Sayable }
  | {
      readonly kind: "card";
      readonly card: string;
      readonly data: CardData;
      readonly summary: Sayable;
      /** It holds a secret: it is shown once, and never waits in the store. */
      readonly isSecret?: true;
    }
  | {
      /** Teams asks the one person in a 1:1 chat whether they want a file, and where. */
      readonly kind: "file-offer";
      /** Opaque; comes back in `fileConsent/invoke`. */
      readonly ref: string;
      /** Made harmless by whoever offers it. */
      readonly name: string;
      /** Bytes. */
      readonly size: number;
      readonly text: Sayable;
    }
  | {
      /** A file in the person's OneDrive. `contentUrl` was checked when Teams named it. */
      readonly kind: "file-saved";
      readonly name: string;
      readonly contentUrl: string;
      readonly uniqueId: string;
      readonly fileType: string;
      readonly text: Sayable;
    }
  | {
      readonly kind: "oauth";
      /** Id of the token exchange; comes back in `signin/tokenExchange`. Null: only the button helps. */
      readonly exchangeId: string | null;
      /** Single-use ticket of the sign-in popup. */
      readonly ticket: string;
      readonly text: Sayable;
    };

/** A plain message: text of others gets into it as a hole of it only. */
export function text(value: Sayable): Content {
  return { kind: "text", text: value };
}

/** A message that waited in the store: of an older version's texts nobody knows how they were put together. */
export function storedContent(json: string): Content {
  const content = JSON.parse(json) as Content;
  return content.kind === "card"
    ? { ...content, summary: harmless(content.summary) }
    : { ...content, text: harmless(content.text) };
}

function harmless(kept: Sayable): Sayable {
  return typeof kept === "string" ? sayLine(kept) : kept;
}
