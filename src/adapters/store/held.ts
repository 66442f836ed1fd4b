import type { RequestState } from "../../requests/machine/state.ts";
import type { Db } from "./database.ts";
import { BOTS } from "./presence.ts";
import { toRequest } from "./requests.ts";

/**
 * What a process holds so that nobody else works on it: requests, messages, receivers of the audit log, the lead. Whoever
 * dies holds it to its end.
 */

/** Longer than any of it is held without being held anew. */
const HELD_MS = 30_000;
const WORKED_ON: readonly RequestState[] = ["Executing", "Pending", "InProgress"];

/** Gives it back, where those who held it are gone. What waits for another try, or a time that a service named, goes on waiting. */
export async function freeHeld(db: Db, now: number): Promise<void> {
  await freeRequests(db, now);
  // A change that came meanwhile has made it due already.
  await db
    .updateTable("posts")
    .set({ due_at: now })
    .where("leased_until", ">", now)
    .whereRef("due_at", "=", "leased_until")
    .execute();
  for (const table of ["posts", "audit_sinks"] as const)
    await db.updateTable(table).set({ leased_until: 0 }).where("leased_until", ">", now).execute();
  await db.deleteFrom("leases").where("name", "not like", `${BOTS}%`).execute();
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
