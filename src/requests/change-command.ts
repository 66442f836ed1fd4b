import type { Text, Words } from "../texts/text.ts";
import { several, type ArgSpecs } from "../grammar/args.ts";
import type { Declaration } from "../grammar/declaration.ts";
import { TRIAGE, type Action } from "../policy/model.ts";
import { OPERATIONS, type OperationName, type Permission } from "../defender/operations.ts";
import type { ButtonSpec } from "../messaging/card-actions.ts";
import type { DeviceFacts } from "../defender/device.ts";
import { callOf, type Call, type CallDeclaration } from "./call.ts";
import { withEmergency } from "./machine/emergency.ts";

type Args = Readonly<Record<string, string>>;

/** What a change command says of itself. The rest follows from its target and from the operation that it calls. */
export interface ChangeDeclaration extends Omit<Declaration<ArgSpecs>, "shows" | "permissions"> {
  /** By this name policies know it as well. */
  readonly name: Action;
  readonly target: "device" | "alert";
  readonly button: ButtonSpec | null;
  /**
   * What an approver should know of this action before the click, beside what holds for every action on the device;
   * never blocks what the policy allows.
   */
  preflight?(facts: DeviceFacts, args: Args): readonly Words[];
  readonly call: CallDeclaration;
  /** How the device is from then on, until it is undone: "isolated". Absent: it does not last, or it undoes what does. */
  readonly leaves?: Text;
  /** What is asked for, as a heading: "Isolate (Full)". */
  title(args: Args): Text;
}

/** A command that changes something in Defender: it becomes a request, and the policy decides what it takes. */
export interface ChangeCommand extends Declaration<ArgSpecs> {
  readonly effect: "changes";
  readonly action: Action;
  /** The app role that may ask; null for triage, where Defender's own roles decide. */
  readonly role: "Responder" | null;
  /** True for triage: no approval unless a rule names the action. */
  readonly triage: boolean;
  readonly target: "device" | "alert";
  /** What the changing call needs; the completing approver's token is got for it. */
  readonly permission: Permission;
  readonly button: ButtonSpec | null;
  preflight(facts: DeviceFacts, args: Args): readonly Words[];
  readonly call: Call;
  readonly leaves: Text | null;
  title(args: Args): Text;
}

/** Any declared command: those that change nothing are no more than their declaration here. */
export type AnyCommand =
  ChangeCommand | (Declaration<ArgSpecs> & { readonly effect: "reads" | "configures" });

/** What is read of a target before anybody is asked. */
const READS: Readonly<Record<ChangeCommand["target"], readonly OperationName[]>> = {
  device: ["device", "deviceAlerts", "deviceUsers"],
  alert: ["alert"],
};

/** What the argument is called that names the target. */
export const TARGET_ARG: Readonly<Record<ChangeCommand["target"], string>> = {
  device: "target",
  alert: "id",
};

/** Whatever changes one thing changes several as well. */
function withSeveral(args: ArgSpecs, target: ChangeCommand["target"]): ArgSpecs {
  const name = TARGET_ARG[target];
  const named = args[name];
  return named === undefined ? args : { ...args, [name]: { ...named, kind: several(named.kind) } };
}

/** Declares a command that changes something in Defender. */
export function changes(command: ChangeDeclaration): ChangeCommand {
  const isTriage = TRIAGE.includes(command.name);
  const { permission } = OPERATIONS[command.call.operation];
  const read = READS[command.target].map((name) => OPERATIONS[name].permission);
  return {
    preflight: () => [],
    leaves: null,
    ...command,
    effect: "changes",
    action: command.name,
    shows: "device-data",
    permissions: [...new Set<Permission>([...read, permission])],
    permission,
    role: isTriage ? null : "Responder",
    triage: isTriage,
    // Triage waits for no approval, so it knows no emergency.
    args: withSeveral(isTriage ? command.args : withEmergency(command.args), command.target),
    call: callOf(command.call),
  };
}
