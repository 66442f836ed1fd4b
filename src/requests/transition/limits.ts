import type { Text } from "../../texts/text.ts";
import { refuse } from "../machine/decision.ts";
import { limitDenial, limitsOf } from "../../policy/limits.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { usageOf } from "../machine/usage.ts";
import type { Deps } from "../deps.ts";

/**
 * The policy's limits on what is sent, counted in the transaction that uses them up: what was counted before it could
 * have been counted by somebody else at the same time.
 */

/**
 * Why the limits refuse to send such a request; null: they allow it.
 * @param now epoch milliseconds
 * @param calls how many calls it would make
 */
export async function limitsRefuse(
  deps: Deps,
  tx: Tx,
  { id, action, device }: Request,
  now: number,
  calls = 1,
): Promise<Text | null> {
  if (deps.policy().limits[action] === undefined) return null;
  const usage = await usageOf(tx.requests, { action, group: device?.group ?? null, now, except: id });
  return limitDenial(action, limitsOf(action, usage, deps.policy()), calls);
}

/**
 * The decision with its place in the limits: reserved by the approval or Resume that completes it, as long as the call is
 * still to come, and dated when it is sent. Or a refusal where more would be sent than they allow: nothing is recorded of
 * that click but the refusal, and it can be made again later, until the request expires.
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
  const full = await limitsRefuse(deps, tx, decision.request, event.now, callsOf(decision.request));
  return full === null ? decision : refuse(event.by, full);
}

/** How many calls it still makes. */
function callsOf({ steps }: Request): number {
  return steps === undefined ? 1 : steps.waiting;
}
