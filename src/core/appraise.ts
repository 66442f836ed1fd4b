import { hasNow } from "./address.ts";
import type { DeviceTarget } from "./args.ts";
import type { ChangeCommand, DeviceFacts } from "./command.ts";
import { addressOf, factsOf, findDevices, noSuchDevice } from "./devices.ts";
import { verdictOn } from "./lease-birth.ts";
import type { Alert, Device, Person } from "./model.ts";
import type { BoundArgs, RawArgs } from "./parse.ts";
import type { Action, Policy, Question, Usage, Verdict } from "./policy-model.ts";
import type { DefenderReads } from "./read-only.ts";
import type { Target } from "./request.ts";
import type { UsageQuery } from "./usage.ts";

/** The one way from a wish to its verdict: a request is opened on it, and `explain` shows it. It reads only. */

/** What an appraisal may look at; nothing can be changed through it. */
export interface Sight {
  /** With the token of the person who asks. */
  readonly defender: DefenderReads;
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How much of the limits is used. */
  usage(query: UsageQuery): Promise<Usage>;
}

export interface Asked {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly requester: Person;
}

/** What a wish comes to. */
export interface Appraised {
  readonly kind: "appraised";
  readonly target: Target;
  /** Null for alerts. */
  readonly facts: DeviceFacts | null;
  readonly verdict: Verdict;
}

export type Appraisal =
  | Appraised
  /** Several devices answer to the name, or one had the address long ago: the person has to pick. */
  | { readonly kind: "ambiguous"; readonly devices: readonly Device[] };

/**
 * Finds the target, looks up what the policy asks about and evaluates it.
 * @throws UserError when the target is not there or can't be read; SignInRequired
 */
export async function appraise(sight: Sight, asked: Asked): Promise<Appraisal> {
  return asked.command.target === "alert" ? appraiseAlert(sight, asked) : appraiseDevice(sight, asked);
}

async function appraiseAlert(sight: Sight, asked: Asked): Promise<Appraised> {
  const alert = await sight.defender.alert(String(asked.args["id"]));
  const target: Target = { kind: "alert", id: alert.id, name: alert.title };
  const device = await deviceOfAlert(sight, asked.command.action, alert);
  return { kind: "appraised", target, facts: null, verdict: await verdictFor(sight, asked, device, null) };
}

async function appraiseDevice(sight: Sight, asked: Asked): Promise<Appraisal> {
  const named = asked.args["target"] as DeviceTarget;
  const devices = await findDevices(sight.defender, named);
  const [device] = devices;
  if (device === undefined) throw noSuchDevice(named);
  const typed = addressOf(named);
  const isStale = typed !== undefined && !hasNow(device, typed, sight.now);
  if (devices.length > 1 || isStale) return { kind: "ambiguous", devices };
  const [facts, verdict] = await Promise.all([
    factsOf(sight.defender, device),
    verdictFor(sight, asked, device, device.group),
  ]);
  return { kind: "appraised", target: { kind: "device", id: device.id, name: device.name }, facts, verdict };
}

async function verdictFor(
  sight: Sight,
  { command, raw, requester }: Asked,
  device: Question["device"],
  group: string | null,
): Promise<Verdict> {
  const { action, freeByDefault } = command;
  const { policy, now } = sight;
  const limited = policy.limits[action] !== undefined;
  const question: Question = {
    action,
    freeByDefault,
    requester,
    now,
    ...(device === undefined ? {} : { device }),
    ...(limited ? { usage: await sight.usage({ action, group, now }) } : {}),
  };
  return verdictOn(question, raw, policy);
}

/**
 * The device that an alert is about, where a rule asks for it: undefined when the alert has none or no rule asks, null
 * when it can't be read, so that a stricter rule counts as matching (CONTRACT §5).
 */
export async function deviceOfAlert(
  sight: Pick<Sight, "defender" | "policy">,
  action: Action,
  alert: Pick<Alert, "deviceId">,
): Promise<Device | null | undefined> {
  const isAsked = sight.policy.rules.some(
    ({ when }) => when.device !== undefined && (when.action?.includes(action) ?? true),
  );
  if (!isAsked || alert.deviceId === null) return undefined;
  try {
    return await sight.defender.device(alert.deviceId);
  } catch {
    return null;
  }
}
