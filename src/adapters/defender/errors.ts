import type { UserErrorCode } from "../../shared/errors.ts";
import type { Answer, SendFailure, SendResult } from "./http.ts";
import { refusedHunt } from "./hunting-errors.ts";
import type { Payer } from "./budget.ts";
import { errorBody } from "./schemas.ts";
import type { ErrorBody } from "./schemas.ts";
import type { Operation } from "../../defender/operations.ts";
import { verbatim, say, type Text } from "../../texts/text.ts";
import { DefenderError, type CallEffect } from "../../defender/error.ts";

export interface CallContext {
  readonly operation: Operation;
  readonly payer: Payer;
}

interface Wording {
  readonly code: UserErrorCode;
  readonly text: string | Text;
}

/** Statuses with which Defender says that it did nothing. */
const NOTHING_DONE: readonly number[] = [400, 401, 403, 404, 409, 429];

/** What the query engine says of a query quotes parts of it: enough of it to find the place, in UTF-16 units. */
const LONGEST_DIAGNOSIS = 600;

/** The error for an exchange that did not succeed. */
export function failureOf(result: SendResult, context: CallContext): DefenderError {
  return result.kind === "failed" ? noAnswer(result.reason, context) : refusal(result, context);
}

/** The error for a 2xx whose content can't be used; a change may well have happened. */
export function unreadable(status: number, context: CallContext): DefenderError {
  return new DefenderError(
    "unreachable",
    `Defender gave an answer that can't be read. ${advice(context, "unknown")}`,
    {
      status,
      defenderCode: "UnreadableAnswer",
      correlationId: null,
      effect: effectOf(context, "unknown"),
      retryable: false,
      retryAfterMs: null,
    },
  );
}

/** The error for a call that the bot's own budget held back; nothing was sent. `waitMs` is milliseconds. */
export function overBudget(waitMs: number): DefenderError {
  return new DefenderError("throttled", limited(waitMs), {
    status: null,
    defenderCode: "BudgetUsedUp",
    correlationId: null,
    effect: "none",
    retryable: true,
    retryAfterMs: waitMs,
  });
}

function noAnswer(reason: SendFailure, context: CallContext): DefenderError {
  const effect = effectOf(context, reason === "refused" || reason === "unsent" ? "none" : "unknown");
  return new DefenderError("unreachable", `${NO_ANSWER[reason].text} ${advice(context, effect)}`, {
    status: null,
    defenderCode: NO_ANSWER[reason].code,
    correlationId: null,
    effect,
    retryable: reason === "refused" || reason === "unsent",
    retryAfterMs: null,
  });
}

const NO_ANSWER: Readonly<Record<SendFailure, { code: string; text: string }>> = {
  refused: { code: "ConnectionRefused", text: "Defender can't be reached at the moment." },
  unsent: { code: "NotSent", text: "Defender can't be reached at the moment." },
  timeout: { code: "TimedOut", text: "Defender did not answer in time." },
  dropped: { code: "ConnectionLost", text: "The connection to Defender was lost." },
  "too-large": { code: "AnswerTooLarge", text: "Defender's answer is too large to be read." },
};

function refusal(answer: Answer, context: CallContext): DefenderError {
  const isQuery = context.operation.subject === "query";
  const body = isQuery ? errorBody(answer.body, LONGEST_DIAGNOSIS) : errorBody(answer.body);
  const effect = effectOf(context, NOTHING_DONE.includes(answer.status) ? "none" : "unknown");
  const own = isQuery ? refusedHunt(answer, body) : null;
  const { code, text } = own ?? wording(answer, body, context, effect);
  return new DefenderError(code, withReference(text, body), {
    status: answer.status,
    defenderCode: body.code ?? `Http${String(answer.status)}`,
    correlationId: body.target,
    effect,
    retryable: answer.status === 401 || answer.status === 429,
    retryAfterMs: answer.retryAfterMs,
  });
}

function withReference(text: string | Text, { target }: ErrorBody): string | Text {
  if (target === null) return text;
  const reference = `(Defender reference: ${target})`;
  return typeof text === "string"
    ? `${text} ${reference}`
    : say("common.sentences", { all: [text, verbatim(reference)] });
}

function wording(answer: Answer, body: ErrorBody, context: CallContext, effect: CallEffect): Wording {
  switch (answer.status) {
    case 400:
      return badRequest(body, context);
    case 401:
      return {
        code: "forbidden",
        text: `Defender did not accept ${whose(context)} sign-in. Nothing was changed.`,
      };
    case 403:
      return { code: "forbidden", text: forbidden(body, context) };
    case 404:
      return { code: "not-found", text: `Defender does not know this ${context.operation.subject}.` };
    case 409:
      return {
        code: "conflict",
        text: `Defender is busy with another change of this ${context.operation.subject}.`,
      };
    case 429:
      return { code: "throttled", text: limited(answer.retryAfterMs) };
    default:
      return {
        code: "unreachable",
        text: `Defender has a problem at the moment. ${advice(context, effect)}`,
      };
  }
}

const BAD_REQUESTS = new Map<string, Wording>([
  [
    "ActiveRequestAlreadyExists",
    { code: "conflict", text: "Such an action is already in progress on this device." },
  ],
  [
    "OsPlatformNotSupported",
    { code: "rejected", text: "Defender does not support this action on the device's operating system." },
  ],
  [
    "ClientVersionNotSupported",
    { code: "rejected", text: "The Defender sensor on this device is too old for this action." },
  ],
]);

function badRequest(body: ErrorBody, context: CallContext): Wording {
  const known = BAD_REQUESTS.get(body.code ?? "");
  if (known !== undefined) return known;
  const said = body.message === null ? "." : `: ${body.message}`;
  return { code: "rejected", text: `Defender refused the ${context.operation.name} request${said}` };
}

function forbidden(body: ErrorBody, context: CallContext): string {
  const { application, permission, permissionThere = permission, role, subject } = context.operation;
  if (context.payer === "application")
    return `The bot itself may not read this in Defender (${application?.permission ?? permissionThere}).`;
  if (body.code === "DisabledFeature") return "This feature is switched off in Defender.";
  if (body.code === "DisallowedOperation") return "Defender does not allow this operation.";
  if (body.message?.includes(permissionThere)) {
    return `Your sign-in lacks the permission "${permissionThere}" for Defender. Please ask an administrator.`;
  }
  return `You lack Defender's "${role}" role for this ${subject}.`;
}

function limited(waitMs: number | null): string {
  const when = waitMs === null ? "a minute" : `${String(Math.max(1, Math.ceil(waitMs / 1_000)))} s`;
  return `Defender is limiting calls, try again in ${when}.`;
}

function whose(context: CallContext): string {
  return context.payer === "application" ? "the bot's" : "your";
}

/** Reading never changes anything, whatever became of the answer. */
function effectOf(context: CallContext, effect: CallEffect): CallEffect {
  return context.operation.outcome === "read" ? "none" : effect;
}

function advice(context: CallContext, effect: CallEffect): string {
  if (context.operation.outcome !== "read" && effect === "unknown")
    return "It is not known whether it did what was asked.";
  return "Nothing was changed. Please try again in a minute.";
}
