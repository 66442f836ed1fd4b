import type { Text } from "../../texts/text.ts";
import type { Action } from "../../policy/model.ts";
import { refuse } from "../machine/decision.ts";
import { limitDenial, limitsOf } from "../../policy/limits.ts";
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

/**
 * Why the limits refuse to send these, which are decided together; null: they allow it.
 * @param now epoch milliseconds
 * @param except id of the request that they are, or are steps of: its own place is not counted
 */
export async function limitsRefuse(
  deps: Deps,
  tx: Tx,
  calls: readonly OneCall[],
  now: number,
  except: string,
): Promise<Text | null> {
  for (const [action, [first, ...more]] of Map.groupBy(calls, actionOf)) {
    // Of several groups the one that is fullest counts.
    const device = more.length === 0 ? (first?.device ?? null) : null;
    const full = await limitRefuses(deps, tx, { id: except, action, device }, now, 1 + more.length);
    if (full !== null) return full;
  }
  return null;
}

async function limitRefuses(
  deps: Deps,
  tx: Tx,
  { id, action, device }: OneCall & { readonly action: Action },
  now: number,
  calls: number,
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
  const { request } = decision;
  const calls = isLeader(request) ? await tx.steps.inState(request.id, ["Requested"], ALL) : [request];
  const full = await limitsRefuse(deps, tx, calls, event.now, request.id);
  return full === null ? decision : refuse(event.by, full);
}
