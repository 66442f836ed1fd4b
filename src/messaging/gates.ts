import type { Deps } from "./deps.ts";
import type { Outbox } from "./outbox.ts";
import type { ConversationRow, Tx } from "./rows.ts";

/** Conversations that are closed to the bot for now: what is due there waits, but for one message at a time. */

interface Known {
  readonly outbox: Pick<Outbox<Tx>, "closed">;
}

/** The closed conversations by id. */
export async function closedPlaces(deps: Deps): Promise<ReadonlyMap<string, ConversationRow>> {
  const rows = await deps.store.read((tx) => tx.conversations.closed());
  const { closed } = deps.outbox;
  closed.clear();
  for (const { id } of rows) closed.add(id);
  return new Map(rows.map((row) => [row.id, row]));
}

/** How many messages a conversation takes now: a closed one none, or one when it is time to try. */
export function throughGate(closed: ConversationRow | undefined, room: number, now: number): number {
  if (closed === undefined) return room;
  return closed.probeAt <= now ? Math.min(room, 1) : 0;
}

/** Whether this process takes it for closed. */
export function seemsClosed({ outbox }: Known, id: string): boolean {
  return outbox.closed.has(id);
}

/** That Teams refuses messages there has been written down. */
export function foundClosed({ outbox }: Known, id: string): void {
  outbox.closed.add(id);
}

/** A message got through: what waits there follows, and who was told of the refusals is told of their end. */
export async function openGate<T extends Tx>(deps: Deps<T>, tx: T, id: string): Promise<void> {
  const place = await tx.conversations.get(id);
  if (place === null || place.closedSince === null) return;
  await tx.conversations.opened(id);
  if (place.toldAt !== null) await deps.outbox.reopened(tx, place);
}
