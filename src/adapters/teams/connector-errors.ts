import { z } from "zod";
import { MessengerError, type CallEffect } from "../../core/errors.ts";
import { retryAfterMs } from "../../core/retry-after.ts";
import type { Failed } from "../transport/index.ts";

/** A government tenant on the wrong host: a matter of configuration, the conversation is still there. */
const WRONG_HOST = "InvalidBotApiHost";
/** Longer rests than this are not believed. */
export const MAX_RETRY_AFTER_MS = 600_000;
const UNREACHABLE = "Teams can't be reached at the moment.";

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

/** An answer of success that makes no sense: it may have been acted on. */
export function notUnderstood(cause: unknown): MessengerError {
  return failure("Teams gave an answer that I can't read.", { status: null, effect: "unknown" }, cause);
}

/** The bot's own limit (Teams' rate limits): nothing was sent. @param retryAfterMs milliseconds */
export function heldBack(retryAfterMs: number): MessengerError {
  const facts = { status: null, effect: "none", gone: false, retryAfterMs } as const;
  return new MessengerError("Too many messages at once in this conversation.", facts);
}

/**
 * An answer other than success (msteams-docs `conversation-messages.md`, status codes): 4xx did nothing, 5xx may have.
 * 403 and 404 mean that the bot, the conversation or the message is gone.
 */
export function answered(status: number, body: string, retryAfter: string | null): MessengerError {
  const code = errorCodeOf(body);
  const gone = status === 404 || (status === 403 && code !== WRONG_HOST);
  const text = gone ? "Teams says that this conversation is closed to me." : `Teams refused (${status}).`;
  const effect: CallEffect = status < 500 ? "none" : "unknown";
  const wait = retryAfterMs(retryAfter, Date.now(), MAX_RETRY_AFTER_MS);
  return new MessengerError(text, { status, effect, gone, retryAfterMs: wait });
}

function failure(
  text: string,
  facts: { status: number | null; effect: CallEffect },
  cause: unknown,
): MessengerError {
  const error = new MessengerError(text, { ...facts, gone: false, retryAfterMs: null });
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
