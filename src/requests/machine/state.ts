const FINAL = ["Denied", "Expired", "Cancelled", "Succeeded", "Partial", "Failed", "TimedOut"] as const;

/** States of a request, spelled as on cards. */
export const STATES = [
  "Requested",
  "Approved",
  "Denied",
  "Expired",
  "Cancelled",
  "Executing",
  "Pending",
  "InProgress",
  "Succeeded",
  "Partial",
  "Failed",
  "TimedOut",
  "Interrupted",
] as const;

export type RequestState = (typeof STATES)[number];
type FinalState = (typeof FINAL)[number];

/** Those that nothing comes after. */
export const FINAL_STATES: readonly RequestState[] = FINAL;

/** Whether nothing comes after it. */
export function isFinal(state: RequestState): state is FinalState {
  return FINAL_STATES.includes(state);
}
