import { systemName } from "../../texts/readable.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { isOffline, type Device, type DeviceFacts } from "../../defender/device.ts";
import { fitting } from "../../policy/canonical.ts";
import { isOfFamily } from "../../policy/os-families.ts";
import { roleWarnings } from "./device-roles.ts";
import { lastingState } from "../../defender/machine-action.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import { effectOf } from "../effects.ts";

/** Facts that an approver should know before the click. They never block what the policy allows. */

/** What is to be done, as far as warnings depend on it. */
export interface Intent {
  readonly command: ChangeCommand;
  /** All there are: what undoes this one is among them. */
  readonly commands: readonly AnyCommand[];
  /** As typed. */
  readonly args: RawArgs;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Everything that Defender knows against an action on a device, the most telling first. */
export function preflightOf(intent: Intent, facts: DeviceFacts): readonly Words[] {
  const { command, args, now } = intent;
  return [
    ...sameKindWarnings(command, facts, now),
    ...stateWarnings(intent, facts),
    ...command.preflight(facts, args),
    ...roleWarnings(facts.device, "every action"),
    ...deviceWarnings(facts, now),
    ...uncheckedWarnings(facts),
  ];
}

/** An action of the same kind that has not ended: Defender may refuse another, or lead to the first. */
function sameKindWarnings({ call }: ChangeCommand, { actions }: DeviceFacts, now: number): readonly Text[] {
  const pending = actions?.find(
    (action) =>
      call.kind === "machine-action" &&
      action.type === call.type &&
      (action.status === "Pending" || action.status === "InProgress"),
  );
  if (pending === undefined) return [];
  return [say("devices.sameUnderWay", { who: pending.requestor, at: pending.createdAt, now })];
}

function deviceWarnings({ device, namesakes }: DeviceFacts, now: number): readonly Text[] {
  const { value, onboarding } = device;
  return [
    ...(value?.toLowerCase() === "high" ? [say("devices.valueHigh")] : []),
    ...healthWarnings(device, now),
    ...(onboarding !== null && onboarding !== "Onboarded"
      ? [say("devices.onboarding", { state: onboarding })]
      : []),
    ...(namesakes !== null && namesakes.length > 0
      ? [say("devices.namesakes", { n: namesakes.length })]
      : []),
  ];
}

/** That it may not act at once, or not at all: by its sensor's health, and by a report that is missing. */
function healthWarnings(device: Device, now: number): readonly Text[] {
  const { health, lastSeenAt: at } = device;
  if (isOffline(device, now)) return [say("devices.offline", { health, at, now })];
  return health !== null && health !== "Active" ? [say("devices.health", { health })] : [];
}

/** What could not be looked up is said: nothing on the card must look like "none". */
function uncheckedWarnings({ device, actions, namesakes }: DeviceFacts): readonly Text[] {
  const what = [
    ...(actions === null ? ["actions"] : []),
    ...(namesakes === null ? ["namesakes"] : []),
    ...(device.tags === null ? ["tags"] : device.tagsCut === true ? ["allTags"] : []),
    ...(device.lastSeenAt === null ? ["lastSeen"] : []),
    ...(device.health === null ? ["health"] : []),
  ];
  return what.length === 0 ? [] : [say("devices.notChecked", { what })];
}

/** What the state of the device means for an action that brings such a state about, or ends it. */
function stateWarnings({ command, commands }: Intent, { actions }: DeviceFacts): readonly Text[] {
  const effect = effectOf(commands, command);
  if (effect === null || actions === null) return [];
  const { state, makes, ends } = effect;
  const isMaking = makes.name === command.name;
  switch (lastingState(actions, { makes: makes.call.type, ends: ends.call.type }).kind) {
    case "beginning":
      return isMaking ? [] : [say("devices.underWay", { what: makes.call.noun })];
    case "ending":
      return isMaking ? [say("devices.underWay", { what: ends.call.noun })] : [];
    case "on":
      return isMaking ? [say("devices.stateAlready", { state })] : [];
    case "off":
      return isMaking ? [] : [say("devices.stateNot", { state })];
    case "unknown":
      return [];
  }
}

/** Systems for which Defender documents no isolation at all. */
const NOT_DOCUMENTED = [
  "Windows7*",
  "Windows8*",
  "WindowsServer2008*",
  "WindowsServer2012",
  "iOS*",
  "Android*",
];

/** Devices that can't take that kind of isolation, as Defender's documents say. */
export function isolationTypeWarnings(
  { os, onboarding }: Device,
  type: "Full" | "Selective" | "UnManagedDevice",
): readonly Text[] {
  if (type === "UnManagedDevice") return onboarding === "Onboarded" ? [say("devices.hasSensor")] : [];
  if (os === null) return [];
  if (fitting(NOT_DOCUMENTED, os) !== null) return [say("devices.noIsolationFor", { os: systemName(os) })];
  return isOfFamily(os, "Linux") && type === "Selective"
    ? [say("devices.noSelectiveFor", { os: systemName(os) })]
    : [];
}
