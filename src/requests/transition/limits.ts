import type { Text } from "../../texts/text.ts";
import type { Action } from "../../policy/model.ts";
import { refuse } from "../machine/decision.ts";
import { limitDemand, limitDenial, limitsOf } from "../../policy/limits.ts";
import { takingMore } from "../machine/asking-more.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { actionOf, isLeader } from "../machine/steps.ts";
import { usageOf } from "../machine/usage.ts";
import type { Deps } from "../deps.ts";

/**
 * The policy's limits on what is sent, counted in the transaction that uses them up: what was counted before it could
 * have been counted by somebody else at the same time.
 */

/** More steps than a request ever has. */
const ALL = 1000;

/** A request that would make one call. */
type OneCall = Pick<Request, "id" | "action" | "device">;

/** What is decided: one of those calls, or the request that leads them. */
type Deciding = Pick<Request, "id" | "emergency" | "verdict">;

/** What the limits say to so many calls more. */
export type Room =
  | { readonly kind: "room" }
  /** They go beyond a limit: one approval more is needed. */
  | { readonly kind: "more"; readonly why: Text }
  | { readonly kind: "full"; readonly why: Text };

const ROOM: Room = { kind: "room" };

/**
 * Whether there is room for what these, which are decided together, would send.
 * @param deciding the request that they are, or are steps of: its own place is not counted
 * @param now epoch milliseconds
 */
export async function roomFor(
  deps: Deps,
  tx: Tx,
  deciding: Deciding,
  calls: readonly OneCall[],
  now: number,
): Promise<Room> {
  let found = ROOM;
  for (const [action, [first, ...more]] of Map.groupBy(calls, actionOf)) {
    // Of several groups the one that is fullest counts.
    const group = more.length === 0 ? (first?.device?.group ?? null) : null;
    const room = await roomOf(deps, tx, deciding, { action, group, now }, 1 + more.length);
    if (room.kind === "full") return room;
    if (room.kind === "more") found = room;
  }
  return found;
}

async function roomOf(
  deps: Deps,
  tx: Tx,
  { id, emergency, verdict }: Deciding,
  { action, ...at }: { readonly action: Action; readonly group: string | null; readonly now: number },
  calls: number,
): Promise<Room> {
  if (deps.policy().limits[action] === undefined) return ROOM;
  const isEmergency = emergency !== undefined;
  const usage = await usageOf(tx.requests, { action, ...at, except: id, isEmergency });
  const limits = limitsOf(action, usage, deps.policy(), calls);
  const full = limitDenial(action, limits, calls);
  if (full !== null) return { kind: "full", why: full };
  // Who has been asked for one approval more is not asked for another one; and an emergency asks nobody.
  const isAsked = isEmergency || verdict.beyond !== undefined;
  const why = isAsked ? null : limitDemand(action, limits, calls);
  return why === null ? ROOM : { kind: "more", why };
}

/**
 * The decision with its place in the limits: reserved by the approval or Resume that completes it, as long as the call is
 * still to come, and dated when it is sent. Where it goes beyond a limit that is not the end, it is not complete but takes
 * one approval more. Beyond the end it is refused: nothing is recorded of that click but the refusal, and it can be made
 * again later, until the request expires.
 */
export async function withinLimits(
  deps: Deps,
  tx: Tx,
  event: ApprovalEvent,
  decision: Decision,
): Promise<Decision> {
  if (decision.kind !== "changed") return decision;
  if (event.kind === "sending" && decision.request.execution?.phase === "sending") {
    return { ...decision, request: { ...decision.request, chargedAt: event.now } };
  }
  if (event.kind !== "approve" && event.kind !== "resume") return decision;
  if (decision.request.state !== "Approved") return decision;
  const { request } = decision;
  const calls = isLeader(request) ? await tx.steps.inState(request.id, ["Requested"], ALL) : [request];
  const room = await roomFor(deps, tx, request, calls, event.now);
  if (room.kind === "room") return decision;
  return room.kind === "full"
    ? refuse(event.by, room.why)
    : takingMore(decision, event, { because: "limit", why: room.why });
}
