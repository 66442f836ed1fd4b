import type { Command } from "../commands/command.ts";
import type { StoredCommand } from "../messaging/card-actions.ts";
import { TICKED } from "../messaging/ticks.ts";
import type { ClickTurn } from "../messaging/turn.ts";
import { targetArg } from "../requests/change-command.ts";
import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";

/** Of a name in a form's heading there is room for so many. */
const MOST_NAMED = 5;

/**
 * The command behind a button under a list, about the rows that are ticked: what they name is what the list was made of,
 * whatever the click brings. Any other button's as it is.
 * @throws UserError when none is ticked, one is none of the list's, or names nothing that the command is about
 */
export function withTicked(command: Command, stored: StoredCommand, turn: ClickTurn): StoredCommand {
  const { rows, ...behind } = stored;
  if (rows === undefined || command.effect !== "changes") return stored;
  const ticked = placesIn(turn.data[TICKED] ?? "").map((at) => {
    const row = rows[at];
    if (row === undefined) throw new UserError("forbidden", say("choices.notARow"));
    return { at, ...row };
  });
  if (ticked.length === 0) throw new UserError("usage", say("choices.nothingTicked"));
  const without = ticked.filter(({ target }) => target === null).map(({ name }) => name);
  if (without.length > 0) {
    throw new UserError("usage", say("choices.rowsWithout", { names: without, command: command.name }));
  }
  const targets = [...new Set(ticked.flatMap(({ target }) => target ?? []))];
  const names = [...new Set(ticked.map(({ name }) => name))];
  return {
    ...behind,
    args: { ...behind.args, [targetArg(command)]: targets.join(", ") },
    about: names.slice(0, MOST_NAMED).join(", ") + (names.length > MOST_NAMED ? ", …" : ""),
  };
}

/** What is no place in a list is one that no list has. */
function placesIn(sent: string): readonly number[] {
  const parts = sent.split(",").map((part) => part.trim());
  return [
    ...new Set(
      parts.filter((part) => part !== "").map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : -1)),
    ),
  ];
}
