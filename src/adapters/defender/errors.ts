import type { UserErrorCode } from "../../shared/errors.ts";
import type { Answer, SendFailure, SendResult } from "./http.ts";
import { refusedHunt } from "./hunting-errors.ts";
import { refusedPerson } from "./people-errors.ts";
import { isApplications, type Payer } from "./budget.ts";
import { errorBody } from "./schemas.ts";
import type { ErrorBody } from "./schemas.ts";
import { OPERATIONS, type Operation } from "../../defender/operations.ts";
import { say, type Text } from "../../texts/text.ts";
import { DefenderError, type CallEffect } from "../../defender/error.ts";

export interface CallContext {
  readonly operation: Operation;
  readonly payer: Payer;
  /** The id of what is asked for; null: none. */
  readonly asked: string | null;
}

interface Wording {
  readonly code: UserErrorCode;
  readonly text: Text;
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
  return new DefenderError("unreachable", advised(say("defender.unreadable"), context, "unknown"), {
    status,
    defenderCode: "UnreadableAnswer",
    correlationId: null,
    effect: effectOf(context, "unknown"),
    retryable: false,
    retryAfterMs: null,
  });
}

/** The error for a call that the bot's own budget held back; nothing was sent. `waitMs` is milliseconds. */
export function overBudget(waitMs: number, text = say("defender.limited", { waitMs })): DefenderError {
  return new DefenderError("throttled", text, {
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
  // To ask again later helps against everything else.
  const isTooMuch = reason === "too-large" && context.operation.subject === "query";
  const code = isTooMuch ? "rejected" : "unreachable";
  const text = isTooMuch ? say("hunting.tooMuch") : advised(NO_ANSWER[reason].text, context, effect);
  return new DefenderError(code, text, {
    status: null,
    defenderCode: NO_ANSWER[reason].code,
    correlationId: null,
    effect,
    retryable: reason === "refused" || reason === "unsent",
    retryAfterMs: null,
  });
}

const NO_ANSWER: Readonly<Record<SendFailure, { code: string; text: Text }>> = {
  refused: { code: "ConnectionRefused", text: say("defender.refused") },
  unsent: { code: "NotSent", text: say("defender.unsent") },
  timeout: { code: "TimedOut", text: say("defender.timeout") },
  dropped: { code: "ConnectionLost", text: say("defender.dropped") },
  "too-large": { code: "AnswerTooLarge", text: say("defender.tooLarge") },
};

function refusal(answer: Answer, context: CallContext): DefenderError {
  const isQuery = context.operation.subject === "query";
  const body = isQuery ? errorBody(answer.body, LONGEST_DIAGNOSIS) : errorBody(answer.body);
  const effect = effectOf(context, NOTHING_DONE.includes(answer.status) ? "none" : "unknown");
  const isPerson = context.operation.subject === "account";
  const own = isQuery ? refusedHunt(answer, body) : isPerson ? refusedPerson(answer, body, context) : null;
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

function withReference(text: Text, { target: id }: ErrorBody): Text {
  return id === null ? text : say("common.sentences", { all: [text, say("defender.reference", { id })] });
}

function wording(answer: Answer, body: ErrorBody, context: CallContext, effect: CallEffect): Wording {
  const { subject } = context.operation;
  switch (answer.status) {
    case 400:
      return badRequest(body, context);
    case 401:
      return {
        code: "forbidden",
        text: say("defender.signInRefused", { own: !isApplications(context.payer) }),
      };
    case 403:
      return { code: "forbidden", text: forbidden(body, context) };
    case 404:
      return { code: "not-found", text: say("defender.notFound", { subject, id: context.asked }) };
    case 409:
      return {
        code: "conflict",
        text: say("defender.busy", { subject }),
      };
    case 429:
      if (context.operation.name === OPERATIONS.runLiveResponse.name)
        return { code: "throttled", text: say("defender.liveLimited", { waitMs: answer.retryAfterMs }) };
      return { code: "throttled", text: say("defender.limited", { waitMs: answer.retryAfterMs }) };
    default:
      return {
        code: "unreachable",
        text: advised(say("defender.problem"), context, effect),
      };
  }
}

const BAD_REQUESTS = new Map<string, Wording>([
  ["ActiveRequestAlreadyExists", { code: "conflict", text: say("defender.inProgress") }],
  ["OsPlatformNotSupported", { code: "rejected", text: say("defender.osUnfit") }],
  ["ClientVersionNotSupported", { code: "rejected", text: say("defender.sensorTooOld") }],
]);

function badRequest(body: ErrorBody, context: CallContext): Wording {
  const known = BAD_REQUESTS.get(body.code ?? "");
  if (known !== undefined) return known;
  const text = say("defender.badRequest", { name: context.operation.name, said: body.message });
  return { code: "rejected", text };
}

function forbidden(body: ErrorBody, context: CallContext): Text {
  const { application, permission, permissionThere = permission, role, subject } = context.operation;
  if (isApplications(context.payer))
    return say("defender.botMayNot", { permission: application?.permission ?? permissionThere });
  if (body.code === "DisabledFeature") return say("defender.switchedOff");
  if (body.code === "DisallowedOperation") return say("defender.notAllowed");
  if (body.message?.includes(permissionThere)) {
    return say("defender.lacksPermission", { permission: permissionThere });
  }
  return say("defender.lacksRole", { role, subject });
}

/** Reading never changes anything, whatever became of the answer. */
function effectOf(context: CallContext, effect: CallEffect): CallEffect {
  return context.operation.outcome === "read" ? "none" : effect;
}

/** What happened, and what to do next. */
function advised(text: Text, context: CallContext, effect: CallEffect): Text {
  const isUnknown = context.operation.outcome !== "read" && effect === "unknown";
  const advice = isUnknown ? say("defender.unknownEffect") : say("defender.nothingChanged");
  return say("common.sentences", { all: [text, advice] });
}
