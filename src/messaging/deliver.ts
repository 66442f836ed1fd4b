import type { Content } from "./content.ts";
import {
  fullnessOf,
  isBeyondEditing,
  isGoodNameless,
  isNameless,
  isNowLate,
  namelessId,
  nextAttempt,
  nextProbe,
} from "./delivery.ts";
import type { PostRow, Tx } from "./rows.ts";
import type { Deps } from "./deps.ts";
import { foundClosed, openGate, seemsClosed } from "./gates.ts";
import type { Message, Success } from "./outbox.ts";
import { smaller } from "./smaller.ts";
import type { ConversationRef } from "./conversation.ts";
import { type Posted, MessengerError } from "./messenger.ts";

/**
 * The one way in which a message gets to a conversation, whatever it shows, and the one place that knows what becomes of
 * it when Teams does not take it. Nothing is given up but what goes where the bot was removed.
 */

/** After a failure of Teams' own its conversation is left alone for so long at most. */
const MAX_REST_MS = 10_000;

/** What came of it. `rests`: the conversation is to be left alone until then (epoch milliseconds). */
export type Outcome =
  { readonly kind: "shown" | "waits" } | { readonly kind: "rests"; readonly until: number };

/**
 * Posts or edits a claimed message and writes down what came of it. Never throws for Teams' sake, nor for that of one
 * message that can't be made: it is tried again like one that Teams does not take, and holds up no other.
 */
export async function deliver<T extends Tx>(
  deps: Deps<T>,
  row: PostRow,
  make: () => Promise<Message<T>>,
): Promise<Outcome> {
  try {
    if (!(await deps.outbox.maySee(row))) return { kind: "waits" };
    const message = await make();
    const { content, about, to = row.conversation } = message;
    const success = await show(deps, { ...row, conversation: to }, smaller(content, fullnessOf(row), about));
    await deps.store.transaction(async (tx) => {
      const now = deps.clock.now();
      await tx.posts.done(row.id, success.at, success.shown, now);
      if (seemsClosed(deps, row.conversation.id)) await openGate(deps, tx, row.conversation.id);
      if (row.kind === "request" && row.activityId === null)
        await deps.outbox.copyChanged(tx, row.subject, now);
      await message.also?.(tx, success);
    });
    deps.outbox.unwritten.delete(row.id);
    return { kind: "shown" };
  } catch (error) {
    return failed(deps, row, error);
  }
}

async function failed<T extends Tx>(deps: Deps<T>, row: PostRow, error: unknown): Promise<Outcome> {
  const isThrottled = error instanceof MessengerError && error.obstacle === "throttled";
  if (!isThrottled) deps.log.warn("message failed", { post: row.id, attempts: row.attempts, error });
  return deps.store.transaction((tx) => setAside(deps, tx, row, error));
}

/** Writes down that a message could not be sent, and when it is tried again. */
export async function setAside<T extends Tx>(
  deps: Deps<T>,
  tx: T,
  row: PostRow,
  error: unknown,
): Promise<Outcome> {
  const now = deps.clock.now();
  const { obstacle, retryAfterMs } =
    error instanceof MessengerError ? error : ({ obstacle: "passing", retryAfterMs: null } as const);
  const asked = now + (retryAfterMs ?? 0);
  const next = nextAttempt(row.attempts, now);
  const again = next === null ? null : Math.max(asked, next);
  switch (obstacle) {
    case "throttled":
      // To wait one's turn is no failure: it must not make a card come later and later.
      await tx.posts.putBack(row.id, asked);
      return { kind: "rests", until: asked };
    case "closed":
    case "gone":
      await close(deps, tx, row, now);
      break;
    case "refused":
      await tx.posts.retry(row.id, again, true);
      break;
    case "nameless":
      if (isGoodNameless(row)) return settleNameless(deps, tx, row, now);
      await tx.posts.retry(row.id, again);
      break;
    case "passing":
      await tx.posts.retry(row.id, again);
  }
  if (row.kind === "request" && isNowLate(row.attempts)) await deps.outbox.copyChanged(tx, row.subject, now);
  if (obstacle !== "passing" || !(error instanceof MessengerError)) return { kind: "waits" };
  return { kind: "rests", until: Math.min(again ?? now, now + MAX_REST_MS) };
}

/** It stands there, and can't be edited: the next change of what it shows is a new message. */
async function settleNameless<T extends Tx>(
  deps: Deps<T>,
  tx: T,
  row: PostRow,
  now: number,
): Promise<Outcome> {
  const at = { conversation: row.conversation, activityId: namelessId(row.id) };
  await tx.posts.done(row.id, at, row.wanted, now);
  if (row.kind === "request") await deps.outbox.copyChanged(tx, row.subject, now);
  return { kind: "shown" };
}

/** The conversation is tried again later, with this message or another; where the bot was removed it is not. */
async function close(deps: Deps, tx: Tx, row: PostRow, now: number): Promise<void> {
  const place = await tx.conversations.get(row.conversation.id);
  await tx.posts.retry(row.id, place === null ? null : now);
  if (place === null) return;
  if (place.closedSince === null) deps.log.warn("a conversation is closed to me", { conversation: place.id });
  await tx.conversations.close(place.id, now, nextProbe(place.closedSince ?? now, now));
  foundClosed(deps, place.id);
}

/** @throws MessengerError */
async function show(deps: Deps, row: PostRow, content: Content): Promise<Success> {
  const earlier = deps.outbox.unwritten.get(row.id);
  if (earlier !== undefined) return earlier.success;
  const shown = row.wanted;
  const edited = await edit(deps, row, content);
  if (edited !== null) return { at: edited, shown };
  const success = { at: await postAnywhere(deps, row.conversation, content, row.replyTo), shown };
  deps.outbox.unwritten.set(row.id, { row, success });
  return success;
}

/** Null: there is nothing to edit, or not any more. */
async function edit({ messenger }: Deps, row: PostRow, content: Content): Promise<Posted | null> {
  if (row.activityId === null || isNameless(row.activityId)) return null;
  const at = { conversation: row.conversation, activityId: row.activityId };
  try {
    await messenger.edit(at, content);
    return at;
  } catch (error) {
    if (error instanceof MessengerError && isBeyondEditing(error.obstacle, row)) return null;
    throw error;
  }
}

/** Posts; where the thread, or what it replies to, is not there any more, in a thread of its own. @throws MessengerError */
export async function postAnywhere(
  { messenger }: Pick<Deps, "messenger">,
  to: ConversationRef,
  content: Content,
  replyTo: string | null,
): Promise<Posted> {
  try {
    return await messenger.post(to, content, replyTo);
  } catch (error) {
    const isLost = error instanceof MessengerError && error.status === 404;
    if (!isLost || (to.thread === null && replyTo === null)) throw error;
    return messenger.post({ ...to, thread: null }, content, null);
  }
}
