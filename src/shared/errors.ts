import type { Permission } from "./ports.ts";
import { say, type Shown } from "./safe-text.ts";

/** Why a person's wish was not carried out; closed, so that every place that reacts to one is checked by the compiler. */
export type UserErrorCode =
  | "usage"
  | "not-found"
  | "ambiguous"
  | "forbidden"
  | "policy"
  | "halted"
  | "conflict"
  | "unreachable"
  | "could-not-check"
  | "throttled"
  | "rejected";

/** The services whose failure a person may be told about. */
export type ServiceName = "Defender" | "Entra ID" | "Teams";

/** An error whose text is written for the person who asked and is shown as it is. */
export class UserError extends Error {
  readonly code: UserErrorCode;

  constructor(code: UserErrorCode, text: string) {
    super(text);
    this.name = "UserError";
    this.code = code;
  }
}

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
  /** True when sending again is right: refused connection, 401, 429 (CONTRACT §6.2). */
  readonly retryable: boolean;
  /** Milliseconds to wait, from Retry-After. */
  readonly retryAfterMs: number | null;

  constructor(
    code: UserErrorCode,
    text: string,
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
export function withoutComment(code: string | null): string {
  const said = code === null ? "" : ` (${code})`;
  return `The alert was changed as asked, but the comment was not added${said}. Please add it with the command comment.`;
}

/**
 * Why Entra wants to see the person: the bot holds nothing, Entra refused, something must be agreed to, or the policy
 * asks for a sign-in for this very click.
 */
export type SignInReason = "no-token" | "refused" | "consent" | "interaction" | "step-up";

/** The person has to sign in before the work can go on; with `advice`, an administrator has to do something first. */
export class SignInRequired extends Error {
  readonly reason: SignInReason;
  /** Claims challenge of Entra (JSON text), to be passed on to the sign-in. */
  readonly claims: string | null;
  /** The permission that was asked for in vain: the person has to be asked for this one. */
  readonly permission: Permission | null;
  /** What to tell the person where no sign-in helps, since only an administrator can; null: a sign-in may help. */
  readonly advice: string | null;

  constructor(
    reason: SignInReason,
    claims: string | null = null,
    permission: Permission | null = null,
    advice: string | null = null,
  ) {
    super("sign-in required");
    this.name = "SignInRequired";
    this.reason = reason;
    this.claims = claims;
    this.permission = permission;
    this.advice = advice;
  }
}

/**
 * What stood in a message's way. `passing`: Teams, or the way to it. `throttled`: the conversation wants a rest.
 * `closed`: the conversation takes nothing from the bot, for now (archived, blocked, removed). `gone`: the message to
 * edit, or to reply to, is not there. `refused`: this message as it is (malformed, too big).
 */
export type Obstacle = "passing" | "throttled" | "closed" | "gone" | "refused";

/** A post or an edit in Teams that failed. */
export class MessengerError extends UserError {
  readonly status: number | null;
  readonly effect: CallEffect;
  readonly obstacle: Obstacle;
  readonly retryAfterMs: number | null;

  constructor(
    text: string,
    facts: { status: number | null; effect: CallEffect; obstacle: Obstacle; retryAfterMs: number | null },
  ) {
    super("unreachable", text);
    this.name = "MessengerError";
    this.status = facts.status;
    this.effect = facts.effect;
    this.obstacle = facts.obstacle;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

export type FaultCode =
  "store" | "late" | "invariant" | "card" | "entra" | "defender" | "teams" | "configuration" | "token-key";

/** A fault of ours or of the surroundings: logged with its fields; the person gets a reference only. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: FaultCode,
    text: string,
    fields: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(text, options);
    this.name = "Fault";
    this.code = code;
    this.fields = fields;
  }
}

/** The sentence for a service that did not answer. */
export function unreachable(service: ServiceName): UserError {
  return new UserError(
    "unreachable",
    `${service} can't be reached at the moment. Nothing was changed. Please try again in a minute.`,
  );
}

/** What a person is told of a fault that is no mystery; null: a reference to the log is all there is to tell. */
export function sentenceFor(error: unknown): Shown | null {
  if (!(error instanceof Fault)) return null;
  switch (error.code) {
    case "store":
      return say`I can't reach my database at the moment, so I may not have taken this. Please look again in a minute, and repeat it if nothing has happened.`;
    case "late":
      return say`This takes longer than it should: a service that I need is slow. If no answer follows, please try again in a minute.`;
    case "invariant":
    case "card":
    case "entra":
    case "defender":
    case "teams":
    case "configuration":
    case "token-key":
      return null;
  }
}
