import { byName } from "../shared/by-name.ts";
import { Fault } from "../shared/errors.ts";
import type { Deps } from "./deps.ts";
import type { AnyCommand, ChangeCommand } from "./change-command.ts";

/** The declaration behind a request. */
export function changeCommand({ commands }: Pick<Deps, "commands">, name: string): ChangeCommand {
  const command = changing(commands, name);
  if (command === null) throw new Fault("invariant", "request of an unknown command", { name });
  return command;
}

/** The command of that name among these; null: none of them that changes something. */
export function changing(commands: readonly AnyCommand[], name: string): ChangeCommand | null {
  const command = byName(commands, name);
  return command?.effect === "changes" ? command : null;
}
