import { say, type Text, type Words } from "../../texts/text.ts";
import { sha256Of } from "../../shared/digest.ts";
import { hadCall, note } from "./decision.ts";
import { stricterThan, strictest } from "../../policy/evaluate.ts";
import type { Verdict } from "../../policy/model.ts";
import { withSomebody } from "../../policy/approvals.ts";
import { digestOfTerms } from "../../policy/combine.ts";
import { digestOfAccount, digestOfDevice, driftOfAccount, driftOfDevice } from "../../policy/match.ts";
import {
  homeOf,
  isAccountAct,
  isSameWay,
  providerOf,
  wayOf,
  type AccountAct,
  type Way,
} from "../../defender/account-acts.ts";
import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { Look, Request } from "./request.ts";
import { asBefore } from "./account-seen.ts";
import { carriedOver } from "./execution.ts";
import { expiresAnew, waitingDue } from "./expiry.ts";
import { digestOfRelied, reliedDrift } from "./relied.ts";

/**
 * What an approval is bound to. At each click, and again before the call, the device and the policy are looked up
 * afresh; when what is found is not what the approvers saw, their approvals are void.
 */

/** A request before it is bound to what its card shows. */
export type Unbound = Omit<Request, "seen">;

/**
 * SHA-256 (hex) over what an approver sees and agrees to: target, action, parameters, reason, the verdict with its
 * rules, and the device facts that a policy can ask for. Kept with the request and with each approval in the audit.
 */
export function digestOf(request: Unbound): string {
  const { target, command, action, args, reason, requester, device, verdict } = request;
  const parts = [
    [target.kind, target.id, target.name, command, action, reason],
    [requester.oid, requester.tid],
    Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    device === null ? null : [device.id, device.firstSeenAt, ...digestOfDevice(device)],
    digestOfTerms(verdict),
    verdict.rules.map((rule) => [rule.name, Object.entries(rule.then).toSorted()]),
    // Requests that are about none are older than this part.
    ...(request.account === undefined ? [] : [digestOfAccount(request.account)]),
    ...(request.steps === undefined ? [] : [request.steps.digest]),
    ...(request.relied === undefined ? [] : [["relied", digestOfRelied(request.relied)]]),
  ];
  return sha256Of(parts);
}

/** Binds a request to what its card shows from now on. */
export function bound(request: Unbound, now: number): Request {
  return { ...request, seen: { at: now, digest: digestOf(request) } };
}

/** As `bound`, for what was shown before and is shown anew: no button of an earlier card decides on it. */
export function rebound(request: Unbound, now: number, before: Request["seen"]): Request {
  const again = bound(request, now);
  return { ...again, seen: { ...again.seen, round: (before.round ?? 0) + 1 } };
}

/**
 * What makes the thing found another thing than the one shown, in words; null when it is the same. A policy that asks
 * for less since is no drift: it lowers nothing for a request that is open.
 */
export function driftOf(request: Request, look: Look): Text | null {
  if (digestOf(request) !== request.seen.digest) return say("drift.notAsShown");
  const words = [...thingDrift(request, look), stricterThan(request.verdict, look.verdict)];
  const drift = words.filter((one) => one !== null);
  return drift.length === 0 ? null : say("drift.several", { why: drift });
}

/** What is another thing than the one that was shown, whatever the policy says of it; empty: nothing. */
export function thingDrift(request: Request, look: Look): readonly Text[] {
  return [
    ...deviceDrift(request, look),
    ...accountDrift(request, look.account),
    ...reliedDrift(request.relied, look.relied),
  ];
}

/** Whether the thing itself is the one that was shown: then only the policy can have made a verdict stricter. */
export function isSameThing(request: Request, look: Look): boolean {
  if (request.device === null && request.account === undefined) return false;
  const { of: _, ...alone } = request;
  return thingDrift(alone, look).length === 0;
}

function deviceDrift({ device: before, of }: Request, { device: now, newcomer }: Look): readonly Text[] {
  const renewed = newcomer === null ? [] : [say("drift.newcomer", { id: newcomer })];
  if (before === null || now === null) return renewed;
  if (before.id !== now.id) return [say("drift.otherDevice")];
  const set = before.firstSeenAt !== now.firstSeenAt;
  return [
    ...renewed,
    ...(set ? [say("drift.setUpAnew", { at: now.firstSeenAt })] : []),
    // One of many is left out only where the policy asks for more, or it is another device.
    ...(of === undefined ? driftOfDevice(before, now) : []),
  ];
}

/** Where an account lives, and what can be done there, decides who is asked to act on it; the rest is what rules can look at. */
function accountDrift(
  { account: before, action }: Pick<Request, "account" | "action">,
  now: KnownAccount | null | undefined,
): readonly Text[] {
  if (before === undefined || now === undefined || now === null) return [];
  const moved = hasMoved(before, now);
  const other = moved || !isAccountAct(action) ? [] : otherWay(action, before, now);
  return [...(moved ? [say("drift.moved")] : other), ...driftOfAccount(before, now)];
}

/** Not everybody may read where it lives: the card says so, and who approves finds it out. */
function isKnown(before: KnownAccount, now: KnownAccount): boolean {
  return before.identityUnread !== true && now.identityUnread !== true;
}

/** Whether Entra follows another directory is Entra's own to tell. */
function hasMoved(before: KnownAccount, now: KnownAccount): boolean {
  return isKnown(before, now) ? homeOf(before) !== homeOf(now) : before.isSynced !== now.isSynced;
}

/** What is done by another service than the card says may not last. */
function otherWay(act: AccountAct, before: KnownAccount, now: KnownAccount): readonly Text[] {
  const way = wayOf(act, now);
  if (!isKnown(before, now) || way === null || isSameWay(wayOf(act, before), way)) return [];
  return [say("drift.otherWay", { by: doneBy(way) })];
}

function doneBy(way: Way): Text {
  const home = providerOf(way);
  return home === null ? say("people.byEntra") : say("people.byIdentity", { home });
}

/**
 * The request after its approvals became void: it waits for new ones, or is denied. What was asked of it before still
 * holds where the policy has become looser since.
 */
export function voided(
  request: Request,
  found: Look & { readonly now: number; readonly why: Words },
): Request {
  const { now, why } = found;
  const verdict = strictest(request.verdict, found.verdict);
  const { lease, emergency, ...plain } = request;
  const execution = carriedOver(request.execution);
  // An emergency that nothing was sent for is a request like any other from now on; a lease's release as well, once it is due.
  const mayHaveRun = emergency !== undefined && execution !== null;
  const keepsTime = lease !== undefined && request.state === "Requested";
  const next: Unbound = {
    ...plain,
    ...(mayHaveRun ? { emergency } : {}),
    ...(keepsTime ? { lease } : {}),
    // Somebody has to look at it, also where the policy asks for nobody: it is not what was asked for.
    verdict: withSomebody(verdict),
    device: found.device ?? request.device,
    ...accountOf(request, found),
    ...(found.heldBy == null ? {} : { heldBy: found.heldBy }),
    ...(found.relied === undefined ? {} : { relied: found.relied }),
    ...(found.namesakes === undefined ? {} : { namesakes: union(request.namesakes, found.namesakes) }),
    ...found.surroundings,
    approvals: [],
    executor: null,
    execution,
    expiresAt: expiresAnew(request, verdict.expires, now),
    history: note(request, now, null, say("drift.approvalsVoid", { why })),
  };
  return rebound({ ...next, ...fate(next, verdict, now, why) }, now, request.seen);
}

function accountOf(request: Request, found: Look): Pick<Request, "account"> {
  const now = found.account ?? request.account;
  return now === undefined ? {} : { account: asBefore(request, now) };
}

/** Not everybody sees every device: what one of them was told of stays known. */
function union(known: Request["namesakes"], found: readonly string[]): readonly string[] {
  return [...new Set([...(known ?? []), ...found])];
}

type Fate = Pick<Request, "state" | "finishedAt" | "dueAt" | "outcome">;

function fate(next: Unbound, verdict: Verdict, now: number, why: Words): Fate {
  if (verdict.deny !== null) {
    return {
      state: "Denied",
      finishedAt: now,
      dueAt: null,
      outcome: say("drift.policyDenies", { why: verdict.deny, earlier: hadCall(next) }),
    };
  }
  const dueAt = waitingDue(next);
  return { state: "Requested", finishedAt: null, dueAt, outcome: say("drift.lookAgain", { why }) };
}
