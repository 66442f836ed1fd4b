import type { RequestState } from "../../requests/machine/state.ts";
import type { Db } from "./database.ts";
import { toRequest } from "./requests.ts";

/**
 * What a process holds so that nobody else works on it: requests, receivers of the audit log, messages, the lead. Whoever dies
 * holds it to its end. Messages and the lead are left to that: Teams counts what the killed process has sent, of which the next
 * one knows nothing, and would be refused if it went on posting at once.
 */

/** Longer than any of it is held without being held anew. */
export const HELD_MS = 30_000;
const WORKED_ON: readonly RequestState[] = ["Executing", "Pending", "InProgress"];

/** Gives it back, where those who held it are gone. What waits for another try, or a time that a service named, goes on waiting. */
export async function freeHeld(db: Db, now: number): Promise<void> {
  await freeRequests(db, now);
  await db.updateTable("audit_sinks").set({ leased_until: 0 }).where("leased_until", ">", now).execute();
}

async function freeRequests(db: Db, now: number): Promise<void> {
  const rows = await db
    .selectFrom("requests")
    .selectAll()
    .where("due_at", ">", now)
    .where("due_at", "<=", now + HELD_MS)
    .where("state", "in", WORKED_ON)
    .execute();
  for (const { id, execution } of rows.map(toRequest)) {
    if ((execution?.retryAt ?? null) !== null) continue;
    await db.updateTable("requests").set({ due_at: now }).where("id", "=", id).execute();
  }
}
