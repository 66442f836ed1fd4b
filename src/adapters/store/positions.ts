/** Positions of alerts in a conversation's queue within one millisecond: more than a page of alerts has. */
export const PER_MS = 1000;
