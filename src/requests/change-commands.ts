import { Fault } from "../shared/errors.ts";
import type { Deps } from "./deps.ts";
import type { ChangeCommand } from "./change-command.ts";

/** The declaration behind a request. */
export function changeCommand(deps: Pick<Deps, "commands">, name: string): ChangeCommand {
  const command = deps.commands.find((candidate) => candidate.name === name);
  if (command?.effect !== "changes") throw new Fault("invariant", "request of an unknown command", { name });
  return command;
}
