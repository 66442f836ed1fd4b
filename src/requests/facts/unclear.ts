import { UserError } from "../../shared/errors.ts";
import { say, type Text, type Words } from "../../texts/text.ts";

/** A target of several that is not certain. */
export interface Unclear {
  /** As it was typed, and how it is named in a sentence. */
  readonly typed: string;
  readonly name: string;
  /** What it could be, the likeliest first; empty: nothing is called so. */
  readonly candidates: readonly Candidate[];
  /** Whether one of these can be chosen in its place; else it has to be written out. */
  readonly isPickable: boolean;
}

export interface Candidate {
  readonly id: string;
  /** In a sentence, and as a choice that tells it from the others. */
  readonly short: string;
  readonly choice: Text;
}

/** Names among several that fit more than one: the person can choose for each, and nothing was asked for. */
export class AmbiguousTargets extends UserError {
  readonly names: readonly Unclear[];

  constructor(names: readonly Unclear[]) {
    super("ambiguous", wordsOf(names), "data");
    this.name = "AmbiguousTargets";
    this.names = names;
  }
}

/** As many as one card has room for. */
const MOST_NAMES = 10;
const MOST_CANDIDATES = 3;

/** Nothing is a guess: where any of them is not certain, none is asked for. @throws UserError; AmbiguousTargets */
export function refuseUnclear(unclear: readonly Unclear[]): void {
  if (unclear.length === 0) return;
  const names = [...new Map(unclear.map((one) => [one.typed, one])).values()];
  if (names.length <= MOST_NAMES && names.every(({ isPickable }) => isPickable)) {
    throw new AmbiguousTargets(names);
  }
  throw new UserError(
    "usage",
    wordsOf(names),
    names.some(({ candidates }) => candidates.length > 0) ? "data" : "nothing",
  );
}

function wordsOf(names: readonly Unclear[]): Text {
  return say("several.writeOut", { each: names.map(inWords) });
}

function inWords({ name, candidates }: Unclear): Words {
  if (candidates.length === 0) return say("several.unknown", { name });
  return say("several.ambiguous", {
    name,
    candidates: candidates.slice(0, MOST_CANDIDATES).map(({ short }) => short),
  });
}
