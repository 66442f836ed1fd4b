import type { Writer } from "./deps.ts";
import type { ConversationRow, PostRow, Tx } from "./rows.ts";
import type { ConversationRef } from "./conversation.ts";
import type { Content } from "./content.ts";

/**
 * Messages as desired state: a row says what a conversation should show; `flushPosts` makes it so. A row is written in
 * the transaction of the change that it shows, so a crash only delays the message.
 */

/** Where a conversation's messages go. */
export function refOf(row: ConversationRow): ConversationRef {
  return { id: row.id, thread: null, kind: row.kind, tenantId: row.tenantId, serviceUrl: row.serviceUrl };
}

/** A message that is sent once, as soon as Teams takes it. */
export async function postNotice(
  deps: Writer,
  tx: Tx,
  to: ConversationRef,
  content: Content,
  more: More = {},
): Promise<void> {
  await tx.posts.insert(noticePost(deps, to, content, more));
}

/** The row of such a message. */
export function noticePost(deps: Writer, to: ConversationRef, content: Content, more: More = {}): PostRow {
  return newPost(deps, to, "notice", JSON.stringify(content), more);
}

/** What not every message has. */
export type More = Partial<Pick<PostRow, "replyTo" | "asker" | "audience">>;

/** A message that is due at once. */
export function newPost(
  deps: Writer,
  conversation: ConversationRef,
  kind: PostRow["kind"],
  subject: string,
  { replyTo = null, asker = null, audience = null }: More = {},
): PostRow {
  return {
    id: deps.ids.uuid(),
    conversation,
    replyTo,
    asker,
    audience,
    kind,
    subject,
    activityId: null,
    wanted: 1,
    shown: 0,
    attempts: 0,
    refusals: 0,
    dueAt: deps.clock.now(),
  };
}
