import { text, type Content } from "../../messaging/content.ts";
import type { ConversationRef } from "../../defender/model.ts";
import type { Clock } from "../../shared/ports.ts";
import type { Request } from "../machine/request.ts";
import type { ConversationRow } from "../../subscriptions/rows.ts";
import type { PostRow } from "../../messaging/rows.ts";
import type { Tx } from "../../shared/store.ts";
import type { Deps } from "../../bot/deps.ts";
import { say } from "../../shared/safe-text.ts";
import { isTold, retell } from "../../messaging/told.ts";

/**
 * Messages as desired state: a row says what a conversation should show; `flushPosts` makes it so. A row is written in
 * the transaction of the change that it shows, so a crash only delays the message.
 */

/** What it takes to write a row. */
export type Writer = Pick<Deps, "ids"> & { readonly clock: Clock };

/** The request's card where it was asked and in every approvals conversation; false: nobody else would be told. */
export async function postRequest(
  deps: Deps,
  tx: Tx,
  request: Request,
  replyTo: string | null,
): Promise<boolean> {
  await tx.posts.insert(copyOf(deps, request, request.askedIn, { replyTo }));
  if (request.verdict.approvals === 0 && request.emergency === undefined) return true;
  await postForApproval(deps, tx, request);
  return isTold(tx, request, deps.clock.now());
}

/** Its card in every approvals conversation but the one where it was asked. */
export async function postForApproval(deps: Deps, tx: Tx, request: Request): Promise<void> {
  // What nobody was asked about is told everywhere: a mute is no reason not to.
  const now = request.emergency === undefined ? deps.clock.now() : null;
  const subscribed = await approvalsConversations(tx, now);
  const others = subscribed.filter((row) => row.id !== request.askedIn.id);
  for (const row of others) {
    await tx.posts.insert(copyOf(deps, request, refOf(row), { audience: "approvals" }));
  }
  await retell(tx, request.id, deps.clock.now());
}

function copyOf(deps: Writer, { id, requester }: Request, to: ConversationRef, more: More): PostRow {
  return newPost(deps, to, "request", id, { asker: requester.oid, ...more });
}

/** With `now` (epoch milliseconds): without those that are muted at that moment. */
async function approvalsConversations(tx: Tx, now: number | null): Promise<readonly ConversationRow[]> {
  const current = now === null ? [] : await tx.mutes.endingAfter(null, now);
  const mutes = current.filter((mute) => mute.kind === "approvals");
  const muted = new Set(mutes.map((mute) => mute.conversationId));
  const subscribed = (await tx.subscriptions.ofKind("approvals")).map((row) => row.conversationId);
  const ids = new Set(subscribed.filter((id) => !muted.has(id)));
  const rows = await Promise.all([...ids].map((id) => tx.conversations.get(id)));
  return rows.filter((row) => row !== null);
}

/** Where a conversation's messages go. */
export function refOf(row: ConversationRow): ConversationRef {
  return { id: row.id, thread: null, kind: row.kind, tenantId: row.tenantId, serviceUrl: row.serviceUrl };
}

/** One more copy of a request's card, e.g. for `request ID`. */
export async function postCopy(
  deps: Deps,
  tx: Tx,
  id: string,
  { place, replyTo, sender }: CopyFor,
): Promise<void> {
  await tx.posts.insert(newPost(deps, place, "request", id, { replyTo, asker: sender.oid }));
}

/** Who has asked to see it, and where. */
interface CopyFor {
  readonly place: ConversationRef;
  readonly replyTo: string | null;
  readonly sender: { readonly oid: string };
}

/** News for the person who asked, in the place where he asked. */
export async function tellRequester(deps: Writer, tx: Tx, request: Request, news: string): Promise<void> {
  const content = text(say`${request.requester.name}, ${request.command} ${request.target.name}: ${news}`);
  await postNotice(deps, tx, request.askedIn, content, { asker: request.requester.oid });
}

/** News for all who may have to act: where it was asked, and every approvals conversation. */
export async function tellEverybody(deps: Deps, tx: Tx, request: Request, news: string): Promise<void> {
  const content = text(say`${request.command} ${request.target.name} (${request.id}): ${news}`);
  const asker = request.requester.oid;
  await postNotice(deps, tx, request.askedIn, content, { asker });
  await tellApprovers(deps, tx, content, request.askedIn, asker);
}

/** News for every conversation that has subscribed to approvals, except the one that hears it anyway. */
export async function tellApprovers(
  deps: Writer,
  tx: Tx,
  content: Content,
  except: ConversationRef | null,
  asker: string | null = null,
): Promise<void> {
  for (const row of await approvalsConversations(tx, deps.clock.now())) {
    if (row.id !== except?.id)
      await postNotice(deps, tx, refOf(row), content, { asker, audience: "approvals" });
  }
}

/** News that a mute is no reason not to hear, for every conversation that has subscribed to approvals. */
export async function alarmApprovers(deps: Writer, tx: Tx, content: Content): Promise<void> {
  for (const row of await approvalsConversations(tx, null)) {
    await postNotice(deps, tx, refOf(row), content, { audience: "approvals" });
  }
}

/**
 * News that a mute is no reason not to hear, for the approvals conversations and the Admins in their 1:1 chats; false:
 * nobody is known.
 * @param about the conversation that it is about, which is not told; null: none
 */
export async function alarmEverybody(
  deps: Deps,
  tx: Tx,
  content: Content,
  about: string | null,
): Promise<boolean> {
  const told = [...(await approvalsConversations(tx, null)), ...(await adminChats(deps, tx))];
  const places = new Map(told.map((row) => [row.id, row]));
  if (about !== null) places.delete(about);
  for (const row of places.values()) await postNotice(deps, tx, refOf(row), content);
  return places.size > 0;
}

/** News for the Admins in their 1:1 chats; false: none is known. */
export async function tellAdmins(deps: Deps, tx: Tx, content: Content): Promise<boolean> {
  const chats = await adminChats(deps, tx);
  for (const row of chats) await postNotice(deps, tx, refOf(row), content);
  return chats.length > 0;
}

/** 1:1 chats of those whose last verified roles held Admin. */
async function adminChats(deps: Deps, tx: Tx): Promise<readonly ConversationRow[]> {
  const admins = deps.identity.holders(await tx.tokens.all(), "Admin");
  const chats = await Promise.all(admins.map(({ oid }) => tx.conversations.personalOf(oid)));
  return chats.filter((row) => row !== null);
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
