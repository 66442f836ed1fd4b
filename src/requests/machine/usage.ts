import type { Action, Usage } from "../../policy/model.ts";
import { waitsForItsTime } from "./lease.ts";
import type { Request } from "./request.ts";
import { isFinal, type RequestState } from "./state.ts";

/** How much of an action's limits is used, as the store says: what counts is what was sent, or is about to be. */

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** States that only a call leads to. */
const SENT_STATES: readonly RequestState[] = [
  "Pending",
  "InProgress",
  "Succeeded",
  "Partial",
  "Failed",
  "TimedOut",
];
/** Approved, and on its way to the call. */
const RESERVED_STATES: readonly RequestState[] = ["Approved", "Executing"];

/** When a call counts that is still to come: always, however long it has been turned away. Later than any time. */
export const STILL_TO_COME = Number.MAX_SAFE_INTEGER;

/**
 * Epoch milliseconds at which a request counts against the limits: when it was sent. Its place is reserved by the approval
 * or Resume that completes it, or by being asked for when it needs none, and kept until then. Null: nothing was sent, and nothing
 * is about to be.
 */
export function chargedAt(request: Request): number | null {
  const { state, execution, approvals, requestedAt, steps } = request;
  // The steps that wait have their places with their leader; one that is released has its own.
  if (steps !== undefined) return weightOf(request) > 0 ? STILL_TO_COME : null;
  const isReserved = RESERVED_STATES.includes(state);
  const isReady = execution === null || execution.phase === "ready";
  if (isReserved && isReady && !waitsForItsTime(request)) return STILL_TO_COME;
  // A step that was so already has been sent by nobody.
  if (request.of !== undefined && state === "Succeeded" && (execution?.sentAt ?? null) === null) return null;
  // What may have reached Defender counts, whatever became of the request afterwards.
  const isSent = SENT_STATES.includes(state) || (execution?.sentAt ?? null) !== null;
  if (!isSent && !isReserved) return null;
  return request.chargedAt ?? approvals.at(-1)?.at ?? requestedAt;
}

/** How many calls a request stands for in the limits: those of its steps that are approved and not released yet. */
export function weightOf({ state, steps }: Pick<Request, "state" | "steps">): number {
  if (steps === undefined) return 1;
  const isApproved = state !== "Requested" && !isFinal(state);
  return isApproved && steps.stopped === undefined ? steps.waiting : 0;
}

/** A request that counts. */
export interface Charge {
  /** Epoch milliseconds, or `STILL_TO_COME`. */
  readonly at: number;
  /** Device group; null: not known. */
  readonly group: string | null;
}

/** Which of them count. */
export interface Among {
  /** The id of one that does not: what is asked about itself takes its own place. */
  readonly except?: string;
  /** Emergencies count among themselves, so that neither takes the other's places. */
  readonly isEmergency?: boolean;
}

/** What the limits are asked about. */
export interface UsageQuery extends Among {
  readonly action: Action;
  /** Device group; null: not known, so that all devices count: what can't be looked up is never a permission. */
  readonly group: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Counting {
  charges(action: string, since: number, among?: Among): Promise<readonly Charge[]>;
}

/** What was sent, or reserved to be, in the hour and the day before. */
export async function usageOf(requests: Counting, query: UsageQuery): Promise<Usage> {
  const { action, group, now } = query;
  const day = await requests.charges(action, now - DAY_MS, query);
  const hour = day.filter(({ at }) => at >= now - HOUR_MS);
  const near = hour.filter((charge) => group === null || charge.group === null || charge.group === group);
  // What is still to come frees its place no sooner than if it were sent now.
  const ends = (charges: readonly Charge[], window: number) =>
    charges.map(({ at }) => Math.min(at, now) + window);
  return {
    hour: hour.length,
    day: day.length,
    groupHour: near.length,
    frees: { hour: ends(hour, HOUR_MS), day: ends(day, DAY_MS), groupHour: ends(near, HOUR_MS) },
  };
}
