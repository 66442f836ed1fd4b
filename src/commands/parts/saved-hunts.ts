import type { ReadContext } from "../command.ts";

/** What somebody has hunted for last in a conversation, so that they can keep it. */

const KIND = "last-hunt";
/** How long it can be kept, in milliseconds. */
const LIFE_MS = 86_400_000;

type Context = Pick<ReadContext, "store" | "clock" | "conversation" | "sender">;

function idOf({ conversation, sender }: Context): string {
  return `${KIND}|${conversation.id}|${sender.tid}|${sender.oid}`;
}

/** @param kql as it was written, with its parameters in braces */
export async function noteLastHunt(context: Context, kql: string): Promise<void> {
  const row = { id: idOf(context), kind: KIND, body: kql, expiresAt: context.clock.now() + LIFE_MS };
  await context.store.transaction((tx) => tx.refs.put(row), "in-order");
}

/** Null: there was none of late. */
export async function lastHunt(context: Context): Promise<string | null> {
  const row = await context.store.read((tx) => tx.refs.get(idOf(context), context.clock.now()));
  return row?.kind === KIND ? row.body : null;
}
