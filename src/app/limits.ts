import { refuse } from "../core/decision.ts";
import { limitDenial, limitsOf } from "../core/policy-limits.ts";
import type { ApprovalEvent, Decision, Request } from "../core/request.ts";
import type { Tx } from "../core/store.ts";
import { approvedUsage, openedUsage } from "../core/usage.ts";
import type { Deps } from "./deps.ts";

/**
 * The policy's limits, counted in the transaction that uses them up: what was counted before it could have been
 * counted by somebody else at the same time.
 */

/** Why the limits refuse to open one more such request; null: they allow it. */
export async function fullForOpening(deps: Deps, tx: Tx, request: Request): Promise<string | null> {
  const { action, device, requestedAt: now } = request;
  if (deps.policy().limits[action] === undefined) return null;
  const usage = await openedUsage(tx.requests, { action, group: device?.group ?? null, now });
  return limitDenial(action, limitsOf(action, usage, deps.policy()));
}

/**
 * The decision, or a refusal where it would complete the approvals of more requests than the limits allow. Nothing is
 * recorded of that click but the refusal: it can be made again later, until the request expires.
 */
export async function withinLimits(
  deps: Deps,
  tx: Tx,
  request: Request,
  event: ApprovalEvent,
  decision: Decision,
): Promise<Decision> {
  const { action, device } = request;
  if (event.kind !== "approve" || decision.kind !== "changed") return decision;
  if (decision.request.state !== "Approved" || deps.policy().limits[action] === undefined) return decision;
  const query = { action, group: device?.group ?? null, now: event.now };
  const usage = await approvedUsage(tx.requests, query);
  const full = limitDenial(action, limitsOf(action, usage, deps.policy()), "approved");
  return full === null ? decision : refuse(event.by, full);
}
