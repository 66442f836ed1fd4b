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

export const FINAL_STATES: readonly RequestState[] = [
  "Denied",
  "Expired",
  "Cancelled",
  "Succeeded",
  "Partial",
  "Failed",
  "TimedOut",
];
