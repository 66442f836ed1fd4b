import { say, type Text } from "../texts/text.ts";
import { UserError, type UserErrorCode } from "../shared/errors.ts";

/** What a failed call may have done at the other side: `none` is proven, `unknown` has to be looked up. */
export type CallEffect = "none" | "unknown";

/** A call to Defender that failed; `text` is fit for a person. */
export class DefenderError extends UserError {
  /** HTTP status, or null when no answer came. */
  readonly status: number | null;
  /** Defender's error code, e.g. `ActiveRequestAlreadyExists`, or a word of ours when there was no answer. */
  readonly defenderCode: string;
  /** Defender's correlation id (`error.target`), for its support. */
  readonly correlationId: string | null;
  readonly effect: CallEffect;
  /** True when sending again is right: refused connection, 401, 429. */
  readonly retryable: boolean;
  /** Milliseconds to wait, from Retry-After. */
  readonly retryAfterMs: number | null;

  constructor(
    code: UserErrorCode,
    text: Text,
    facts: {
      status: number | null;
      defenderCode: string;
      correlationId: string | null;
      effect: CallEffect;
      retryable: boolean;
      retryAfterMs: number | null;
    },
  ) {
    super(code, text);
    this.name = "DefenderError";
    this.status = facts.status;
    this.defenderCode = facts.defenderCode;
    this.correlationId = facts.correlationId;
    this.effect = facts.effect;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The change of an alert stands, but the comment that was to go with it does not, or nobody knows (`effect`). */
export class CommentMissing extends DefenderError {
  /** @param cause what became of the call that was to add it */
  constructor(cause: unknown) {
    const known = cause instanceof DefenderError ? cause : null;
    const { status = null, defenderCode = "NotSent", correlationId = null, effect = "none" } = known ?? {};
    const facts = { status, defenderCode, correlationId, effect, retryable: false, retryAfterMs: null };
    super("rejected", withoutComment(defenderCode), facts);
    this.name = "CommentMissing";
  }
}

/** What to say when a change stands without its comment; `code`: what Defender called it, where that is known. */
export function withoutComment(code: string | null): Text {
  return say("defender.withoutComment", { code });
}
