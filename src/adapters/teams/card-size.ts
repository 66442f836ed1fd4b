import { MAX_TEXT } from "../../core/safe-text.ts";
import type { CardData } from "../../core/content.ts";
import { isList } from "./card-bind.ts";

/** What Teams takes everywhere, in bytes of UTF-8 (facts: 28 KB for portability). */
export const MAX_CARD_BYTES = 28 * 1024;

/** Lists that may be shortened, the most expendable first; what an approver decides by comes last. */
const EXPENDABLE = [
  "evidence",
  "comments",
  "history",
  "alerts",
  "rows",
  "groups",
  "facts",
  "warnings",
] as const;

/** Lengths that texts are cut to when no list can give more. */
const SHORTER_TEXTS = [300, 120, 60] as const;

/** One try at making a card smaller. */
export interface Attempt {
  readonly data: CardData;
  /** Longest text in code points. */
  readonly longest: number;
  /** Whether something is left out. */
  readonly shortened: boolean;
}

/** The data as it is, then with ever shorter lists (halved, evidence first), then with shorter texts. */
export function* attempts(data: CardData): Generator<Attempt> {
  yield { data, longest: MAX_TEXT, shortened: false };
  let current = data;
  for (const key of EXPENDABLE) {
    for (;;) {
      const list = current[key];
      if (!isList(list) || list.length <= 1) break;
      current = { ...current, [key]: list.slice(0, Math.floor(list.length / 2)) };
      yield { data: current, longest: MAX_TEXT, shortened: true };
    }
  }
  for (const longest of SHORTER_TEXTS) yield { data: current, longest, shortened: true };
}

/** Size in bytes of UTF-8, as it is sent. */
export function sizeOf(card: object): number {
  return Buffer.byteLength(JSON.stringify(card), "utf8");
}
