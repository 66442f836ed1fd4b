import { hasNow } from "../machine/address.ts";
import { addressOf, factsOf, findDevices, noSuchDevice } from "../../defender/lookup.ts";
import { UserError } from "../../shared/errors.ts";
import { leaseRefusal } from "../machine/lease.ts";
import { leaseLength, verdictOn } from "../machine/lease-release.ts";
import type { Device, DeviceTarget, DeviceFacts } from "../../defender/device.ts";
import type { BoundArgs } from "../../grammar/parse.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { strictest } from "../../policy/evaluate.ts";
import { asksAboutDevice } from "../../policy/match.ts";
import type { Action, Policy, Question, Usage, Verdict } from "../../policy/model.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { Target } from "../machine/request.ts";
import type { UsageQuery } from "../machine/usage.ts";
import type { Person } from "../../shared/people.ts";
import type { Alert } from "../../defender/alert.ts";
import type { ChangeCommand } from "../change-command.ts";

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
 * @throws UserError when the target is not there or can't be read, or a lease is of no length that the policy allows;
 *   SignInRequired
 */
export async function appraise(sight: Sight, asked: Asked): Promise<Appraisal> {
  const length = leaseLength(asked.raw);
  const refusal = length === null ? null : leaseRefusal(length, sight.policy.lease);
  if (refusal !== null) throw new UserError("usage", refusal);
  return asked.command.target === "alert" ? appraiseAlert(sight, asked) : appraiseDevice(sight, asked);
}

async function appraiseAlert(sight: Sight, asked: Asked): Promise<Appraised> {
  const alert = await sight.defender.alert(String(asked.args["id"]));
  const target: Target = { kind: "alert", id: alert.id, name: alert.title };
  const devices = await devicesOfAlert(sight, asked.command.action, alert);
  const usage = await usageOf(sight, asked, null);
  const verdict = strictestOver(devices, (device) => verdictFor(sight, asked, { device, usage }));
  return { kind: "appraised", target, facts: null, verdict };
}

async function appraiseDevice(sight: Sight, asked: Asked): Promise<Appraisal> {
  const named = asked.args["target"] as DeviceTarget;
  const devices = await findDevices(sight.defender, named);
  const [device] = devices;
  if (device === undefined) throw noSuchDevice(named);
  const typed = addressOf(named);
  const isStale = typed !== undefined && !hasNow(device, typed, sight.now);
  if (devices.length > 1 || isStale) return { kind: "ambiguous", devices };
  const [facts, usage] = await Promise.all([
    factsOf(sight.defender, device),
    usageOf(sight, asked, device.group),
  ]);
  const verdict = verdictFor(sight, asked, { device, usage });
  return { kind: "appraised", target: { kind: "device", id: device.id, name: device.name }, facts, verdict };
}

/** The policy's verdict on a wish, for a target as it was found. */
export function verdictFor(
  { policy, now }: Sight,
  { command, requester, raw }: Asked,
  found: Pick<Question, "device" | "usage" | "targets">,
): Verdict {
  return verdictOn({ action: command.action, requester, args: raw }, { ...found, now }, policy);
}

/** How much of the action's limits is used; undefined: it has none. */
export async function usageOf(
  sight: Sight,
  { command: { action } }: Asked,
  group: string | null,
): Promise<Usage | undefined> {
  const { policy, now } = sight;
  return policy.limits[action] === undefined ? undefined : sight.usage({ action, group, now });
}

/** What an alert is about for the policy: no device, or these; null stands for those that are not known. */
export type AlertDevices = readonly [Device | null | undefined, ...(Device | null)[]];

/** The verdict that satisfies the policy for every one of the devices. */
export function strictestOver(
  [first, ...others]: AlertDevices,
  verdictFor: (device: Device | null | undefined) => Verdict,
): Verdict {
  return others.map(verdictFor).reduce(strictest, verdictFor(first));
}

/** How many devices of one alert are looked up; those beyond are not known. */
const MAX_DEVICES = 20;

/**
 * All devices that an alert is about, where a rule asks for them: whoever works on the alert works on all. One that has
 * no id or can't be read is not known, so that a stricter rule counts as matching.
 */
export async function devicesOfAlert(
  sight: Pick<Sight, "defender" | "policy">,
  action: Action,
  { deviceIds, unnamedDevice }: Pick<Alert, "deviceIds" | "unnamedDevice">,
): Promise<AlertDevices> {
  if (!asksAboutDevice(sight.policy, action)) return [undefined];
  const read = deviceIds.slice(0, MAX_DEVICES).map((id) => deviceOrNull(sight.defender, id));
  const unknown = unnamedDevice || deviceIds.length > MAX_DEVICES ? [null] : [];
  const [first, ...others] = [...(await Promise.all(read)), ...unknown];
  return [first, ...others];
}

async function deviceOrNull(defender: DefenderReads, id: string): Promise<Device | null> {
  try {
    return await defender.device(id);
  } catch {
    return null;
  }
}
