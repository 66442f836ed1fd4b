import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { text } from "../../messaging/content.ts";
import { Fault, sentenceFor } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Turn, TurnAnswer } from "../../messaging/turn.ts";
import type { Delivery } from "./activity.ts";
import type { VerifiedAdapter } from "./bot-adapter.ts";
import { CARD_ACTION, INVOKE } from "./invoke-value.ts";
import { failedInvoke, failureText, invokeAnswer, refusedInvoke, type Answer } from "./invoke.ts";
import type { Rendering } from "./messages.ts";
import { tongueOf } from "../../texts/render.ts";
import type { Language } from "../../texts/locale.ts";
import type { Sayable } from "../../texts/text.ts";
import { MessengerError, type Messenger } from "../../messaging/messenger.ts";

export interface TurnParts {
  readonly adapter: VerifiedAdapter;
  readonly messenger: Messenger;
  readonly rendering: Rendering;
  readonly deps: {
    readonly handle: (turn: Turn, signal: AbortSignal) => Promise<TurnAnswer>;
    /** Keeps that the author of a message which has failed could not be told. */
    readonly untold: (turn: Turn) => Promise<void>;
    readonly log: Log;
    readonly usual: Language;
  };
}

/** A person has an answer within 10 s, and Bot Service gives up on a delivery after about 15 s. */
const TURN_MS = 9_000;
/** For the work; the rest is for telling its outcome. */
const WORK_MS = 7_500;
const ASK_AGAIN_MS = 200;

/** Runs one verified delivery, at most 9 s; a failure becomes a sentence or a reference into the log. */
export async function runTurn(
  { adapter, messenger, rendering, deps }: TurnParts,
  { activity, turn }: Delivery,
  connection: AbortSignal,
): Promise<Answer> {
  const isInvoke = activity.type === INVOKE;
  if (typeof turn === "string")
    return refusedInvoke(turn, activity.name === CARD_ACTION, tongueOf(deps.usual));
  const [work, whole] = [deadline(connection, WORK_MS), deadline(connection, TURN_MS)];
  try {
    const response = await adapter.run(activity, async () => {
      const answer = await withinSignal(handled(deps, turn, work.signal), whole.signal);
      return isInvoke ? invokeAnswer(turn, answer, rendering) : null;
    });
    return response ?? { status: 200 };
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    deps.log.error("turn failed", { reference, kind: turn.kind, error });
    const known = sentenceFor(error);
    if (turn.kind === "file-consent") {
      await apologise(messenger, deps.log, turn, known ?? failureText(reference));
    }
    if (isInvoke) return failedInvoke(turn, known, reference, rendering);
    if (turn.kind !== "message") return { status: 200 };
    const isTold = await apologise(messenger, deps.log, turn, known ?? failureText(reference));
    if (isTold) return { status: 200 };
    // What is only late goes on, and tells what becomes of it by itself.
    if (!isLate(error)) await deps.untold(turn);
    // A 200 is a promise that somebody hears of it.
    return { status: 503 };
  } finally {
    work.end();
    whole.end();
  }
}

/** Asks again while an earlier delivery is under way: the answer speaks for both. */
async function handled(deps: TurnParts["deps"], turn: Turn, signal: AbortSignal): Promise<TurnAnswer> {
  let answer = await deps.handle(turn, signal);
  while (answer.kind === "busy") {
    await delay(ASK_AGAIN_MS, undefined, { signal });
    answer = await deps.handle(turn, signal);
  }
  return answer;
}

/** Aborts with the connection or after so many milliseconds, unless it is ended before. */
function deadline(connection: AbortSignal, ms: number): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  connection.addEventListener("abort", abort, { once: true });
  if (connection.aborted) abort();
  const end = (): void => {
    clearTimeout(timer);
    connection.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, end };
}

/** Whether they were told: what stands there without a name does. */
async function apologise(messenger: Messenger, log: Log, turn: Turn, words: Sayable): Promise<boolean> {
  try {
    await messenger.post(turn.conversation, text(words), turn.activityId);
    return true;
  } catch (error) {
    log.warn("a failed turn could not be reported", { error });
    return error instanceof MessengerError && error.obstacle === "nameless";
  }
}

function isLate(error: unknown): boolean {
  return error instanceof Fault && error.code === "late";
}

/** Does not wait for work that ignores its signal. */
function withinSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Fault("late", "the turn took too long"));
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", stop));
}
