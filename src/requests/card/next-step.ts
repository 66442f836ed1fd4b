import { INCIDENT_ARG, type RawArgs } from "../../shared/raw-args.ts";
import type { Words } from "../../texts/text.ts";
import { ALERT_ARG } from "../../messaging/card-actions.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import { changing } from "../change-commands.ts";
import type { Request } from "../machine/request.ts";
import type { RequestState } from "../machine/state.ts";

/** What the card of a request that has ended offers to go on with: what undoes it, or to ask for it again. */
export interface NextStep {
  /** What stands on its button. */
  readonly title: Words;
  readonly command: ChangeCommand;
  readonly args: RawArgs;
  /** What its form is filled in with; whoever sends it may change that. */
  readonly suggested: RawArgs;
}

/** Ends that leave open what was asked for. */
const UNFULFILLED: readonly RequestState[] = ["Expired", "Failed", "TimedOut"];

/** Null: there is nothing that commonly follows. */
export function nextStep(request: Request, commands: readonly AnyCommand[]): NextStep | null {
  const own = changing(commands, request.command);
  if (own === null || request.target.kind !== "device" || request.steps !== undefined) return null;
  const incident = request.args[INCIDENT_ARG];
  // Whose it is that it came from counts for what follows as well.
  const target = {
    target: request.target.id,
    ...(request.alertId === null ? {} : { [ALERT_ARG]: request.alertId }),
    ...(incident === undefined ? {} : { [INCIDENT_ARG]: incident }),
  };
  if (UNFULFILLED.includes(request.state)) {
    const { emergency: _, ...args } = request.args;
    return withTitle(own, target, { ...args, reason: request.reason });
  }
  // What undoes something that does not last is no step that follows from it.
  if (request.state !== "Succeeded" || own.leaves === null || own.call.kind !== "machine-action") return null;
  const undoing = changing(commands, own.call.undoes ?? "");
  return undoing === null ? null : withTitle(undoing, target);
}

function withTitle(command: ChangeCommand, args: RawArgs, suggested: RawArgs = {}): NextStep | null {
  return command.button === null ? null : { title: command.button.title, command, args, suggested };
}
