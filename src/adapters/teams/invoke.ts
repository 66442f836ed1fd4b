import type { Content } from "../../messaging/content.ts";
import type { ClickTurn, Turn, TurnAnswer } from "../../messaging/turn.ts";
import type { NoTurn } from "./invoke-value.ts";
import { oauthContent, type Rendering } from "./messages.ts";
import { say, type Shown } from "../../shared/safe-text.ts";

/** The answer to a delivery: HTTP status and JSON body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a click is answered within HTTP 200 (Universal Actions: "the HTTP status is 200 whatever statusCode says"). */
interface CardAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

const CARD = "application/vnd.microsoft.card.adaptive";
const MESSAGE = "application/vnd.microsoft.activity.message";
const ERROR = "application/vnd.microsoft.error";
const LOGIN_REQUEST = "application/vnd.microsoft.activity.loginRequest";
const INVALID_CODE = "application/vnd.microsoft.error.invalidAuthCode";
const PRECONDITION_FAILED = "application/vnd.microsoft.error.preconditionFailed";

/** The answer of the app to an invoke, as Teams wants it. */
export function invokeAnswer(turn: Turn, answer: TurnAnswer, rendering: Rendering): Answer {
  switch (turn.kind) {
    case "click":
      return { status: 200, body: clickAnswer(turn, answer, rendering) };
    case "token-exchange": {
      const { exchangeId: id, connectionName } = turn;
      if (answer.kind === "exchange-ok" || answer.kind === "none")
        return { status: 200, body: { id, connectionName } };
      // 412 makes Teams show the button.
      const failureDetail = answer.kind === "exchange-failed" ? answer.detail : say`the exchange failed`;
      return { status: 412, body: { id, connectionName, failureDetail } };
    }
    case "message":
    case "verify-state":
    case "sign-in-failure":
    case "installed":
    case "added":
    case "removed":
    case "back":
    case "other":
      return { status: 200 };
  }
}

const NO_TURN: Readonly<Record<NoTurn, Shown>> = {
  unknown: say`This is nothing that I know.`,
  "too-long": say`That is too long: a field takes at most 4,000 characters. Please shorten it and try again.`,
};

/** The answer to an invoke that is no turn: never a 5xx, which Teams would deliver again. */
export function refusedInvoke(why: NoTurn, isCardAction: boolean): Answer {
  const body = error(400, "BadRequest", NO_TURN[why]);
  return { status: isCardAction ? 200 : 400, body };
}

/** What a person is told of a failure of ours: a reference into the log, nothing else. */
export function failureText(reference: string): Shown {
  return say`Something went wrong on my side. Reference: ${reference}`;
}

/** The answer to an invoke after a failure of ours; `known`: a sentence that says what is the matter. */
export function failedInvoke(
  turn: Turn,
  known: Shown | null,
  reference: string,
  rendering: Rendering,
): Answer {
  const text = known ?? failureText(reference);
  if (turn.kind === "click") {
    const failed = known === null ? error(500, "InternalError", text) : message(text);
    return { status: 200, body: turn.trigger === "automatic" ? message(NOTHING) : failed };
  }
  if (turn.kind !== "token-exchange") return { status: 200 };
  const { exchangeId, connectionName } = turn;
  const answer: TurnAnswer = { kind: "exchange-failed", exchangeId, connectionName, detail: text };
  return invokeAnswer(turn, answer, rendering);
}

function clickAnswer(turn: ClickTurn, answer: TurnAnswer, rendering: Rendering): CardAnswer {
  const result = cardAnswer(answer, rendering);
  // Everybody who looks at the card gets the answer to an automatic refresh: no sign-in, no error.
  return turn.trigger === "automatic" && result.statusCode >= 400 ? message(NOTHING) : result;
}

function cardAnswer(answer: TurnAnswer, rendering: Rendering): CardAnswer {
  switch (answer.kind) {
    case "card":
      return contentAnswer(answer.content, rendering);
    case "message":
      return message(answer.text);
    case "error":
      return error(answer.status, answer.code, answer.text);
    case "login":
      return { statusCode: 401, type: LOGIN_REQUEST, value: oauthContent(answer, rendering) };
    case "sign-in-failed":
      return { statusCode: 412, type: PRECONDITION_FAILED, value: { code: "412", message: answer.text } };
    case "invalid-code":
      return { statusCode: 401, type: INVALID_CODE, value: null };
    case "none":
    case "busy":
    case "exchange-ok":
    case "exchange-failed":
      return message(NOTHING);
  }
}

function contentAnswer(content: Content, rendering: Rendering): CardAnswer {
  switch (content.kind) {
    case "card":
      return { statusCode: 200, type: CARD, value: rendering.render(content) };
    case "text":
      return message(content.text);
    case "oauth":
      return { statusCode: 401, type: LOGIN_REQUEST, value: oauthContent(content, rendering) };
  }
}

/** A client shows nothing for it. */
const NOTHING = say``;

function message(text: Shown): CardAnswer {
  return { statusCode: 200, type: MESSAGE, value: text };
}

function error(statusCode: number, code: string, text: Shown): CardAnswer {
  return { statusCode, type: ERROR, value: { code, message: text } };
}
