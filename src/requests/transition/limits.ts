import type { Text } from "../../texts/text.ts";
import { refuse } from "../machine/decision.ts";
import { limitDemand, limitDenial, limitsOf } from "../../policy/limits.ts";
import { takingMore } from "../machine/beyond-limits.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { usageOf } from "../machine/usage.ts";
import type { Deps } from "../deps.ts";

/**
 * The policy's limits on what is sent, counted in the transaction that uses them up: what was counted before it could
 * have been counted by somebody else at the same time.
 */

/** What the limits say to so many calls more. */
export type Room =
  | { readonly kind: "room" }
  /** They go beyond a limit: one approval more is needed. */
  | { readonly kind: "more"; readonly why: Text }
  | { readonly kind: "full"; readonly why: Text };

/**
 * Whether there is room for what such a request would send.
 * @param now epoch milliseconds
 * @param calls how many calls it would make
 */
export async function roomFor(
  deps: Deps,
  tx: Tx,
  request: Pick<Request, "id" | "action" | "device" | "emergency" | "verdict">,
  now: number,
  calls = 1,
): Promise<Room> {
  const { id, action, device } = request;
  if (deps.policy().limits[action] === undefined) return { kind: "room" };
  const isEmergency = request.emergency !== undefined;
  const group = device?.group ?? null;
  const usage = await usageOf(tx.requests, { action, group, now, except: id, isEmergency });
  const limits = limitsOf(action, usage, deps.policy(), calls);
  const full = limitDenial(action, limits, calls);
  if (full !== null) return { kind: "full", why: full };
  // Who has been asked for one approval more is not asked for another one; and an emergency asks nobody.
  const isAsked = isEmergency || request.verdict.beyond !== undefined;
  const why = isAsked ? null : limitDemand(action, limits, calls);
  return why === null ? { kind: "room" } : { kind: "more", why };
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
  const room = await roomFor(deps, tx, decision.request, event.now, callsOf(decision.request));
  if (room.kind === "room") return decision;
  return room.kind === "full" ? refuse(event.by, room.why) : takingMore(decision, event, room.why);
}

/** How many calls it still makes. */
function callsOf({ steps }: Request): number {
  return steps === undefined ? 1 : steps.waiting;
}
