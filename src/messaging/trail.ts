import type { RawArgs } from "../shared/raw-args.ts";

/**
 * Where people came from. It is kept with the stored command behind a button, never in a card's data: `Back`, `Next` and
 * "3 of 35" follow from it, and whoever acts on one row of a list gets back to that list.
 */

/** What can be shown again: the answer to a command, or the card of a request. */
export type Place =
  | { readonly kind: "command"; readonly command: string; readonly args: RawArgs; readonly from?: Trail }
  | { readonly kind: "request"; readonly id: string };

/** One row of a list, and the rows beside it. */
export interface ListPlace {
  /** The ids of the rows on its page, in their order. */
  readonly ids: readonly string[];
  /** Which of them this is, from 0. */
  readonly at: number;
  /** How many rows stand on the pages before. */
  readonly before: number;
  /** On all pages. */
  readonly total: number;
}

/** The way back from a card. */
export interface Trail {
  readonly back: Place;
  /** Where `back` is a list: the place of this card in it. */
  readonly list?: ListPlace;
}

/** How many cards are remembered; from the oldest of them no way leads back. */
const DEPTH = 3;

/** The place without what lies too far back. */
export function shortened(place: Place, depth: number = DEPTH): Place {
  if (place.kind === "request" || place.from === undefined) return place;
  const { from, ...here } = place;
  return depth <= 1 ? here : { ...here, from: { ...from, back: shortened(from.back, depth - 1) } };
}

/** The list that the way back passes first, and where in it people were; null: it passes none. */
export function listOn(
  trail: Trail | undefined,
): { readonly list: Extract<Place, { kind: "command" }>; readonly place: ListPlace } | null {
  if (trail === undefined || trail.back.kind === "request") return null;
  const { back, list } = trail;
  return list === undefined ? listOn(back.from) : { list: back, place: list };
}
