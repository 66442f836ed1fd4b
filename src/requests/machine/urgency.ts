import type { Request } from "./request.ts";

/** How urgent the next step of a request is; 0 is the most. What is to be sent comes before what is only followed. */
export type Urgency = 0 | 1 | 2 | 3 | 4;

/** A stretch of urgencies, both ends included. */
export interface Lane {
  readonly from: Urgency;
  readonly to: Urgency;
}

/**
 * Requests are worked on in lanes, each with its own batches, so that no crowd of slow or throttled calls keeps an
 * isolation waiting: emergencies, isolations and releases; other calls; outcomes and expiry.
 */
export const LANES: readonly Lane[] = [
  { from: 0, to: 2 },
  { from: 3, to: 3 },
  { from: 4, to: 4 },
];

/** Emergency, isolation, release, other calls, then everything that sends nothing. */
export function urgencyOf({
  state,
  action,
  emergency,
}: Pick<Request, "state" | "action" | "emergency">): Urgency {
  if (state !== "Approved" && state !== "Executing") return 4;
  if (emergency !== undefined) return 0;
  if (action === "isolate") return 1;
  return action === "release" ? 2 : 3;
}
