import { text } from "./content.ts";
import { utc } from "../shared/format.ts";
import { say } from "../shared/safe-text.ts";
import type { Tx } from "../shared/store.ts";
import type { Deps } from "../bot/deps.ts";
import { placeWords } from "../subscriptions/place-words.ts";
import type { ConversationRow } from "./rows.ts";
import { alarmEverybody } from "../subscriptions/audience.ts";

/** Conversations that are closed to the bot for now: what is due there waits, but for one message at a time. */

/** Those that this process knows to be closed; a second or two behind the store. */
const known = new WeakMap<Deps["store"], Set<string>>();

function knownOf({ store }: Pick<Deps, "store">): Set<string> {
  const ids = known.get(store) ?? new Set<string>();
  known.set(store, ids);
  return ids;
}

/** The closed conversations by id. */
export async function closedPlaces(deps: Deps): Promise<ReadonlyMap<string, ConversationRow>> {
  const rows = await deps.store.read((tx) => tx.conversations.closed());
  const ids = knownOf(deps);
  ids.clear();
  for (const { id } of rows) ids.add(id);
  return new Map(rows.map((row) => [row.id, row]));
}

/** How many messages a conversation takes now: a closed one none, or one when it is time to try. */
export function throughGate(closed: ConversationRow | undefined, room: number, now: number): number {
  if (closed === undefined) return room;
  return closed.probeAt <= now ? Math.min(room, 1) : 0;
}

/** Whether this process takes it for closed. */
export function seemsClosed(deps: Deps, id: string): boolean {
  return knownOf(deps).has(id);
}

/** That Teams refuses messages there has been written down. */
export function foundClosed(deps: Deps, id: string): void {
  knownOf(deps).add(id);
}

/** A message got through: what waits there follows, and who was told of the refusals is told of their end. */
export async function openGate(deps: Deps, tx: Tx, id: string): Promise<void> {
  const place = await tx.conversations.get(id);
  if (place === null || place.closedSince === null) return;
  await tx.conversations.opened(id);
  if (place.toldAt === null) return;
  const words = say`Teams takes my messages again in ${placeWords(place)}; it had refused them since ${utc(place.closedSince)}. What waited follows now.`;
  await alarmEverybody(deps, tx, text(words), id);
}
