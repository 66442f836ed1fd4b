import { ago, count } from "../../shared/format.ts";
import type { Device, DeviceFacts } from "../../defender/device.ts";
import { fitting } from "../../policy/canonical.ts";
import { roleWarnings } from "./device-roles.ts";
import { lastingState } from "../../defender/machine-action.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import { effectOf } from "../effects.ts";

/** Facts that an approver should know before the click. They never block what the policy allows. */

const QUIET_MS = 3_600_000;

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
export function preflightOf(intent: Intent, facts: DeviceFacts): readonly string[] {
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
function sameKindWarnings({ call }: ChangeCommand, { actions }: DeviceFacts, now: number): readonly string[] {
  const pending = actions?.find(
    (action) =>
      call.kind === "machine-action" &&
      action.type === call.type &&
      (action.status === "Pending" || action.status === "InProgress"),
  );
  if (pending === undefined) return [];
  const who = pending.requestor === null ? "" : ` by ${pending.requestor}`;
  return [`The same action is under way already: asked for${who} ${ago(pending.createdAt, now)}.`];
}

function deviceWarnings({ device, namesakes }: DeviceFacts, now: number): readonly string[] {
  const { value, lastSeenAt, health, onboarding } = device;
  const warnings: readonly (readonly [boolean, string])[] = [
    [value?.toLowerCase() === "high", "Its device value is High."],
    [
      lastSeenAt !== null && now - lastSeenAt > QUIET_MS,
      `It was last seen ${ago(lastSeenAt, now)}: an offline device acts only when it comes back, within 3 days.`,
    ],
    [health !== null && health !== "Active", `Its sensor health is ${health ?? ""}.`],
    [onboarding !== null && onboarding !== "Onboarded", `Its onboarding state is ${onboarding ?? ""}.`],
    [
      (namesakes ?? 0) > 0,
      `There ${namesakes === 1 ? "is" : "are"} ${count(namesakes ?? 0, "other device")} with the same DNS name.`,
    ],
  ];
  return warnings.flatMap(([applies, text]) => (applies ? [text] : []));
}

/** What could not be looked up is said: nothing on the card must look like "none". */
function uncheckedWarnings({ device, actions, namesakes }: DeviceFacts): readonly string[] {
  const unchecked = [
    ...(actions === null ? ["its machine actions"] : []),
    ...(namesakes === null ? ["other devices with its name"] : []),
    ...(device.tags === null ? ["its tags"] : device.tagsCut === true ? ["all of its tags"] : []),
    ...(device.lastSeenAt === null ? ["when it was last seen"] : []),
    ...(device.health === null ? ["its sensor health"] : []),
  ];
  return unchecked.length === 0 ? [] : [`This could not be checked: ${unchecked.join(", ")}.`];
}

/** What the state of the device means for an action that brings such a state about, or ends it. */
function stateWarnings({ command, commands }: Intent, { actions }: DeviceFacts): readonly string[] {
  const effect = effectOf(commands, command);
  if (effect === null || actions === null) return [];
  const { state, makes, ends } = effect;
  const isMaking = makes.name === command.name;
  switch (lastingState(actions, { makes: makes.call.type, ends: ends.call.type }).kind) {
    case "beginning":
      return isMaking ? [] : [underWay(makes.call.noun)];
    case "ending":
      return isMaking ? [underWay(ends.call.noun)] : [];
    case "on":
      return isMaking ? [`It is ${state} already, as its machine actions say.`] : [];
    case "off":
      return isMaking ? [] : [`It does not seem to be ${state}, as its machine actions say.`];
    case "unknown":
      return [];
  }
}

function underWay(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "An" : "A"} ${noun} of this device is under way.`;
}

const LINUX = ["*Linux*", "Ubuntu*", "Debian*", "RedHat*", "CentOS*", "SUSE*", "Oracle*"];
/** Systems for which Defender documents no isolation at all. */
const NOT_DOCUMENTED = [
  "Windows7*",
  "Windows8*",
  "WindowsServer2008*",
  "WindowsServer2012",
  "iOS*",
  "Android*",
];

/** Systems that can't take that kind of isolation, as Defender's documents say. */
export function isolationTypeWarnings({ os }: Device, type: "Full" | "Selective"): readonly string[] {
  if (os === null) return [];
  if (fitting(NOT_DOCUMENTED, os) !== null) return [`Defender documents no isolation for ${os}.`];
  const linux = fitting(LINUX, os) !== null;
  return linux && type === "Selective" ? [`Defender documents no selective isolation for ${os}.`] : [];
}
