import type { Words } from "../texts/text.ts";
import type { ArgSpecs } from "../grammar/args.ts";
import type { Declaration } from "../grammar/declaration.ts";
import type { Action } from "../policy/model.ts";
import type { Permission, DefenderClient } from "../defender/client.ts";
import type { ButtonSpec } from "../messaging/card-actions.ts";
import type { DeviceFacts } from "../defender/device.ts";
import type { Request } from "./machine/request.ts";
import type { MachineAction } from "../defender/machine-action.ts";
import { withEmergency } from "./machine/emergency.ts";

/** A command that changes something in Defender: it becomes a request, and the policy decides what it takes. */
export interface ChangeCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "changes";
  readonly action: Action;
  /** The app role that may ask; null for triage, where Defender's own roles decide. */
  readonly role: "Responder" | null;
  /** True for triage: no approval unless a rule names the action. */
  readonly freeByDefault: boolean;
  readonly target: "device" | "alert";
  /** What the changing call needs; the completing approver's token is got for it. */
  readonly permission: Permission;
  readonly button: ButtonSpec | null;
  /**
   * What an approver should know of this action before the click, beside what holds for every action on the device;
   * never blocks what the policy allows.
   */
  preflight(facts: DeviceFacts, args: Readonly<Record<string, string>>): readonly Words[];
  readonly call: Call;
  /** That the device stays so afterwards; absent: there is nothing to be so already. */
  readonly lasts?: {
    /** Type of the machine action that undoes it. */
    readonly undoneBy: string;
    /** Its `scope` as Defender gives it; null: it has none. */
    scope(args: Readonly<Record<string, string>>): string | null;
  };
  /** What is asked for, as a heading: "Isolate (Full)". */
  title(args: Readonly<Record<string, string>>): string;
}

/** Any declared command: those that change nothing are no more than their declaration here. */
export type AnyCommand =
  ChangeCommand | (Declaration<ArgSpecs> & { readonly effect: "reads" | "configures" });

/** The one changing call of a request, and how its outcome is found out. */
export type Call =
  | {
      /** Leaves a machine action, which is tracked; carries the comment with the leading `[ID]`. */
      readonly kind: "machine-action";
      /** Type of the machine action as Defender spells it. */
      readonly type: string;
      /** The action that this call undoes, and that undoes it: of the two only one at a time is under way on a target. */
      readonly undoes: Action | null;
      send(defender: DefenderClient, request: Request, comment: string): Promise<MachineAction>;
    }
  | {
      /** Leaves none: after an unclear outcome the target is read again and compared. */
      readonly kind: "direct";
      /** @throws CommentMissing when the change stands without its comment */
      send(defender: DefenderClient, request: Request): Promise<void>;
      compare(defender: DefenderClient, request: Request): Promise<Compared>;
    };

/** How a target that was read again compares with what was asked for. */
export type Compared =
  | "done"
  | "not-done"
  /** The change stands, the comment that was to go with it does not. */
  | "without-comment";

/** Declares a command that changes something in Defender. */
export function changes<const S extends ArgSpecs>(command: Omit<ChangeCommand<S>, "effect">): ChangeCommand {
  // Triage waits for no approval, so it knows no emergency.
  const args = command.role === null ? command.args : withEmergency(command.args);
  return { ...command, args, effect: "changes" } as unknown as ChangeCommand;
}
