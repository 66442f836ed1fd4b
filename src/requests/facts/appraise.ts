import { notToCancel } from "./cancellable.ts";
import { hasNow } from "../machine/address.ts";
import { addressOf, factsOf, findDevices, noSuchDevice } from "../../defender/lookup.ts";
import { UserError } from "../../shared/errors.ts";
import { leaseRefusal } from "../machine/lease.ts";
import { leaseLength } from "../machine/lease-release.ts";
import type { Device, DeviceTarget } from "../../defender/device.ts";
import { strictest } from "../../policy/evaluate.ts";
import { asksAboutDevice } from "../../policy/match.ts";
import type { Action, Verdict } from "../../policy/model.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { TargetKind } from "../change-command.ts";
import { say } from "../../texts/text.ts";
import type { Alert } from "../../defender/alert.ts";
import { findingOf } from "./finding.ts";
import { guardsOn } from "./guard.ts";
import { demandSeen } from "./seen-alerts.ts";
import { reliedOn } from "./relied.ts";
import { appraiseIndicator } from "./appraise-indicator.ts";
import { appraiseAccount } from "./appraise-account.ts";
import {
  circumstancesOf,
  verdictFor,
  type Appraisal,
  type Appraised,
  type Asked,
  type Sight,
} from "./sight.ts";

/** The one way from an invocation to its verdict: a request is opened on it, and `explain` shows it. It reads only. */

/**
 * Finds the target, looks up what the policy asks about and evaluates it.
 * @throws UserError when the target is not there or can't be read, or a lease is of no length that the policy allows;
 *   SignInRequired
 */
export async function appraise(sight: Sight, asked: Asked): Promise<Appraisal> {
  const length = leaseLength(asked.raw);
  const refusal = length === null ? null : leaseRefusal(length, sight.policy.lease);
  if (refusal !== null) throw new UserError("usage", refusal);
  const appraisal = await APPRAISERS[asked.command.target](sight, asked);
  return appraisal.kind === "appraised" ? withRelied(sight, asked, appraisal) : appraisal;
}

/** With what the call goes by or takes away beside its target. */
export async function withRelied(sight: Sight, asked: Asked, found: Appraised): Promise<Appraised> {
  const about = { target: found.target, args: asked.raw };
  return { ...found, ...(await reliedOn(sight.defender, asked.command, about)) };
}

/** An action that is under way is judged by its device; its type says which permission it takes. */
async function appraiseAction(sight: Sight, asked: Asked): Promise<Appraised> {
  const action = await sight.defender.machineAction(String(asked.args["action"]));
  const ended = notToCancel(action);
  if (ended !== null) throw new UserError("conflict", ended, "data");
  const device = await sight.defender.device(action.deviceId);
  const appraised = await appraiseDevice(sight, asked, device);
  return { ...appraised, found: { type: action.type } };
}

/** One for each kind of target. */
const APPRAISERS: Readonly<Record<TargetKind, (sight: Sight, asked: Asked) => Promise<Appraisal>>> = {
  device: appraiseNamed,
  alert: appraiseFinding,
  indicator: appraiseIndicator,
  "machine-action": appraiseAction,
  user: appraiseAccount,
};

async function appraiseFinding(sight: Sight, asked: Asked): Promise<Appraised> {
  const { id, into } = asked.args;
  const finding = await findingOf(sight.defender, String(id), typeof into === "string" ? into : undefined);
  const { target, intoId } = finding;
  // Who is assigned to it, or says something of it, takes on what it is by now.
  if (asked.command.relies !== undefined) demandSeen(asked.raw, target.id, finding);
  if (intoId === target.id) throw new UserError("conflict", say("incidents.oneAlready", { id: intoId }));
  const devices = await devicesOfAlert(sight, asked.command.action, finding);
  const circumstances = await circumstancesOf(sight, asked, [target.id]);
  const verdict = strictestOver(devices, (device) => verdictFor(sight, asked, { device, ...circumstances }));
  // By an old number it is the one that it is now which the card names.
  const found = intoId === null ? {} : { found: { into: intoId } };
  return { kind: "appraised", target, facts: null, verdict, ...found };
}

async function appraiseNamed(sight: Sight, asked: Asked): Promise<Appraisal> {
  const named = asked.args["target"] as DeviceTarget;
  const { certain: device, devices } = await findDevices(sight.defender, named);
  if (devices.length === 0) throw noSuchDevice(named);
  const typed = addressOf(named);
  const isStale = typed !== undefined && device !== null && !hasNow(device, typed, sight.now);
  if (device === null || isStale) return { kind: "ambiguous", devices };
  return appraiseDevice(sight, asked, device);
}

async function appraiseDevice(sight: Sight, asked: Asked, device: Device): Promise<Appraised> {
  const found = factsOf(sight.defender, device);
  const { action } = asked.command;
  const about = { action, device, users: async () => (await found).users };
  const [facts, circumstances, guards] = await Promise.all([
    found,
    circumstancesOf(sight, asked, [device.id], device.group),
    guardsOn(sight.guard, [about], sight.now),
  ]);
  const target = { kind: "device", id: device.id, name: device.name } as const;
  const verdict = verdictFor(sight, asked, { device, ...circumstances });
  return { kind: "appraised", target, facts, verdict, ...guards[0]?.(verdict) };
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
 * All devices that an alert or an incident is about, where a rule asks for them: whoever works on the alert works on all. One that has
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
