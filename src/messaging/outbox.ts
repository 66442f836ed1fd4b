import type { Content } from "./content.ts";
import type { ConversationRef } from "./conversation.ts";
import type { Posted } from "./messenger.ts";
import type { ConversationRow, PostRow, Tx } from "./rows.ts";
import type { About } from "./smaller.ts";

/**
 * What the outbox keeps in mind beside the store. What must hold: what it sends is a row first; a message that Teams
 * has taken is never posted a second time by this process, even while that can't be written down; and what it shows,
 * and whether it may be shown there, is looked up when it is sent.
 */

/** What a message shows, and in a few words for when Teams does not want it. */
export interface Message<T extends Tx> {
  readonly content: Content;
  readonly about: About;
  /** The thread where it belongs, when that is found only now. */
  readonly to?: ConversationRef;
  /** What is written down with a success. */
  also?(tx: T, success: Success): Promise<void>;
}

/** A message that stands in a conversation, and the version of its subject that it shows. */
export interface Success {
  readonly at: Posted;
  readonly shown: number;
}

/** What the delivery of messages asks of the rooms that know what they are about. */
export interface Subjects<T extends Tx> {
  /** What a post shows as things are now. */
  render(row: PostRow): Promise<Message<T>>;
  /** Whether it may go where it is to go; false: it does not, and that is settled. @throws UserError: it waits */
  maySee(row: PostRow): Promise<boolean>;
  /** Something has happened to a copy of that request's card: it stands, it is late, or it is given up. */
  copyChanged(tx: T, requestId: string, now: number): Promise<void>;
  /** A conversation takes messages again that had been told of as closed. */
  reopened(tx: T, place: ConversationRow): Promise<void>;
}

/** A message that was posted though that is not written down yet. */
export interface Sent {
  readonly row: PostRow;
  readonly success: Success;
}

/** What one process keeps in mind of the messages that it sends, and whom it asks about them. */
export interface Outbox<T extends Tx> extends Subjects<T> {
  /**
   * By post: what was posted but is not written down yet. As long as the database is away it must not be posted a second
   * time.
   */
  readonly unwritten: Map<string, Sent>;
  /** Conversations that this process knows to be closed; a second or two behind the store. */
  readonly closed: Set<string>;
  /** Whose posts were sent last, by a count. */
  readonly served: Map<string | null, number>;
}

/** Of a process that has sent nothing yet. */
export function createOutbox<T extends Tx>(subjects: Subjects<T>): Outbox<T> {
  return { ...subjects, unwritten: new Map(), closed: new Set(), served: new Map() };
}

/** The request whose card stands there, though that is not written down yet; null: none that this process knows. */
export function requestJustPosted(
  { unwritten }: Pick<Outbox<Tx>, "unwritten">,
  conversationId: string,
  activityId: string,
): string | null {
  const found = [...unwritten.values()].find(
    ({ row, success: { at } }) =>
      row.kind === "request" && at.conversation.id === conversationId && at.activityId === activityId,
  );
  return found?.row.subject ?? null;
}
