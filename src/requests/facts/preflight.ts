import { ago, count } from "../../shared/format.ts";
import type { Device, DeviceFacts } from "../../defender/device.ts";
import { fitting } from "../../policy/canonical.ts";
import { roleWarnings } from "./device-roles.ts";
import { isolationOf } from "../../defender/machine-action.ts";
import type { ChangeCommand } from "../change-command.ts";

/** Facts that an approver should know before the click. They never block what the policy allows. */

const QUIET_MS = 3_600_000;

/**
 * Everything that Defender knows against an action on a device, the most telling first.
 * @param args as typed
 * @param now epoch milliseconds
 */
export function preflightOf(
  command: ChangeCommand,
  facts: DeviceFacts,
  args: Readonly<Record<string, string>>,
  now: number,
): readonly string[] {
  return [
    ...sameKindWarnings(command, facts, now),
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
  const others = namesakes?.length ?? 0;
  const warnings: readonly (readonly [boolean, string])[] = [
    [value?.toLowerCase() === "high", "Its device value is High."],
    [
      lastSeenAt !== null && now - lastSeenAt > QUIET_MS,
      `It was last seen ${ago(lastSeenAt, now)}: an offline device acts only when it comes back, within 3 days.`,
    ],
    [health !== null && health !== "Active", `Its sensor health is ${health ?? ""}.`],
    [onboarding !== null && onboarding !== "Onboarded", `Its onboarding state is ${onboarding ?? ""}.`],
    [
      others > 0,
      `There ${others === 1 ? "is" : "are"} ${count(others, "other device")} with the same DNS name.`,
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

/** What the device's isolation state means for isolating or releasing it. */
export function isolationWarnings(facts: DeviceFacts, wanted: "isolate" | "release"): readonly string[] {
  if (facts.actions === null) return [];
  const state = isolationOf(facts.actions);
  switch (state.kind) {
    case "isolating":
      return wanted === "release" ? ["An isolation of this device is under way."] : [];
    case "releasing":
      return wanted === "isolate" ? ["A release of this device is under way."] : [];
    case "isolated":
      return wanted === "isolate" ? ["It is isolated already, as its machine actions say."] : [];
    case "connected":
      return wanted === "release" ? ["It does not seem to be isolated, as its machine actions say."] : [];
    case "unknown":
      return [];
  }
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
