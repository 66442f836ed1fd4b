import { byName } from "../shared/by-name.ts";
import { lastingState, type MachineAction } from "../defender/machine-action.ts";
import type { Text } from "../texts/text.ts";
import type { MachineActionCall } from "./call.ts";
import type { AnyCommand, ChangeCommand } from "./change-command.ts";

/** What lasts on a device until it is undone; derived from the declarations (`leaves`, `undoes`). */

type MachineActionCommand = ChangeCommand & { readonly call: MachineActionCall };

/** A state that one command brings about and another one ends. */
export interface Effect {
  /** How the device is meanwhile: "isolated". */
  readonly state: Text;
  readonly makes: MachineActionCommand;
  readonly ends: MachineActionCommand;
}

function leavesMachineAction(command: AnyCommand | undefined): command is MachineActionCommand {
  return command?.effect === "changes" && command.call.kind === "machine-action";
}

/** All that commands can leave behind. */
export function effectsOf(commands: readonly AnyCommand[]): readonly Effect[] {
  return commands.filter(leavesMachineAction).flatMap((makes) => {
    const ends = byName(commands, makes.call.undoes ?? undefined);
    return makes.leaves !== null && leavesMachineAction(ends) ? [{ state: makes.leaves, makes, ends }] : [];
  });
}

/** An older action is not sure to be the last word on a device, in milliseconds (7 days): it is told as what it is. */
export const CERTAIN_MS = 7 * 86_400_000;

/**
 * Names of the commands that would change nothing on a device, as its machine actions tell: to isolate what is isolated, to
 * release what is not. None where they can't tell.
 * @param now epoch milliseconds
 */
export function pointlessOn(
  commands: readonly AnyCommand[],
  actions: readonly MachineAction[] | null,
  now: number,
): readonly string[] {
  if (actions === null) return [];
  return effectsOf(commands).flatMap(({ makes, ends }) => {
    const state = lastingState(actions, { makes: makes.call.type, ends: ends.call.type });
    if (state.kind === "off") return [ends.name];
    return state.kind === "on" && now - (state.since ?? 0) <= CERTAIN_MS ? [makes.name] : [];
  });
}

/** What a command brings about or ends; null: nothing that lasts. */
export function effectOf(commands: readonly AnyCommand[], { name }: ChangeCommand): Effect | null {
  return effectsOf(commands).find(({ makes, ends }) => makes.name === name || ends.name === name) ?? null;
}
