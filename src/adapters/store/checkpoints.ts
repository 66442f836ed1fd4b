import type { Selectable } from "kysely";
import type { SignedCheckpoint } from "../../audit/checkpoint.ts";
import type { CheckpointRows } from "../../audit/rows.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";

/** Signed checkpoints of the audit chain, and the keys they were signed with; kept for ever. */
export function checkpointsOf(db: Db): CheckpointRows {
  const newest = prepared(db, () => db.selectFrom("checkpoints").selectAll().orderBy("idx", "desc").limit(1));
  return {
    async insert({ index, hash, at, keyId, signature }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("checkpoints")
        .values({ idx: index, hash, at, key_id: keyId, signature })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async last() {
      const [row] = (await newest({})).rows;
      return row === undefined ? null : toCheckpoint(row);
    },
    async between(from, to) {
      const rows = await db
        .selectFrom("checkpoints")
        .selectAll()
        .where("idx", ">=", from)
        .where("idx", "<", to)
        .orderBy("idx")
        .execute();
      return rows.map(toCheckpoint);
    },
    ...keysOf(db),
  };
}

function keysOf(db: Db): Pick<CheckpointRows, "keys" | "addKey" | "resealKey"> {
  return {
    async keys() {
      const rows = await db.selectFrom("audit_keys").selectAll().orderBy("number").execute();
      return rows.map((row) => ({
        id: row.id,
        publicKey: row.public_key,
        sealedPrivateKey: row.private_key,
      }));
    },
    async addKey(number, key) {
      await db
        .insertInto("audit_keys")
        .values({ number, id: key.id, public_key: key.publicKey, private_key: key.sealedPrivateKey })
        .execute();
    },
    async resealKey(key) {
      await db
        .updateTable("audit_keys")
        .set({ private_key: key.sealedPrivateKey })
        .where("id", "=", key.id)
        .execute();
    },
  };
}

function toCheckpoint(row: Selectable<Schema["checkpoints"]>): SignedCheckpoint {
  return { index: row.idx, hash: row.hash, at: row.at, keyId: row.key_id, signature: row.signature };
}
