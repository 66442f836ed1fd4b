import type { Action } from "../../policy/model.ts";
import type { Request } from "./request.ts";

/**
 * The queue of a device: of two calls that undo one another the one that was decided first is settled first, so that an
 * isolation and a release can't overtake one another by chance. Nothing else waits for anything, and what waits to be
 * sent again, or for the steps before it, holds nobody: the later decision overtakes it.
 */

/**
 * So long, in milliseconds, what Defender has accepted holds up what undoes it: Defender may carry out the later one first
 * while the earlier one is under way. Not for ever: the device may be off, and whether Defender takes the call
 * then is for Defender to say.
 */
const SETTLING_MS = 600_000;

/** Since when a request has its place in the queue, in epoch milliseconds. */
export function turnOf({ execution, dueAt }: Request, now: number): number {
  return execution?.queuedAt ?? dueAt ?? now;
}

/** Whether its call was tried, provably did nothing, and waits to be made again. */
export function waitsAgain({ state, execution }: Request): boolean {
  if (state !== "Executing" || execution?.phase !== "ready") return false;
  // An earlier call with an unclear outcome has to be looked up before anything may pass it.
  return (execution.retryAt ?? null) !== null && !execution.lookFirst;
}

/** When people last decided on a request, in epoch milliseconds; one that needs nobody is decided on by who asks. */
function decidedAt({ approvals, requestedAt }: Pick<Request, "approvals" | "requestedAt">): number {
  return approvals.at(-1)?.at ?? requestedAt;
}

/**
 * Whether a step that its leader has not sent yet was decided on before this request, which undoes it: sent later, it would
 * undo the later decision.
 * @param leader as it is now; null: it is gone
 */
export function isOutdatedBy(request: Request, step: Request, leader: Request | null): boolean {
  if (leader === null || leader.state === "Requested" || !isUnsentStep(step)) return false;
  return decidedAt(leader) < decidedAt(request);
}

/** Whether it is a step that its leader has still to send. */
export function isUnsentStep({ of, state, execution }: Request): boolean {
  return of !== undefined && state === "Requested" && (execution?.sentAt ?? null) === null;
}

/** What the transaction of a dispatch finds of the calls that undo this one on its target. */
export interface Queue {
  /** The request that comes before this one; null: it is this one's turn. */
  readonly ahead: string | null;
  /** Earlier decisions that wait to be sent, or to be sent again: this one takes their place. */
  readonly overtakes: readonly string[];
}

/**
 * A request's place in the queue of its target.
 * @param undoes what its call undoes, and is undone by; null: it waits for nobody
 * @param others the requests on the same target that are approved and not finished
 */
export function queueOf(
  request: Request,
  undoes: Action | null,
  others: readonly Request[],
  now: number,
): Queue {
  const opposite = others.filter(
    ({ id, action, target }) => id !== request.id && action === undoes && target.id === request.target.id,
  );
  return {
    ahead: opposite.find((other) => comesBefore(other, request, now))?.id ?? null,
    overtakes: opposite
      .filter((other) => waitsAgain(other) && isEarlier(other, request, now))
      .map((other) => other.id),
  };
}

function comesBefore(other: Request, request: Request, now: number): boolean {
  const { state, execution, dueAt } = other;
  // An unclear outcome counts as well: nobody knows yet what the device will do.
  if (state === "Executing") return !waitsAgain(other);
  if (state === "Pending" || state === "InProgress") return now - (execution?.sentAt ?? 0) < SETTLING_MS;
  if (state !== "Approved") return false;
  // One whose time has not come holds nobody up.
  const waits = execution?.queuedAt != null || (dueAt !== null && dueAt <= now);
  return waits && isEarlier(other, request, now);
}

function isEarlier(other: Request, request: Request, now: number): boolean {
  const [theirs, mine] = [turnOf(other, now), turnOf(request, now)];
  return theirs < mine || (theirs === mine && other.id < request.id);
}
