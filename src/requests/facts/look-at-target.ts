import { say, type Text } from "../../texts/text.ts";
import { devicesOfAlert, strictestOver } from "./appraise.ts";
import { isAskable } from "../../defender/device-name.ts";
import { UserError } from "../../shared/errors.ts";
import type { Device } from "../../defender/device.ts";
import { verdictOn } from "../machine/lease-release.ts";
import { type Verdict } from "../../policy/model.ts";
import type { Look, Request } from "../machine/request.ts";
import { alreadySo } from "../open/already.ts";
import { changeCommand } from "../change-commands.ts";
import { effectOf } from "../effects.ts";
import type { Deps } from "../deps.ts";
import type { DefenderClient } from "../../defender/client.ts";
import { DefenderError } from "../../defender/error.ts";

/** Who looks, by his own token. */
export interface Looker {
  readonly oid: string;
  readonly tid: string;
}

/** The target and the policy as they are now. @throws as lookForClick */
export async function lookAtTarget(
  deps: Deps,
  who: Looker,
  request: Request,
  signal: AbortSignal,
): Promise<Look> {
  const defender = deps.defender.as(who, signal);
  if (request.target.kind === "alert") {
    const alert = await shown(defender.alert(request.target.id), "alert");
    const devices = await devicesOfAlert({ defender, policy: deps.policy() }, request.action, alert);
    const verdict = strictestOver(devices, (device) => verdictNow(deps, request, device));
    return { device: null, newcomer: null, verdict };
  }
  const [found, already] = await Promise.all([
    shown(deviceAndNewcomer(defender, request), "device"),
    alreadyNow(deps, defender, request),
  ]);
  return { ...found, already, verdict: verdictNow(deps, request, found.device) };
}

/** The policy's verdict on a request that is open, for the device as it is now; undefined: it has none. */
function verdictNow(deps: Deps, request: Request, device: Device | null | undefined): Verdict {
  return verdictOn(request, { device, now: deps.clock.now() }, deps.policy());
}

/** Whether it is so already; what can't be read is nothing certain, and holds up nobody. */
async function alreadyNow(deps: Deps, defender: DefenderClient, request: Request): Promise<Text | null> {
  const command = changeCommand(deps, request.command);
  if (effectOf(deps.commands, command) === null) return null;
  try {
    const actions = await defender.machineActions({ deviceId: request.target.id, top: 100 });
    return await deps.store.read((tx) => alreadySo(deps, tx, command, request, actions, deps.clock.now()));
  } catch {
    return null;
  }
}

/** @throws UserError `forbidden` where Defender does not show it */
export async function shown<T>(work: Promise<T>, what: "device" | "alert"): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DefenderError && (error.code === "not-found" || error.code === "forbidden"))) {
      throw error;
    }
    throw new UserError("forbidden", say("requests.cantDecide", { what }));
  }
}

/** A machine that is installed anew gets another id under the old name, so that one question by name answers both. */
async function deviceAndNewcomer(
  defender: DefenderClient,
  request: Request,
): Promise<Pick<Look, "newcomer" | "namesakes"> & { readonly device: Device }> {
  const { target } = request;
  const listed = isAskable(target.name) ? await defender.devicesByName(target.name) : [];
  const others = listed.filter(({ id }) => id !== target.id);
  // Not among them: it was renamed, or he may not see it, or its name is one that can't be asked for.
  const device = listed.find(({ id }) => id === target.id) ?? (await defender.device(target.id));
  const newcomer = others.find((one) => isNewcomer(one, request))?.id ?? null;
  return { device, newcomer, namesakes: others.map(({ id }) => id) };
}

/** Defender may list a device long after it was first seen, so what counts is what the card told of, where that is known. */
function isNewcomer({ id, firstSeenAt }: Device, { seen, namesakes: told }: Request): boolean {
  return told == null ? (firstSeenAt ?? 0) > seen.at : !told.includes(id);
}
