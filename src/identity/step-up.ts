/**
 * The step-up (`stepUp: "c1"` in the policy): the approver signs in for this one click, in a way that satisfies a
 * Conditional Access authentication context. No session, however fresh, stands in for it.
 */

/** A sign-in that has to be made for a click. */
export interface StepUpDemand {
  /** What it is for: the click on that request, and no other. */
  readonly subject: string;
  /** The authentication context to satisfy, e.g. `c1`. */
  readonly context: string;
  /** What sign-ins for the same click have proven before, when it takes more than one; null: nothing yet. */
  readonly before: StepUpProof | null;
}

/** What a sign-in that was made for a click has proven. */
export interface StepUpProof {
  readonly subject: string;
  /** The context that was asked for last. */
  readonly asked: string;
  /** The contexts that Entra says are satisfied (`acrs`). */
  readonly contexts: readonly string[];
  /** Epoch milliseconds of the first of the sign-ins. */
  readonly at: number;
}
