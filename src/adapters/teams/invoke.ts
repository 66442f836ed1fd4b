import type { Content } from "../../messaging/content.ts";
import type { ClickTurn, Turn, TurnAnswer } from "../../messaging/turn.ts";
import { extensionBody } from "./extension.ts";
import type { NoTurn } from "./invoke-value.ts";
import { oauthContent, type Rendering } from "./messages.ts";
import type { Shown } from "../../texts/safe-text.ts";
import { say, type Sayable, type Text } from "../../texts/text.ts";
import { spokenAnswer, type Spoken } from "../../messaging/spoken.ts";
import { shown, type Tongue } from "../../texts/render.ts";

/** The answer to a delivery: HTTP status and JSON body. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
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
export async function invokeAnswer(turn: Turn, given: TurnAnswer, rendering: Rendering): Promise<Answer> {
  const tongue = await tongueOf(turn, rendering);
  const answer = spokenAnswer(given, tongue);
  switch (turn.kind) {
    case "click":
      return { status: 200, body: clickAnswer(turn, answer, rendering, tongue) };
    case "token-exchange": {
      const { exchangeId: id, connectionName } = turn;
      if (answer.kind === "exchange-ok" || answer.kind === "none")
        return { status: 200, body: { id, connectionName } };
      // 412 makes Teams show the button.
      const failureDetail =
        answer.kind === "exchange-failed" ? answer.detail : shown(say("teams.exchangeFailed"), tongue);
      return { status: 412, body: { id, connectionName, failureDetail } };
    }
    case "extension":
      return { status: 200, body: extensionBody(turn, answer, rendering, tongue) };
    case "message":
    case "verify-state":
    case "sign-in-failure":
    case "file-consent":
    case "installed":
    case "added":
    case "removed":
    case "back":
    case "deleted":
    case "other":
      return { status: 200 };
  }
}

/** What a click is answered with is seen by who clicked; a card of the compose box becomes a message for all. */
function tongueOf(turn: Turn, rendering: Rendering): Promise<Tongue> {
  return rendering.tongueOf(turn.conversation, turn.kind === "click" ? turn : undefined);
}

const NO_TURN: Readonly<Record<NoTurn, Text>> = {
  unknown: say("teams.unknown"),
  "too-long": say("teams.tooLong"),
};

/** The answer to an invoke that is no turn: never a 5xx, which Teams would deliver again. */
export function refusedInvoke(why: NoTurn, isCardAction: boolean, tongue: Tongue): Answer {
  const body = error(400, "BadRequest", shown(NO_TURN[why], tongue));
  return { status: isCardAction ? 200 : 400, body };
}

/** What a person is told of a failure of ours: a reference into the log, nothing else. */
export function failureText(reference: string): Text {
  return say("shared.failure", { reference });
}

/** The answer to an invoke after a failure of ours; `known`: a sentence that says what is the matter. */
export async function failedInvoke(
  turn: Turn,
  known: Sayable | null,
  reference: string,
  rendering: Rendering,
): Promise<Answer> {
  const text = known ?? failureText(reference);
  if (turn.kind === "click") {
    const words = shown(text, await tongueOf(turn, rendering));
    const failed = known === null ? error(500, "InternalError", words) : message(words);
    return { status: 200, body: turn.trigger === "automatic" ? message(NOTHING) : failed };
  }
  if (turn.kind === "extension") return invokeAnswer(turn, { kind: "message", text }, rendering);
  if (turn.kind !== "token-exchange") return { status: 200 };
  const { exchangeId, connectionName } = turn;
  const answer: TurnAnswer = { kind: "exchange-failed", exchangeId, connectionName, detail: text };
  return invokeAnswer(turn, answer, rendering);
}

function clickAnswer(
  turn: ClickTurn,
  answer: Spoken<TurnAnswer>,
  rendering: Rendering,
  tongue: Tongue,
): CardAnswer {
  const result = cardAnswer(answer, rendering, tongue);
  // Everybody who looks at the card gets the answer to an automatic refresh: no sign-in, no error.
  return turn.trigger === "automatic" && result.statusCode >= 400 ? message(NOTHING) : result;
}

function cardAnswer(answer: Spoken<TurnAnswer>, rendering: Rendering, tongue: Tongue): CardAnswer {
  switch (answer.kind) {
    case "card":
      return contentAnswer(answer.content, rendering, tongue);
    case "message":
      return message(answer.text);
    case "error":
      return error(answer.status, answer.code, answer.text);
    case "login":
      return { statusCode: 401, type: LOGIN_REQUEST, value: oauthContent(answer, rendering, tongue) };
    case "sign-in-failed":
      return { statusCode: 412, type: PRECONDITION_FAILED, value: { code: "412", message: answer.text } };
    case "invalid-code":
      return { statusCode: 401, type: INVALID_CODE, value: null };
    case "none":
    case "busy":
    case "found":
    case "exchange-ok":
    case "exchange-failed":
      return message(NOTHING);
  }
}

function contentAnswer(content: Spoken<Content>, rendering: Rendering, tongue: Tongue): CardAnswer {
  switch (content.kind) {
    case "card":
      return { statusCode: 200, type: CARD, value: rendering.render(content, tongue) };
    case "text":
    case "file-offer":
    case "file-saved":
      return message(content.text);
    case "oauth":
      return { statusCode: 401, type: LOGIN_REQUEST, value: oauthContent(content, rendering, tongue) };
  }
}

/** A client shows nothing for it. */
const NOTHING = "" as Shown;

function message(text: Shown): CardAnswer {
  return { statusCode: 200, type: MESSAGE, value: text };
}

function error(statusCode: number, code: string, text: Shown): CardAnswer {
  return { statusCode, type: ERROR, value: { code, message: text } };
}
