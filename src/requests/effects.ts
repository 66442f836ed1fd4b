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
    const ends = commands.find(({ name }) => name === makes.call.undoes);
    return makes.leaves !== null && leavesMachineAction(ends) ? [{ state: makes.leaves, makes, ends }] : [];
  });
}

/** What a command brings about or ends; null: nothing that lasts. */
export function effectOf(commands: readonly AnyCommand[], { name }: ChangeCommand): Effect | null {
  return effectsOf(commands).find(({ makes, ends }) => makes.name === name || ends.name === name) ?? null;
}
