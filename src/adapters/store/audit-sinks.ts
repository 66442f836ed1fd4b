import type { AuditSinkRows, SinkPlace } from "../../audit/rows.ts";
import { readHead } from "./audit.ts";
import type { Db } from "./database.ts";

/** How far the receivers of audit records are, and which instance sends to them at the moment. */
export function auditSinksOf(db: Db): AuditSinkRows {
  return {
    take: (id, holder, now, leaseMs) => take(db, { id, holder, now, leaseMs }),
    async advance(id, holder, next) {
      const { numUpdatedRows } = await db
        .updateTable("audit_sinks")
        .set({ next_idx: next, attempts: 0, holder: null, leased_until: 0 })
        .where("id", "=", id)
        .where("holder", "=", holder)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async postpone(id, holder, dueAt) {
      await db
        .updateTable("audit_sinks")
        .set((row) => ({ attempts: row("attempts", "+", 1), due_at: dueAt, holder: null, leased_until: 0 }))
        .where("id", "=", id)
        .where("holder", "=", holder)
        .execute();
    },
  };
}

async function take(
  db: Db,
  { id, holder, now, leaseMs }: { id: string; holder: string; now: number; leaseMs: number },
): Promise<SinkPlace | null> {
  const head = await readHead(db);
  const place = await db.selectFrom("audit_sinks").selectAll().where("id", "=", id).executeTakeFirst();
  const next = place?.next_idx ?? 0;
  if (head === null || next > head.index) return null;
  const lease = { holder, leased_until: now + leaseMs };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("audit_sinks")
    .values({ id, next_idx: 0, attempts: 0, due_at: 0, ...lease })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(lease)
        .where("audit_sinks.due_at", "<=", now)
        .where("audit_sinks.leased_until", "<=", now),
    )
    .executeTakeFirstOrThrow();
  const taken = (numInsertedOrUpdatedRows ?? 0n) > 0n;
  return taken ? { next, attempts: place?.attempts ?? 0 } : null;
}
