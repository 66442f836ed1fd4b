/**
 * How far the one changing call has come. What holds: `sending` is stored before the call is made, so that a call of which
 * nothing is stored was not made; out of `sending` or `looking` only what Defender shows leads, never time alone.
 */

/** Where the call stands. */
export interface Execution {
  /** `ready`: proven that nothing is under way; `sending`: a call may have been made; `looking`: outcome unclear. */
  readonly phase: "ready" | "sending" | "looking";
  /** Epoch milliseconds of the first attempt that may have reached Defender; null before. */
  readonly sentAt: number | null;
  /** Since the last approval or Resume. */
  readonly attempts: number;
  /** How often "sending" has been marked; one instance alone made the call of a mark. */
  readonly marks: number;
  /** Epoch milliseconds until which an unclear outcome is looked up; null when not looking. */
  readonly lookUntil: number | null;
  /** The outcome of an earlier call is to be looked up before anything is sent. */
  readonly lookFirst: boolean;
  /** Epoch milliseconds since when it has its place in the queue of its device; null: it has none yet. */
  readonly queuedAt: number | null;
  /** Epoch milliseconds at which what provably did nothing is sent again, or what could not be read is read again; null or absent (older rows): it waits for neither. */
  readonly retryAt?: number | null;
  /** People know that it is late. */
  readonly toldLate?: true;
}

/** The execution of a request whose approvals are complete: nothing has been sent. */
export const FRESH_EXECUTION: Execution = {
  phase: "ready",
  sentAt: null,
  attempts: 0,
  marks: 0,
  lookUntil: null,
  lookFirst: false,
  queuedAt: null,
  retryAt: null,
};

/**
 * Whether it may have been sent at a time that the store knows nothing of: it was put back from a copy. What is found done
 * then may have been done by somebody else.
 */
export function isForgotten({ execution }: { readonly execution: Execution | null }): boolean {
  return execution !== null && execution.lookFirst && execution.sentAt === null;
}

/** What a new approval inherits of the calls so far: one that may have reached Defender is looked up first. */
export function carriedOver(execution: Execution | null): Execution | null {
  if (execution === null || (execution.sentAt === null && !execution.lookFirst)) return null;
  const { sentAt, marks } = execution;
  return { ...FRESH_EXECUTION, sentAt, marks, lookFirst: true };
}
