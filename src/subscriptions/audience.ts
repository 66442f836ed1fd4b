import { deviceFilterOf, fitsRequest, type Concerned } from "./filter.ts";
import type { MuteRow, Tx } from "./rows.ts";
import type { ConversationRow } from "../messaging/rows.ts";
import { postNotice, refOf } from "../messaging/new-post.ts";
import type { Writer } from "../messaging/deps.ts";
import type { Content } from "../messaging/content.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { Deps } from "./deps.ts";

/**
 * With `now` (epoch milliseconds): without those that are muted at that moment.
 * @param devices what the news is about, where a conversation may have chosen by that; null: it concerns all who approve
 */
export async function approvalsConversations(
  tx: Tx,
  now: number | null,
  devices: readonly Concerned[] | null = null,
): Promise<readonly ConversationRow[]> {
  const current = now === null ? [] : await tx.mutes.endingAfter(null, now);
  const isQuiet = ({ filter }: MuteRow): boolean =>
    devices === null ? deviceFilterOf(filter) === null : fitsRequest(filter, devices, "all");
  const mutes = current.filter((mute) => mute.kind === "approvals" && isQuiet(mute));
  const muted = new Set(mutes.map((mute) => mute.conversationId));
  const rowsOfKind = await tx.subscriptions.ofKind("approvals");
  const chosen = rowsOfKind.filter(({ filter }) => devices === null || fitsRequest(filter, devices, "any"));
  const subscribed = chosen.map((row) => row.conversationId);
  const ids = new Set(subscribed.filter((id) => !muted.has(id)));
  const rows = await Promise.all([...ids].map((id) => tx.conversations.get(id)));
  return rows.filter((row) => row !== null);
}

/**
 * News for every conversation that has subscribed to approvals, except the one that hears it anyway.
 * @param about as `approvalsConversations`
 */
export async function tellApprovers(
  deps: Writer,
  tx: Tx,
  content: Content,
  except: ConversationRef | null,
  asker: string | null = null,
  about: readonly Concerned[] | null = null,
): Promise<void> {
  for (const row of await approvalsConversations(tx, deps.clock.now(), about)) {
    if (row.id !== except?.id)
      await postNotice(deps, tx, refOf(row), content, { asker, audience: "approvals" });
  }
}

/** As `tellApprovers`, of what a mute is no reason not to hear. */
export async function alarmApprovers(
  deps: Writer,
  tx: Tx,
  content: Content,
  except: ConversationRef | null = null,
): Promise<void> {
  for (const row of await approvalsConversations(tx, null)) {
    if (row.id !== except?.id) await postNotice(deps, tx, refOf(row), content, { audience: "approvals" });
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
