import type { SpokenButton, SpokenData, SpokenValue } from "../../messaging/spoken.ts";
import { isRequestVerb } from "../../requests/machine/verbs.ts";
import { MAX_TEXT } from "../../texts/safe-text.ts";
import { isList } from "../../messaging/content.ts";
import { written } from "../../shared/written.ts";

/** What Teams takes everywhere, in bytes of UTF-8. */
export const MAX_CARD_BYTES = 28 * 1024;

/** Lists that may be shortened, the most expendable first; what an approver decides by comes last. */
const EXPENDABLE = [
  "others",
  "evidence",
  "comments",
  "history",
  "alerts",
  "rows",
  "groups",
  "folded",
  "more",
  "details",
  "facts",
  "warnings",
] as const;

/** Lengths that texts are cut to when no list can give more. */
const SHORTER_TEXTS = [300, 120, 60] as const;

/** The same where people decide by a card: before a line of it is left out. */
const TEXTS_TO_DECIDE_BY = [500, 300, 200] as const;

/** One try at making a card smaller. */
export interface Attempt {
  readonly data: SpokenData;
  /** Longest text in code points. */
  readonly longest: number;
  /** What the card says at its end, when something is left out (in the catalogue under `cards`); null: nothing is. */
  readonly note: "leftOut" | "undecided" | null;
}

/**
 * The data as it is, then with ever shorter lists (halved, evidence first), then with shorter texts. Where something is
 * left out nothing of a request can be decided: nobody approves what they have not been shown. So that this happens to
 * nobody who only has a device with long names before them, a card with such buttons begins with the texts.
 */
export function* attempts(data: SpokenData): Generator<Attempt> {
  yield { data, longest: MAX_TEXT, note: null };
  // What it names stands in its texts: the list that leads on from them is the first to go, and nothing is missing then.
  const { names: _, ...unnamed } = data;
  if ("names" in data) {
    yield* attempts(unnamed);
    return;
  }
  const looking = withoutDeciding(data);
  if (looking !== null) {
    for (const longest of TEXTS_TO_DECIDE_BY) yield { data, longest, note: null };
  }
  const note = looking === null ? "leftOut" : "undecided";
  let current = looking ?? data;
  for (const key of EXPENDABLE) {
    for (;;) {
      const shorter = halved(current[key]);
      if (shorter === null) break;
      current = withoutHiddenTicks({ ...current, [key]: shorter });
      yield { data: current, longest: MAX_TEXT, note };
    }
  }
  for (const longest of SHORTER_TEXTS) yield { data: current, longest, note };
  const bare = withoutSteps(current);
  if (bare !== null) yield { data: bare, longest: SHORTER_TEXTS[0], note };
}

/** What the steps of a request are about is never cut: where it is more than a card holds, none of it is on the card. */
function withoutSteps(data: SpokenData): SpokenData | null {
  const { together } = data;
  if (typeof together !== "object" || together === null || isList(together)) return null;
  return { ...data, together: { ...together, each: [] } };
}

/** Nobody ticks a row that is not shown: a choice goes with its row. */
function withoutHiddenTicks(data: SpokenData): SpokenData {
  const { rows, ticks } = data;
  if (!isList(rows) || typeof ticks !== "object" || ticks === null || isList(ticks)) return data;
  const choices = (ticks as { readonly choices?: SpokenValue }).choices;
  if (!isList(choices)) return data;
  const shown = (choices as readonly SpokenData[]).filter(({ value }) => Number(value) < rows.length);
  return { ...data, ticks: { ...ticks, choices: shown } };
}

/** Half of a list; of one that is folded by kinds or jobs, first half of that which takes most. Null: it can give no more. */
function halved(list: SpokenValue | undefined): SpokenValue | null {
  if (!isList(list)) return null;
  const givers = list.filter(isFolded).filter(({ rows }) => rows.length > 1);
  const [most] = givers.toSorted((a, b) => bytesOf(b) - bytesOf(a));
  if (most !== undefined) return list.map((one) => (one === most ? { ...most, rows: half(most.rows) } : one));
  return list.length <= 1 ? null : half(list);
}

function bytesOf({ rows }: Folded): number {
  return Buffer.byteLength(JSON.stringify(rows));
}

function half<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, Math.max(1, Math.floor(list.length / 2)));
}

/** Rows under a title that unfolds them by its id. */
type Folded = SpokenData & { readonly id: string; readonly rows: readonly SpokenValue[] };

function isFolded(value: SpokenValue): value is Folded {
  return (
    typeof value === "object" &&
    value !== null &&
    !isList(value) &&
    typeof value["id"] === "string" &&
    isList(value["rows"])
  );
}

/** A request's card with nothing on it but a look at the request; null: nothing is decided by this card. */
function withoutDeciding(data: SpokenData): SpokenData | null {
  const buttons = isList(data["buttons"]) ? (data["buttons"] as readonly SpokenButton[]) : [];
  const harmless = buttons.filter(({ verb }) => verb === "view" || !isRequestVerb(verb));
  if (harmless.length === buttons.length) return null;
  return { ...data, buttons: harmless, reviewOpen: false };
}

/** Size in bytes of UTF-8, as it is sent; from now on it is not changed any more. */
export function sizeOf(card: object): number {
  return Buffer.byteLength(written(card), "utf8");
}
