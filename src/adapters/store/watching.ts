import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { LONGEST_HOLD_MS } from "./sweep.ts";

/** How far something has been read. */
export function cursorsOf(db: Db): Tx["cursors"] {
  return {
    async get(name) {
      const row = await db.selectFrom("cursors").select("at").where("name", "=", name).executeTakeFirst();
      return row?.at ?? null;
    },
    async set(name, at) {
      await db
        .insertInto("cursors")
        .values({ name, at })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ at }))
        .execute();
    },
  };
}

/** Work that one instance at a time does. */
export function leasesOf(db: Db): Tx["leases"] {
  return {
    async hold(name, owner, now, until) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("leases")
        .values({ name, owner, until })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet({ owner, until })
            .where((row) =>
              row.or([
                row("leases.until", "<=", now),
                row("leases.owner", "=", owner),
                // Written by a clock that was ahead: nobody holds anything for so long.
                row("leases.until", ">", now + LONGEST_HOLD_MS),
              ]),
            ),
        )
        .executeTakeFirstOrThrow();
      if ((numInsertedOrUpdatedRows ?? 0n) > 0n) return null;
      const held = await db
        .selectFrom("leases")
        .select("until")
        .where("name", "=", name)
        .executeTakeFirstOrThrow();
      return held.until;
    },
    async release(name, owner) {
      await db.deleteFrom("leases").where("name", "=", name).where("owner", "=", owner).execute();
    },
  };
}
