import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { LONGEST_HOLD_MS } from "./sweep.ts";

/** How far something has been read. */
export function cursorsOf(db: Db): Tx["cursors"] {
  const named = prepared(db, (_, { name }: Pick<Cursor, "name">) =>
    db.selectFrom("cursors").select("at").where("name", "=", name),
  );
  const save = prepared(db, saved);
  return {
    async get(name) {
      const [row] = (await named({ name })).rows;
      return row?.at ?? null;
    },
    async set(name, at) {
      await save({ name, at });
    },
  };
}

type Cursor = Schema["cursors"];

function saved(db: Db, { name, at }: Cursor) {
  return db
    .insertInto("cursors")
    .values({ name, at })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at }));
}

/** Work that one instance at a time does. */
export function leasesOf(db: Db): Tx["leases"] {
  const take = prepared(db, taken);
  return {
    async hold(name, owner, now, until) {
      const { numAffectedRows = 0n } = await take({ name, owner, until, now, beyond: now + LONGEST_HOLD_MS });
      if (numAffectedRows > 0n) return null;
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

type Hold = Schema["leases"] & { readonly now: number; readonly beyond: number };

function taken(db: Db, { name, owner, until, now, beyond }: Hold) {
  return db
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
            row("leases.until", ">", beyond),
          ]),
        ),
    );
}
