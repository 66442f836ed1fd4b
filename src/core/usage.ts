import type { Action, Usage } from "./policy-model.ts";
import type { Request, RequestState } from "./request.ts";
import type { Tx } from "./store.ts";

/** How much of an action's limits is used, as the store says (CONTRACT §5: `limits`). */

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Requests that came to nothing don't count against a limit. */
export const NOT_COUNTED: readonly RequestState[] = ["Denied", "Cancelled", "Expired"];

/**
 * Epoch milliseconds of the approval that completed a request, or of the wish when it needs none; null while it is
 * not approved, and when it came to nothing before.
 */
export function approvedAt(request: Request): number | null {
  if (request.state === "Requested" || NOT_COUNTED.includes(request.state)) return null;
  return request.approvals.at(-1)?.at ?? request.requestedAt;
}

/** What the limits are asked about. */
export interface UsageQuery {
  readonly action: Action;
  /** Device group; null: not known, so that all devices count: what can't be looked up is never a permission. */
  readonly group: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

type Counting = Pick<Tx["requests"], "countSince" | "countApprovedSince">;

/** For one more request: those that were opened or approved in the hour and the day before. */
export async function openedUsage(requests: Counting, { action, group, now }: UsageQuery): Promise<Usage> {
  return {
    hour: await requests.countSince(action, now - HOUR_MS),
    day: await requests.countSince(action, now - DAY_MS),
    groupHour: await requests.countSince(action, now - HOUR_MS, group),
  };
}

/**
 * For one more approval: those that were approved in the hour and the day before, so that requests which were opened
 * apart can't be carried out together in greater number than the policy allows.
 */
export async function approvedUsage(requests: Counting, { action, group, now }: UsageQuery): Promise<Usage> {
  return {
    hour: await requests.countApprovedSince(action, now - HOUR_MS),
    day: await requests.countApprovedSince(action, now - DAY_MS),
    groupHour: await requests.countApprovedSince(action, now - HOUR_MS, group),
  };
}
