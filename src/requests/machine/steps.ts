import { sha256Of } from "../../shared/digest.ts";
import { CONTAIN, type Action } from "../../policy/model.ts";
import { Fault } from "../../shared/errors.ts";
import type { Person } from "../../shared/people.ts";
import type { Request } from "./request.ts";
import { FINAL_STATES, type RequestState } from "./state.ts";
import type { Leading, StepOf, Tally } from "./steps-model.ts";

/**
 * A request of several steps leads requests of one step. The leader has the card, the approvals and the time; each step is
 * a request with one call of its own, which is released once the leader is approved. The leader's state follows from its
 * steps. Times are epoch milliseconds.
 */

/** A request of several steps. */
export type Leader = Request & { readonly steps: Leading };
/** One step of such a request. */
export type StepRequest = Request & { readonly of: StepOf };

/** What is done to the one target of a request. @throws Fault: where steps are of several kinds, each has its own */
export function actionOf({ id, action }: Pick<Request, "id" | "action">): Action {
  if (action === CONTAIN)
    throw new Fault("invariant", "a request of several kinds of steps has no action", { id });
  return action;
}

/** Whether it has steps, and is approved for all of them. */
export function isLeader(request: Request): request is Leader {
  return request.steps !== undefined;
}

/** Whether it is one target of a request for several. */
export function isStep(request: Request): request is StepRequest {
  return request.of !== undefined;
}

/** The id of a step; it leads the comment of its machine action. */
export function stepId(leader: string, n: number): string {
  return `${leader}.${n}`;
}

/** Digest of the steps that are left, in their order. */
export function digestOfSteps(steps: readonly Pick<Request, "id" | "seen">[]): string {
  const parts = steps.map(({ id, seen }) => [id, seen.digest]);
  return sha256Of(parts);
}

/** "web01, web02, web03", "web01, web02 +38": what stands for all targets where there is room for one. */
export function namesOf(names: readonly string[]): string {
  const shown = names.length <= 3 ? names : names.slice(0, 2);
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more === 0 ? "" : ` +${more}`}`;
}

/** How many are in one of these states. */
export function countOf(tally: Tally, ...states: readonly RequestState[]): number {
  return states.reduce((sum, state) => sum + (tally[state] ?? 0), 0);
}

/** What the steps are once those that were not sent before a stop are called off. */
export function calledOff({ tally, stopped }: Pick<Leading, "tally" | "stopped">): Tally {
  if (stopped === undefined) return tally;
  const { Requested: waiting = 0, ...others } = tally;
  const { as = "Cancelled" } = stopped;
  return waiting === 0 ? others : { ...others, [as]: countOf(others, as) + waiting };
}

/**
 * The state of a request of several steps, once it is approved: while any step is to be sent or open, the least advanced;
 * else Interrupted if any step is, or waits for a Resume; else the end that all came to, or Partial.
 */
export function derivedState(steps: Pick<Leading, "tally" | "held" | "stopped">): RequestState {
  const { held } = steps;
  const counted = calledOff(steps);
  const waiting = countOf(counted, "Requested");
  if (countOf(counted, "Approved", "Executing") > 0 || (waiting > 0 && held === undefined))
    return "Executing";
  if (countOf(counted, "Pending") > 0) return "Pending";
  if (countOf(counted, "InProgress") > 0) return "InProgress";
  if (countOf(counted, "Interrupted") > 0 || waiting > 0) return "Interrupted";
  const ends = FINAL_STATES.filter((state) => countOf(counted, state) > 0);
  return ends.length === 1 ? (ends[0] ?? "Partial") : "Partial";
}

const UNDER_WAY: readonly RequestState[] = ["Approved", "Executing", "Pending", "InProgress", "Interrupted"];

/** Whether it was approved and has not ended. */
export function isUnderWay({ state }: Pick<Request, "state">): boolean {
  return UNDER_WAY.includes(state);
}

/** People who have a say in whether it goes on, beside Approvers. */
export function isAsker({ requester }: Pick<Request, "requester">, { oid, tid }: Person): boolean {
  return requester.oid === oid && requester.tid === tid;
}
