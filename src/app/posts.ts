import { storedContent, text, type Content } from "../core/content.ts";
import { Fault, MessengerError } from "../core/errors.ts";
import type { ConversationRef } from "../core/model.ts";
import type { Clock, Posted } from "../core/ports.ts";
import type { Request } from "../core/request.ts";
import type { ConversationRow, PostRow, Tx } from "../core/store.ts";
import type { Deps } from "./deps.ts";
import { requestCard } from "./request-card.ts";
import { say } from "../core/safe-text.ts";

/**
 * Messages as desired state (DESIGN §3): a row says what a conversation should show; `flushPosts` makes it so. A row
 * is written in the transaction of the change that it shows, so a crash only delays the message.
 */

/** Longer than a post can take; after a crash a card waits at most so long. */
const LEASE_MS = 10_000;
const BATCH = 10;
/** With the longest pause between them, a day: an outage of Teams must not swallow a card. */
const MAX_ATTEMPTS = 720;
const BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 120_000;

/** What it takes to write a row. */
export type Writer = Pick<Deps, "ids"> & { readonly clock: Clock };

/** The request's card where it was asked and in every approvals conversation; false: nobody else would be told. */
export async function postRequest(
  deps: Deps,
  tx: Tx,
  request: Request,
  replyTo: string | null,
): Promise<boolean> {
  await tx.posts.insert(newPost(deps, request.askedIn, "request", request.id, replyTo));
  if (request.verdict.approvals === 0 && request.emergency === undefined) return true;
  const toldElsewhere = await postForApproval(deps, tx, request);
  return toldElsewhere || request.askedIn.kind !== "personal";
}

/** Its card in every approvals conversation but the one where it was asked; false: nobody else would be told there. */
export async function postForApproval(deps: Deps, tx: Tx, request: Request): Promise<boolean> {
  // What nobody was asked about is told everywhere: a mute is no reason not to.
  const now = request.emergency === undefined ? deps.clock.now() : null;
  const subscribed = await approvalsConversations(tx, now);
  const others = subscribed.filter((row) => row.id !== request.askedIn.id);
  for (const row of others) {
    await tx.posts.insert(newPost(deps, refOf(row), "request", request.id, null));
  }
  return others.some((row) => row.personOid !== request.requester.oid);
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
  to: ConversationRef,
  replyTo: string | null,
): Promise<void> {
  await tx.posts.insert(newPost(deps, to, "request", id, replyTo));
}

/** News for the person who asked, in the place where he asked. */
export async function tellRequester(deps: Writer, tx: Tx, request: Request, news: string): Promise<void> {
  await postNotice(
    deps,
    tx,
    request.askedIn,
    text(say`${request.requester.name}, ${request.command} ${request.target.name}: ${news}`),
    null,
  );
}

/** News for all who may have to act: where it was asked, and every approvals conversation. */
export async function tellEverybody(deps: Deps, tx: Tx, request: Request, news: string): Promise<void> {
  const content = text(say`${request.command} ${request.target.name} (${request.id}): ${news}`);
  await postNotice(deps, tx, request.askedIn, content, null);
  await tellApprovers(deps, tx, content, request.askedIn);
}

/** News for every conversation that has subscribed to approvals, except the one that hears it anyway. */
export async function tellApprovers(
  deps: Writer,
  tx: Tx,
  content: Content,
  except: ConversationRef | null,
): Promise<void> {
  for (const row of await approvalsConversations(tx, deps.clock.now())) {
    if (row.id !== except?.id) await postNotice(deps, tx, refOf(row), content, null);
  }
}

/** News that a mute is no reason not to hear, for every conversation that has subscribed to approvals. */
export async function alarmApprovers(deps: Writer, tx: Tx, content: Content): Promise<void> {
  for (const row of await approvalsConversations(tx, null)) {
    await postNotice(deps, tx, refOf(row), content, null);
  }
}

/** News that a mute is no reason not to hear, for the approvals conversations and the Admins; false: nobody is known. */
export async function alarmEverybody(deps: Deps, tx: Tx, content: Content): Promise<boolean> {
  const told = [...(await approvalsConversations(tx, null)), ...(await adminChats(deps, tx))];
  const places = new Map(told.map((row) => [row.id, row]));
  for (const row of places.values()) await postNotice(deps, tx, refOf(row), content, null);
  return places.size > 0;
}

/** News for the Admins in their 1:1 chats; false: none is known. */
export async function tellAdmins(deps: Deps, tx: Tx, content: Content): Promise<boolean> {
  const chats = await adminChats(deps, tx);
  for (const row of chats) await postNotice(deps, tx, refOf(row), content, null);
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
  replyTo: string | null,
): Promise<void> {
  await tx.posts.insert(newPost(deps, to, "notice", JSON.stringify(content), replyTo));
}

/** A message that is due at once. */
export function newPost(
  deps: Writer,
  conversation: ConversationRef,
  kind: PostRow["kind"],
  subject: string,
  replyTo: string | null,
): PostRow {
  return {
    id: deps.ids.uuid(),
    conversation,
    replyTo,
    kind,
    subject,
    activityId: null,
    wanted: 1,
    shown: 0,
    attempts: 0,
    dueAt: deps.clock.now(),
  };
}

/**
 * Posts or edits what is due, in each conversation as much as Teams takes there now; true when there may be more.
 * Failures are rescheduled, never thrown.
 */
export async function flushPosts(deps: Deps): Promise<boolean> {
  const due = await deps.store.read((tx) => tx.posts.places(deps.clock.now()));
  const places = due
    .map((id) => ({ id, room: deps.messenger.room(id, "asked") }))
    .filter(({ room }) => room > 0);
  if (places.length === 0) return false;
  const rows = await deps.store.transaction((tx) => claim(tx, places, deps.clock.now()));
  await Promise.all(rows.map((row) => flushOne(deps, row)));
  return rows.length > 0;
}

async function claim(
  tx: Tx,
  places: readonly { readonly id: string; readonly room: number }[],
  now: number,
): Promise<readonly PostRow[]> {
  const rows: PostRow[] = [];
  for (const { id, room } of places) {
    const limit = Math.min(room, BATCH - rows.length);
    if (limit > 0) rows.push(...(await tx.posts.claimDue(id, now, LEASE_MS, limit)));
  }
  return rows;
}

async function flushOne(deps: Deps, row: PostRow): Promise<void> {
  try {
    const { at, shown } = await show(deps, row, await contentOf(deps, row));
    await deps.store.transaction((tx) => tx.posts.done(row.id, at, shown, deps.clock.now()));
    recorded(deps, row);
  } catch (error) {
    const pause = askedPause(error);
    const next = nextAttempt(row, error, deps.clock.now());
    if (pause === null) deps.log.warn("post failed", { post: row.id, attempts: row.attempts, error });
    await deps.store.transaction((tx) =>
      pause === null ? tx.posts.retry(row.id, next) : tx.posts.putBack(row.id, deps.clock.now() + pause),
    );
  }
}

/**
 * For how long Teams, or the bot's own count of its limits, wants to be left alone, in milliseconds; null: it is no
 * matter of too many messages. To wait one's turn is no failure: it must not make a card come later and later.
 */
export function askedPause(error: unknown): number | null {
  return error instanceof MessengerError && error.effect === "none" ? error.retryAfterMs : null;
}

/** A message that stands in a conversation, and the version of its subject that it shows. */
export interface Success {
  readonly at: Posted;
  readonly shown: number;
}

/** What was posted but is not written down yet; as long as the database is away it must not be posted a second time. */
const sent = new WeakMap<Deps["store"], Map<string, Sent>>();

interface Sent {
  readonly row: PostRow;
  readonly success: Success;
}

function sentOf({ store }: Deps): Map<string, Sent> {
  const known = sent.get(store) ?? new Map<string, Sent>();
  sent.set(store, known);
  return known;
}

/** The request whose card stands there, though that is not written down yet; null: none that this process knows. */
export function requestJustPosted(deps: Deps, conversationId: string, activityId: string): string | null {
  const found = [...sentOf(deps).values()].find(
    ({ row, success: { at } }) =>
      row.kind === "request" && at.conversation.id === conversationId && at.activityId === activityId,
  );
  return found?.row.subject ?? null;
}

/** That this post stands where it does is committed. */
export function recorded(deps: Deps, row: PostRow): void {
  sentOf(deps).delete(row.id);
}

async function contentOf(deps: Deps, row: PostRow): Promise<Content> {
  if (row.kind === "notice") return storedContent(row.subject);
  const [request, halt] = await deps.store.read(async (tx) => [
    await tx.requests.get(row.subject),
    await tx.switches.halt(),
  ]);
  if (request === null) throw new Fault("invariant", "a post shows an unknown request", { post: row.id });
  return requestCard(request, { commands: deps.commands, halt });
}

/**
 * Posts a message, or edits the one that is there; `recorded` is to be told once that is written down.
 * @throws MessengerError
 */
export async function show(deps: Deps, row: PostRow, content: Content): Promise<Success> {
  const shown = row.wanted;
  if (row.activityId === null) {
    const earlier = sentOf(deps).get(row.id);
    if (earlier !== undefined) return earlier.success;
    const success = { at: await deps.messenger.post(row.conversation, content, row.replyTo), shown };
    sentOf(deps).set(row.id, { row, success });
    return success;
  }
  const at = { conversation: row.conversation, activityId: row.activityId };
  await deps.messenger.edit(at, content);
  return { at, shown };
}

/** When a post that failed is tried again (epoch milliseconds); null: never. */
export function nextAttempt(row: PostRow, error: unknown, now: number): number | null {
  if (error instanceof MessengerError && error.gone) return null;
  if (row.attempts >= MAX_ATTEMPTS) return null;
  const asked = error instanceof MessengerError ? (error.retryAfterMs ?? 0) : 0;
  return now + Math.max(asked, Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** Math.min(row.attempts, 10)));
}
