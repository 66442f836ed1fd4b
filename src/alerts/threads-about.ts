import { refOf } from "../messaging/new-post.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { DeviceCard, Tx } from "./rows.ts";

/** Where people talk about a device: the threads in which its alerts, or their incidents, have a card. */

/** What was closed longer ago is another story. */
const CLOSED_FOR_MS = 86_400_000;

export interface Threads {
  readonly places: readonly ConversationRef[];
  /** Whether an alert of it waits for its card in a conversation that has none yet. */
  readonly isAwaited: boolean;
}

/**
 * One place in each conversation with others. A chat with one person is no place where a team hears of it, and what Teams does
 * not take is heard by nobody.
 * @param now epoch milliseconds
 */
export async function threadsAbout(tx: Tx, deviceId: string, now: number): Promise<Threads> {
  const cards = (await tx.alerts.cardsOn([deviceId])).filter((card) => isOfNow(card, now));
  const subscribed = new Set((await tx.subscriptions.ofKind("alerts")).map((row) => row.conversationId));
  const places: ConversationRef[] = [];
  let isAwaited = false;
  for (const [id, some] of Map.groupBy(cards, ({ conversationId }) => conversationId)) {
    const place = await tx.conversations.get(id);
    if (place === null || place.kind === "personal" || place.closedSince !== null) continue;
    // Where nobody wants to hear of alerts any more, a card from before is no place where anybody hears of this.
    if (!subscribed.has(id)) continue;
    const shown = some.find(({ root }) => root !== null);
    if (shown === undefined) isAwaited = true;
    else
      places.push({ ...refOf(place), thread: place.kind === "channel" ? await rootOf(tx, id, shown) : null });
  }
  return { places, isAwaited };
}

function isOfNow({ alert, changedAt }: DeviceCard, now: number): boolean {
  return alert.status !== "Resolved" || now - changedAt < CLOSED_FOR_MS;
}

/** The incident's own thread, where it has one. */
async function rootOf(tx: Tx, conversationId: string, { alert, root }: DeviceCard): Promise<string | null> {
  const incidents = alert.incidentId === null ? [] : [alert.incidentId];
  return (await tx.threads.root(conversationId, incidents)) ?? root;
}
