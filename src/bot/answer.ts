import { text, type Content } from "../messaging/content.ts";
import { postAnywhere, setAside } from "../messaging/deliver.ts";
import { flushPosts } from "../messaging/flush.ts";
import type { Deps } from "./deps.ts";
import type { Done } from "./job.ts";
import { openGate, seemsClosed } from "../messaging/gates.ts";
import { say, type Sayable } from "../texts/text.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import { MessengerError } from "../messaging/messenger.ts";
import { noticePost } from "../messaging/new-post.ts";

/** How far an answer has come: it stands there, it follows as soon as Teams takes it, or its conversation is closed. */
export type Reach = "there" | "follows" | "closed";

/** Answers at once; what Teams does not take waits in the store and is sent later. */
export async function answerIn(
  deps: Deps,
  to: ConversationRef,
  content: Content,
  replyTo: string | null,
): Promise<Reach> {
  try {
    await postAnywhere(deps, to, content, replyTo);
  } catch (error) {
    return wait(deps, to, content, { replyTo, error });
  }
  if (seemsClosed(deps, to.id)) await deps.store.transaction((tx) => openGate(deps, tx, to.id));
  return "there";
}

async function wait(
  deps: Deps,
  to: ConversationRef,
  content: Content,
  { replyTo, error }: { readonly replyTo: string | null; readonly error: unknown },
): Promise<Reach> {
  if (!(error instanceof MessengerError)) throw error;
  deps.log.warn("answer could not be sent", { error });
  const isSecret = content.kind === "card" && content.isSecret === true;
  const kept = isSecret ? text(say("elsewhere.notKept")) : content;
  const row = noticePost(deps, to, kept, { replyTo });
  await deps.store.transaction(async (tx) => {
    await tx.posts.insert(row);
    await setAside(deps, tx, row, error);
  });
  return reachAfter(error);
}

/** How far an answer has come that Teams did not take. */
export function reachAfter({ obstacle }: MessengerError): Reach {
  if (obstacle === "nameless") return "there";
  return obstacle === "closed" || obstacle === "gone" ? "closed" : "follows";
}

/** A plain sentence to a conversation. */
export async function sendText(
  deps: Deps,
  to: ConversationRef,
  words: Sayable,
  replyTo: string | null = null,
): Promise<void> {
  await answerIn(deps, to, text(words), replyTo);
}

/** Shows what a command came to; how far that has got by now. */
export async function show(
  deps: Deps,
  done: Done,
  place: ConversationRef,
  replyTo: string | null,
): Promise<Reach> {
  if (done.kind === "content") return answerIn(deps, place, done.content, replyTo);
  await flushPosts(deps);
  return deps.store.read(async (tx) => {
    const copies = await tx.posts.ofRequest(done.request.id);
    if (copies.some((row) => row.conversation.id === place.id && row.activityId !== null)) return "there";
    const known = await tx.conversations.get(place.id);
    return known === null || known.closedSince !== null ? "closed" : "follows";
  });
}
