import { say, type Text } from "../../texts/text.ts";
import { findingOf, type Finding } from "./finding.ts";
import { devicesOfAlert, strictestOver } from "./appraise.ts";
import { accountSurroundings } from "./account-lines.ts";
import { guarded, guardOf, guardsOn } from "./guard.ts";
import { orNull } from "../../defender/lookup.ts";
import { isAskable } from "../../defender/device-name.ts";
import type { Device } from "../../defender/device.ts";
import { verdictOn } from "../machine/lease-release.ts";
import { indicatedById } from "../../defender/indicator.ts";
import { knownAccount } from "../../defender/account-lookup.ts";
import type { Question, Verdict } from "../../policy/model.ts";
import type { Look, Request, Target } from "../machine/request.ts";
import { actionOf } from "../machine/steps.ts";
import { changeCommand } from "../change-commands.ts";
import { actedNow } from "./acted.ts";
import { bothRelied, reliedNow } from "./relied.ts";
import { newChecking, type Checking } from "./checking.ts";
import { shown } from "./shown.ts";
import { suspensionsUndone } from "./suspensions.ts";
import type { Deps } from "../deps.ts";
import type { DefenderClient } from "../../defender/client.ts";

/** Who looks, by their own token. */
export interface Looker {
  readonly oid: string;
  readonly tid: string;
}

/** A client, and whose token it looks with. */
export interface Looking {
  readonly defender: DefenderClient;
  readonly who: Looker;
}

/** The target and the policy as they are now, right before a call. @throws as lookForClick */
export async function lookAtTarget(
  deps: Deps,
  who: Looker,
  request: Request,
  signal: AbortSignal,
): Promise<Look> {
  const defender = deps.huntBook.shared(deps.defender.as(who, signal), request, who);
  return lookWith(deps, { defender, who }, request);
}

/**
 * As `lookAtTarget`, with a client that is there already.
 * @param targets how many the policy is to count; left out: it is asked for one
 * @param checking is told once the target itself has been read
 */
export async function lookWith(
  deps: Deps,
  looking: Looking,
  request: Request,
  targets?: number,
  checking: Checking = newChecking(),
): Promise<Look> {
  const [look, relied] = await Promise.all([
    LOOKS[request.target.kind](deps, looking, request, { targets, checking }),
    reliedNow(deps, looking.defender, request),
  ]);
  return { ...look, ...bothRelied(look, relied) };
}

/** How many targets the policy is to count (absent: it is asked for one), and what is told how far the look has come. */
export interface Counted {
  readonly targets: number | undefined;
  readonly checking: Checking;
}

type LookAt = (deps: Deps, looking: Looking, request: Request, counted: Counted) => Promise<Look>;

/** One for each kind of target. */
const LOOKS: Readonly<Record<Target["kind"], LookAt>> = {
  device: lookAtDevice,
  alert: lookAtFinding,
  incident: lookAtFinding,
  user: lookAtAccount,
  indicator: lookAtIndicator,
};

/** Who may not read indicators can't decide on one; every device is under it, so no rule about devices is left out. */
async function lookAtIndicator(
  deps: Deps,
  { defender }: Looking,
  request: Request,
  { targets, checking }: Counted,
): Promise<Look> {
  // What the card shows of it is read again beside this.
  if (request.relied === undefined)
    await shown(defender.indicators(indicatedById(request.target.id)), "indicator");
  checking.done += 1;
  return { device: null, newcomer: null, verdict: verdictNow(deps, request, { device: null, targets }) };
}

async function lookAtFinding(
  deps: Deps,
  { defender }: Looking,
  request: Request,
  { targets, checking }: Counted,
): Promise<Look> {
  const { id, kind } = request.target;
  const finding = await shown(findingOf(defender, id, request.args["into"]), kind);
  checking.done += 1;
  const sight = { defender, policy: deps.policy() };
  const devices = await devicesOfAlert(sight, actionOf(request), finding);
  const verdict = strictestOver(devices, (device) => verdictNow(deps, request, { device, targets }));
  const why = goneWhere(request, finding);
  const gone = why === null ? {} : ({ already: why, isGone: true } as const);
  return { device: null, newcomer: null, owners: finding.owners, verdict, ...gone };
}

/** An incident that was merged is another one, with more in it than was shown; null: each is the one on the card. */
function goneWhere({ target, args }: Request, { target: found, intoId }: Finding): Text | null {
  if (target.kind !== "incident") return null;
  if (found.id !== target.id) return say("drift.mergedSince", { id: target.id, now: found.id });
  const { into } = args;
  if (into === undefined || intoId === null || intoId === into) return null;
  return say("drift.mergedSince", { id: into, now: intoId });
}

async function lookAtAccount(
  deps: Deps,
  { defender, who }: Looking,
  request: Request,
  { targets, checking }: Counted,
): Promise<Look> {
  const { requester, target } = request;
  const action = actionOf(request);
  const found = await shown(defender.account(target.id), "user");
  checking.done += 1;
  const guard = guardOf(deps, defender, who);
  const now = deps.clock.now();
  const [account, holders, relied] = await Promise.all([
    knownAccount(defender, found),
    guard.holders(),
    deps.store.read((tx) => suspensionsUndone(tx, action, target.id)),
  ]);
  const gone = await guard.gone({ ids: [account.id], holders }, now, request.id);
  const own = { action, requester, account, holders, gone };
  const verdict = guarded(verdictNow(deps, request, { user: account, targets }), own);
  const surroundings = accountSurroundings(account, { action, requester, holders });
  return { device: null, newcomer: null, account, holders, verdict, surroundings, ...(relied && { relied }) };
}

async function lookAtDevice(
  deps: Deps,
  { defender, who }: Looking,
  request: Request,
  { targets, checking }: Counted,
): Promise<Look> {
  const { target, id } = request;
  const guard = guardOf(deps, defender, who);
  const users = () => orNull(defender.deviceUsers(target.id));
  const about = { action: actionOf(request), device: target, users };
  const [found, acted, guards] = await Promise.all([
    shown(deviceAndNewcomer(defender, request), "device").finally(() => (checking.done += 1)),
    actedNow(deps, defender, request),
    guardsOn(guard, [about], deps.clock.now(), id),
  ]);
  const verdict = verdictNow(deps, request, { device: found.device, targets });
  return { ...found, ...acted, verdict, ...guards[0]?.(verdict) };
}

type Found = Pick<Question, "device" | "user" | "targets">;

/** The policy's verdict on a request that is open, for the device or the account as it is now. */
function verdictNow(deps: Deps, request: Request, found: Found): Verdict {
  const command = changeCommand(deps, request.command);
  return verdictOn(
    { ...request, action: actionOf(request) },
    { ...found, now: deps.clock.now() },
    deps.policy(),
    command,
  );
}

/** A machine that is installed anew gets another id under the old name, so that one question by name answers both. */
async function deviceAndNewcomer(
  defender: DefenderClient,
  request: Request,
): Promise<Pick<Look, "newcomer" | "namesakes"> & { readonly device: Device }> {
  const { target } = request;
  const listed = isAskable(target.name) ? await defender.devicesByName(target.name) : [];
  const others = listed.filter(({ id }) => id !== target.id);
  // Not among them: it was renamed, or they may not see it, or its name is one that can't be asked for.
  const device = listed.find(({ id }) => id === target.id) ?? (await defender.device(target.id));
  const newcomer = others.find((one) => isNewcomer(one, request))?.id ?? null;
  return { device, newcomer, namesakes: others.map(({ id }) => id) };
}

/** Defender may list a device long after it was first seen, so what counts is what the card told of, where that is known. */
function isNewcomer({ id, firstSeenAt }: Device, { seen, namesakes: told }: Request): boolean {
  return told == null ? (firstSeenAt ?? 0) > seen.at : !told.includes(id);
}
