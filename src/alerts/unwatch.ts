import { fits } from "../subscriptions/filter.ts";
import type { Tx } from "./rows.ts";

/**
 * A subscription of a conversation has ended, in this transaction: what waited there for its sake is not posted any more. What
 * another one may be about still is.
 */
export async function unwatch(tx: Tx, conversationId: string): Promise<void> {
  const left = (await tx.subscriptions.list(conversationId)).filter(({ kind }) => kind === "alerts");
  const unwanted = (await tx.alerts.untold(conversationId)).filter(
    (alert) => !left.some(({ filter }) => fits(filter, alert)),
  );
  await tx.alerts.withdraw(
    conversationId,
    unwanted.map(({ id }) => id),
  );
}
