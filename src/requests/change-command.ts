import type { Text, Words } from "../texts/text.ts";
import type { ArgSpecs } from "../grammar/args.ts";
import { orOfIncident } from "../grammar/incident-target.ts";
import { several } from "../grammar/several.ts";
import type { Declaration } from "../grammar/declaration.ts";
import { isTriage, type Action } from "../policy/model.ts";
import { OPERATIONS, type OperationName, type Permission } from "../defender/operations.ts";
import type { ButtonPlace, ButtonSpec } from "../messaging/button-spec.ts";
import type { DefenderClient } from "../defender/client.ts";
import type { DefenderReads } from "../defender/read-only.ts";
import type { Device, DeviceFacts } from "../defender/device.ts";
import { callOf, operationFor, operationsOf, type Call, type CallDeclaration } from "./call.ts";
import { withEmergency } from "./machine/emergency.ts";
import type { Relied } from "./machine/relied.ts";
import type { Request } from "./machine/request.ts";
import { withTicket } from "./machine/ticket.ts";

import type { RawArgs } from "../shared/raw-args.ts";

type Args = Readonly<Record<string, string>>;

/** What a command that changes something is about. */
export type TargetKind = "device" | "alert" | "machine-action" | "user" | "indicator";

/** What a change command says of itself. The rest follows from its target and from the operation that it calls. */
export interface ChangeDeclaration extends Omit<Declaration<ArgSpecs>, "shows" | "permissions"> {
  /** By this name policies know it as well. */
  readonly name: Action;
  /** `alert`: or an incident, as the id says. `machine-action`: one that is under way; for the policy it is about its device. */
  readonly target: TargetKind;
  readonly button: ButtonSpec | null;
  /**
   * What an approver should know of this action before the click, beside what holds for every action on the device;
   * never blocks what the policy allows.
   */
  preflight?(facts: DeviceFacts, args: Args): readonly Words[];
  readonly call: CallDeclaration;
  /** The device as it would be, where this changes what a policy can ask of it: such a change takes both verdicts. */
  after?(device: Device, args: Args): Device;
  /**
   * What the call goes by or takes away beside its target, so that approvals are bound to it.
   * @param about with its id, once there is a request
   * @throws DefenderError, SignInRequired, UserError when it can't be read
   */
  relies?(
    defender: DefenderReads,
    about: Pick<Request, "target" | "args"> & { readonly id?: string },
  ): Promise<readonly Relied[]>;
  /** How the device is from then on, until it is undone: "isolated". Absent: it does not last, or it undoes what does. */
  readonly leaves?: Text;
  /** What it has brought once it has succeeded, and how who asked gets it. */
  readonly brings?: Result;
  /** What Defender has to choose from for one argument: offered where it is missing, or is none of it. */
  readonly offers?: Offers;
  /**
   * What a file that is sent along asks for; absent: it takes none.
   * @param upn of whoever sends it @throws UserError `usage` when it is no such file
   */
  table?(text: string, upn: string): Table;
  /** What is asked for, as a heading: "Isolate (Full)". */
  title(args: Args): Text;
  /**
   * What nobody should approve without having read it and neither heading nor target says, a line each: for how long, which
   * file, what it comes to. A lease stands there by itself.
   */
  terms?(args: Args): readonly Words[];
}

/** What a file names, row by row. */
export interface Table {
  /** What can be asked for, each as it would be typed. */
  readonly rows: readonly RawArgs[];
  /** What can't, and why; `n` as a spreadsheet numbers it. */
  readonly bad: readonly { readonly n: number; readonly value: string; readonly why: Text }[];
}

/** Where the values of an argument come from. */
export interface Offers {
  readonly arg: string;
  readonly operation: OperationName;
  /** @throws DefenderError, SignInRequired, UserError */
  among(defender: DefenderClient): Promise<readonly string[]>;
}

/** Something to fetch: the button in the conversation where it was asked, and the command behind it, which takes the request's id. */
export interface Result {
  readonly command: string;
  readonly title: Text;
  readonly ready: Text;
}

/** A command that changes something in Defender: it becomes a request, and the policy decides what it takes. */
export interface ChangeCommand extends Declaration<ArgSpecs> {
  readonly effect: "changes";
  readonly action: Action;
  /** The app role that may ask; null for triage, where Defender's own roles decide. */
  readonly role: "Responder" | null;
  /** True for triage: no approval unless a rule names the action. */
  readonly triage: boolean;
  readonly target: TargetKind;
  /** What the changing call needs; the completing approver's token is got for it. */
  permissionFor(request: Pick<Request, "args" | "account" | "target">): Permission;
  /** All that its calls may need. */
  readonly changing: readonly Permission[];
  readonly button: ButtonSpec | null;
  preflight(facts: DeviceFacts, args: Args): readonly Words[];
  readonly call: Call;
  /** Absent: it changes nothing that a policy can ask for. */
  after?(device: Device, args: Args): Device;
  readonly leaves: Text | null;
  readonly brings?: Result;
  readonly relies?: ChangeDeclaration["relies"];
  readonly offers?: Offers;
  table?(text: string, upn: string): Table;
  title(args: Args): Text;
  terms(args: Args): readonly Words[];
}

/** Any declared command: those that change nothing are no more than their declaration here. */
export type AnyCommand =
  ChangeCommand | (Declaration<ArgSpecs> & { readonly effect: "reads" | "configures" | "proposes" });

/** What is read of a target before anybody is asked. */
const READS: Readonly<Record<TargetKind, readonly OperationName[]>> = {
  device: ["device", "deviceAlerts", "deviceUsers", "incident"],
  alert: ["alert", "incident"],
  "machine-action": ["machineAction", "device", "deviceAlerts", "deviceUsers"],
  user: ["account", "accountRoles", "identityAccounts", "appRegistration", "groupMembers", "incident"],
  indicator: ["indicators", "file", "filePresence", "addressPresence", "domainPresence", "hunt"],
};

/** Under rows of a hunt: its query is run again before anything is done to what it has found. */
const HUNTED: readonly ButtonPlace[] = ["devices", "people", "findings"];

/** The argument that names the target. */
const NAMED_BY: Readonly<Record<TargetKind, string>> = {
  device: "target",
  alert: "id",
  "machine-action": "action",
  user: "target",
  indicator: "value",
};

/** The name of the argument by which a command names its target. */
export function targetArg({ target }: Pick<ChangeCommand, "target">): string {
  return NAMED_BY[target];
}

/** Of these several can be changed by one request. */
const SEVERAL: readonly TargetKind[] = ["device", "alert", "user", "indicator"];

/** Of these an incident names some. */
const OF_INCIDENT: readonly TargetKind[] = ["device", "user"];

/** Whatever changes one of them changes several as well. */
function withSeveral(args: ArgSpecs, target: TargetKind): ArgSpecs {
  if (!SEVERAL.includes(target)) return args;
  const name = NAMED_BY[target];
  const named = args[name];
  if (named === undefined) return args;
  const kind = OF_INCIDENT.includes(target) ? orOfIncident(named.kind) : named.kind;
  return { ...args, [name]: { ...named, kind: several(kind) } };
}

/** Declares a command that changes something in Defender. */
export function changes(command: ChangeDeclaration): ChangeCommand {
  const triage = isTriage(command.name);
  const changing = [...new Set(operationsOf(command.call).map((name) => OPERATIONS[name].permission))];
  const looked = command.offers === undefined ? [] : [command.offers.operation];
  const hunted = command.button?.on.some((place) => HUNTED.includes(place)) ? (["hunt"] as const) : [];
  const read = [...READS[command.target], ...looked, ...hunted].map((name) => OPERATIONS[name].permission);
  return {
    preflight: () => [],
    terms: () => [],
    leaves: null,
    ...command,
    effect: "changes",
    action: command.name,
    shows: "device-data",
    permissions: [...new Set<Permission>([...read, ...changing])],
    permissionFor: (request) => OPERATIONS[operationFor(command.call, request)].permission,
    changing,
    role: triage ? null : "Responder",
    triage,
    // Triage waits for no approval, so it knows no emergency.
    args: withTicket(withSeveral(triage ? command.args : withEmergency(command.args), command.target)),
    call: callOf(command.call),
  };
}
