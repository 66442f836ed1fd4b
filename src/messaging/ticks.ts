import { cleanLine } from "../texts/safe-text.ts";
import type { Words } from "../texts/text.ts";
import type { CardButton } from "./content.ts";

/**
 * Rows of a list that can be ticked: one choice with all of them, folded below the list, and what can be done about those
 * that are. Inputs inside a table fail on phones, so no row has a box of its own.
 */
export type Ticks = {
  readonly choices: readonly { readonly check: Words; readonly value: string }[];
  readonly buttons: readonly TickButton[];
};

type TickButton = {
  readonly title: Words;
  readonly verb: string;
  readonly ref: string;
  readonly mode: "primary" | "secondary";
};

/** The input's id: what a click brings of it are the places of the ticked rows, from 0, with commas between them. */
export const TICKED = "rows";

/** Of a row's name, in code points. */
export const LONGEST_NAME = 80;
/** As many as Teams shows beside each other. */
const MOST_PRIMARY = 6;

/**
 * What stands under the list; null: there is nothing to tick.
 * @param names of the rows, in the order in which the buttons know them; null: that row can't be ticked
 */
export function ticksOf(names: readonly (Words | null)[], buttons: readonly CardButton[]): Ticks | null {
  const choices = names.flatMap((name, at) => {
    if (name === null) return [];
    return [{ check: typeof name === "string" ? cleanLine(name, LONGEST_NAME) : name, value: String(at) }];
  });
  if (choices.length === 0 || buttons.length === 0) return null;
  const modeAt = (index: number) => (index < MOST_PRIMARY ? "primary" : "secondary");
  return {
    choices,
    buttons: buttons.map(({ title, verb, ref }, index) => ({ title, verb, ref, mode: modeAt(index) })),
  };
}
