import type { ChannelSigner, TokenOverrides } from "./signing.ts";
import type { Json } from "./types.ts";

/** Bot Service gives up on an invoke after about 15 s, on a message alike. */
const DEFAULT_TIMEOUT_MS = 15_000;
/** Older deliveries are forgotten. */
const LOG_LIMIT = 5_000;

/** What came of a delivery; status 0: no answer (`failure` says why). */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly failure: "timeout" | "unreachable" | null;
}

/** One delivery to the bot, for tests and for redelivery. */
export interface Delivered {
  readonly activity: Json;
  /** Epoch milliseconds. */
  readonly at: number;
  answer: Answer | null;
}

export interface Wire {
  /** All deliveries so far, oldest first. */
  readonly log: Delivered[];
  /** Delivers an activity as Teams does, with the channel's token (or a tampered one). */
  deliver(activity: Json, overrides?: TokenOverrides): Promise<Answer>;
}

async function parse(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The way from the channel to the bot's `/api/messages`. `botUrl` may change (restart on another port). */
export function createWire(
  signer: ChannelSigner,
  botUrl: () => string,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Wire {
  const log: Delivered[] = [];

  async function post(activity: Json, overrides?: TokenOverrides): Promise<Answer> {
    const token = await signer.token(overrides);
    try {
      const response = await fetch(new URL("/api/messages", botUrl()), {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` },
        body: JSON.stringify(activity),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: "error",
      });
      return { status: response.status, body: await parse(response), failure: null };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      return { status: 0, body: null, failure: timedOut ? "timeout" : "unreachable" };
    }
  }

  return {
    log,
    async deliver(activity, overrides) {
      const entry: Delivered = { activity, at: Date.now(), answer: null };
      log.push(entry);
      if (log.length > LOG_LIMIT) log.shift();
      entry.answer = await post(activity, overrides);
      return entry.answer;
    },
  };
}
