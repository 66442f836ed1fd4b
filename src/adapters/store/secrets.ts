import type { Selectable } from "kysely";
import type { SignInRow } from "../../identity/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";

interface OfPartition {
  readonly partition: string;
}

function cipherTextIn(db: Db, { partition }: OfPartition) {
  return db.selectFrom("tokens").select("cipher_text").where("partition_key", "=", partition);
}

function marksOf(db: Db, { partition }: OfPartition) {
  return db.selectFrom("identity_marks").selectAll().where("partition_key", "=", partition);
}

/** Token caches, encrypted by who brings them. */
export function tokensOf(db: Db): Tx["tokens"] {
  const cipherTexts = prepared(db, cipherTextIn);
  return {
    async get(partition) {
      const [row] = (await cipherTexts({ partition })).rows;
      return row?.cipher_text ?? null;
    },
    async all() {
      const rows = await db.selectFrom("tokens").select(["partition_key", "cipher_text"]).execute();
      return rows.map((row) => ({ partition: row.partition_key, cipherText: row.cipher_text }));
    },
    async set(partition, cipherText, now) {
      const facts = { cipher_text: cipherText, updated_at: now };
      await db
        .insertInto("tokens")
        .values({ partition_key: partition, ...facts })
        .onConflict((conflict) => conflict.column("partition_key").doUpdateSet(facts))
        .execute();
    },
    async remove(partition) {
      await db.deleteFrom("tokens").where("partition_key", "=", partition).execute();
    },
  };
}

/** What outlives a person's tokens. */
export function identityMarksOf(db: Db): Tx["identityMarks"] {
  const marks = prepared(db, marksOf);
  return {
    async get(partition) {
      const [row] = (await marks({ partition })).rows;
      return { signOuts: row?.sign_outs ?? 0, refusedAt: row?.refused_at ?? null };
    },
    async set(partition, { signOuts, refusedAt }) {
      const facts = { sign_outs: signOuts, refused_at: refusedAt };
      await db
        .insertInto("identity_marks")
        .values({ partition_key: partition, ...facts })
        .onConflict((conflict) => conflict.column("partition_key").doUpdateSet(facts))
        .execute();
    },
  };
}

/** Sign-in popups under way. */
export function signInsOf(db: Db): Tx["signIns"] {
  return {
    async insert(row) {
      const { expiresAt, ...rest } = row;
      await db
        .insertInto("sign_ins")
        .values({ ...rest, expires_at: expiresAt })
        .execute();
    },
    async take(id, step, now) {
      const row = await db
        .deleteFrom("sign_ins")
        .where("id", "=", id)
        .where("step", "=", step)
        .where("expires_at", ">", now)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toSignIn(row);
    },
    async removeAllOf({ oid, tid }) {
      const removed = await db
        .deleteFrom("sign_ins")
        .where("oid", "=", oid)
        .where("tid", "=", tid)
        .executeTakeFirstOrThrow();
      return Number(removed.numDeletedRows);
    },
  };
}

function toSignIn(row: Selectable<Schema["sign_ins"]>): SignInRow {
  return {
    id: row.id,
    step: row.step as SignInRow["step"],
    oid: row.oid,
    tid: row.tid,
    body: row.body,
    expiresAt: row.expires_at,
  };
}
