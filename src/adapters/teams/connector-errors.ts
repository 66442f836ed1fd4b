import { say, type Text } from "../../texts/text.ts";
import { z } from "zod";
import { retryAfterMs } from "../../shared/retry-after.ts";
import type { Failed } from "../transport/index.ts";
import type { CallEffect } from "../../defender/error.ts";
import { MessengerError, type Obstacle } from "../../messaging/messenger.ts";

/** A government tenant on the wrong host: a matter of configuration, the conversation is still there. */
const WRONG_HOST = "InvalidBotApiHost";
const NO_SUCH_MESSAGE = "ActivityNotFoundInConversation";
/** Where Teams throttles and names no time. */
const REST_MS = 2_000;
/** Answers of the 4xx range that speak of the moment, not of the message: a token, a time-out, a concurrent change. */
const OF_THE_MOMENT: readonly number[] = [401, 408, 412, 425];
/** Longer rests than this are not believed. */
export const MAX_RETRY_AFTER_MS = 600_000;
const UNREACHABLE = say("teams.unreachable");

const errorSchema = z.looseObject({ error: z.looseObject({ code: z.string() }) });

/** No token for the connector: nothing was sent. */
export function notSent(cause: unknown): MessengerError {
  return failure(UNREACHABLE, { status: null, effect: "none" }, cause);
}

/** No answer of the connector: nothing is known unless nothing has left this machine. */
export function notAnswered({ sent, why, code }: Failed): MessengerError {
  const effect = sent === "nothing" ? "none" : "unknown";
  return failure(UNREACHABLE, { status: null, effect }, { why, code });
}

/** An answer of success that does not say what was made. */
export function notUnderstood(cause: unknown): MessengerError {
  return failure(say("teams.unreadable"), { status: null, effect: "unknown" }, cause, "nameless");
}

/** The bot's own limit (Teams' rate limits): nothing was sent. @param retryAfterMs milliseconds */
export function heldBack(retryAfterMs: number): MessengerError {
  const facts = { status: null, effect: "none", obstacle: "throttled", retryAfterMs } as const;
  return new MessengerError(say("teams.tooMany"), facts);
}

/** An answer other than success (msteams-docs `conversation-messages.md`, status codes): 4xx did nothing, 5xx may have. */
export function answered(status: number, body: string, retryAfter: string | null): MessengerError {
  const obstacle = obstacleOf(status, errorCodeOf(body));
  const text = obstacle === "closed" ? say("teams.closed") : say("teams.refused", { status });
  const effect: CallEffect = status < 500 ? "none" : "unknown";
  const asked = retryAfterMs(retryAfter, Date.now(), MAX_RETRY_AFTER_MS);
  const wait = obstacle === "throttled" ? (asked ?? REST_MS) : asked;
  return new MessengerError(text, { status, effect, obstacle, retryAfterMs: wait });
}

function obstacleOf(status: number, code: string | null): Obstacle {
  if (status === 429) return "throttled";
  if (status === 404) return code === NO_SUCH_MESSAGE ? "gone" : "closed";
  if (status === 403) return code === WRONG_HOST ? "passing" : "closed";
  return status >= 400 && status < 500 && !OF_THE_MOMENT.includes(status) ? "refused" : "passing";
}

function failure(
  text: Text,
  facts: { status: number | null; effect: CallEffect },
  cause: unknown,
  obstacle: Obstacle = "passing",
): MessengerError {
  const error = new MessengerError(text, { ...facts, obstacle, retryAfterMs: null });
  error.cause = cause;
  return error;
}

function errorCodeOf(body: string): string | null {
  try {
    return errorSchema.safeParse(JSON.parse(body)).data?.error.code ?? null;
  } catch {
    return null;
  }
}
