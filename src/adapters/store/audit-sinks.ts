import type { AuditSinkRows, SinkPlace } from "../../audit/rows.ts";
import { readHead } from "./audit.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";

/** How far the receivers of audit records are, and which instance sends to them at the moment. */
export function auditSinksOf(db: Db): AuditSinkRows {
  const placed = prepared(db, placeOf);
  const behind = async (id: string): Promise<SinkPlace | null> => {
    const head = await readHead(db);
    const { next_idx: next = 0, attempts = 0 } = (await placed({ id })).rows[0] ?? {};
    return head === null || next > head.index ? null : { next, attempts };
  };
  return {
    isBehind: async (id) => (await behind(id)) !== null,
    async take(id, holder, now, leaseMs, over = now) {
      const place = await behind(id);
      return place !== null && (await leased(db, { id, holder, now, leaseMs, over })) ? place : null;
    },
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

function placeOf(db: Db, { id }: { readonly id: string }) {
  return db.selectFrom("audit_sinks").selectAll().where("id", "=", id);
}

interface Lease {
  readonly id: string;
  readonly holder: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly over: number;
}

/** Whether nobody else sends to it now, and it is due. */
async function leased(db: Db, { id, holder, now, leaseMs, over }: Lease): Promise<boolean> {
  const lease = { holder, leased_until: now + leaseMs };
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto("audit_sinks")
    .values({ id, next_idx: 0, attempts: 0, due_at: 0, ...lease })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(lease)
        .where("audit_sinks.due_at", "<=", now)
        .where("audit_sinks.leased_until", "<=", over),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}
