import type { Command } from "../commands/command.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { UserError } from "../shared/errors.ts";
import type { Sender } from "../shared/people.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";

/** What can be chosen from for one argument of a command. */
export interface Choices {
  readonly arg: string;
  readonly values: readonly string[];
}

/** Most that a form offers. */
const MOST = 100;

/**
 * What Defender has to choose from for an argument, read with the person's own rights; null: nothing, or it can't be read,
 * and what was typed is left to Defender. @throws SignInRequired where the bot holds no token of that person
 */
export async function choicesFor(
  deps: Deps,
  sender: Sender,
  command: Command,
  signal: AbortSignal,
): Promise<Choices | null> {
  const offers = command.effect === "changes" ? command.offers : undefined;
  if (offers === undefined) return null;
  const { arg } = offers;
  try {
    const found = await offers.among(deps.defender.as(sender, signal, "reading"));
    const usable = found.filter((value) => command.args[arg]?.kind.parse(value) === value);
    return { arg, values: usable.toSorted().slice(0, MOST) };
  } catch (error) {
    if (error instanceof SignInRequired && error.reason === "no-token") throw error;
    if (error instanceof SignInRequired || error instanceof UserError) return null;
    throw error;
  }
}

/** What is wrong with a value that is none of them; null: nothing. */
export function notAmong({ arg, values }: Choices, raw: RawArgs): Text | null {
  const given = raw[arg]?.toLowerCase();
  const isKnown = given === undefined || values.some((value) => value.toLowerCase() === given);
  return isKnown ? null : say("typed.notAmong", { given: raw[arg] ?? "", none: values.length === 0 });
}
