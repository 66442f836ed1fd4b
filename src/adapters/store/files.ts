import type { Selectable } from "kysely";
import type { Tx } from "../../bot/rows.ts";
import type { FileRow, FileState } from "../../files/rows.ts";
import type { Db } from "./database.ts";
import { prepared, type Due } from "./prepared.ts";
import type { Schema } from "./schema.ts";

const OPEN: readonly FileState[] = ["offered", "accepted"];

/** Files that are on offer. */
export function filesOf(db: Db): Tx["files"] {
  return {
    due: dueOf(db),
    async insert({ postId, dueAt, expiresAt, ...row }) {
      await db
        .insertInto("files")
        .values({ ...row, post_id: postId, due_at: dueAt, expires_at: expiresAt })
        .execute();
    },
    async get(id) {
      const row = await db.selectFrom("files").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toFile(row);
    },
    async countOf({ oid, tid }) {
      const { open } = await db
        .selectFrom("files")
        .select((expression) => expression.fn.countAll().as("open"))
        .where("oid", "=", oid)
        .where("tid", "=", tid)
        .where("state", "in", OPEN)
        .executeTakeFirstOrThrow();
      return Number(open);
    },
    async change(id, from, { dueAt, postId, ...facts }) {
      const { numUpdatedRows } = await db
        .updateTable("files")
        .set({
          ...facts,
          ...(dueAt === undefined ? {} : { due_at: dueAt }),
          ...(postId === undefined ? {} : { post_id: postId }),
        })
        .where("id", "=", id)
        .where("state", "=", from)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}

function acceptedDue(db: Db, { now, limit }: Due) {
  return db
    .selectFrom("files")
    .selectAll()
    .where("state", "=", "accepted")
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit);
}

function dueOf(db: Db): Tx["files"]["due"] {
  const accepted = prepared(db, acceptedDue);
  return async (now, limit) => (await accepted({ now, limit })).rows.map(toFile);
}

function toFile(row: Selectable<Schema["files"]>): FileRow {
  const { post_id: postId, due_at: dueAt, expires_at: expiresAt, state, ...facts } = row;
  return { ...facts, state: state as FileState, postId, dueAt, expiresAt };
}
