import type { Selectable } from "kysely";
import type { Round, SubscriptionRow } from "../../subscriptions/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import { toConversation } from "./conversations.ts";
import { parseStored, type Db } from "./database.ts";
import { prepared, type Due } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { AlertFilter } from "../../subscriptions/filter.ts";

/** Who wants to hear of what; lists are oldest first. */
export function subscriptionsOf(db: Db): Tx["subscriptions"] {
  const kindred = prepared(db, unpausedOf);
  return {
    async insert(row, round) {
      await db
        .insertInto("subscriptions")
        .values({
          ...{ id: row.id, conversation_id: row.conversationId, kind: row.kind },
          ...{ filter: JSON.stringify(row.filter), created_by: row.createdBy, created_at: row.createdAt },
          paused_since: row.pausedSince,
          ...toColumns(round ?? null),
        })
        .execute();
    },
    async get(id) {
      const row = await ordered(db).where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toSubscription(row);
    },
    async list(conversationId) {
      return (await ordered(db).where("conversation_id", "=", conversationId).execute()).map(toSubscription);
    },
    async ofKind(kind) {
      return (await kindred({ kind })).rows.map(toSubscription);
    },
    async remove(id) {
      const { numDeletedRows } = await db
        .deleteFrom("subscriptions")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    ...pausesOf(db),
    ...roundsOf(db),
    personal: () => personal(db),
  };
}

function ordered(db: Db) {
  return db.selectFrom("subscriptions").selectAll().orderBy("created_at").orderBy("id");
}

function unpausedOf(db: Db, { kind }: Pick<SubscriptionRow, "kind">) {
  return ordered(db).where("kind", "=", kind).where("paused_since", "is", null);
}

function toColumns(round: Round | null): Pick<Selectable<Schema["subscriptions"]>, "due_at" | "round"> {
  if (round === null) return { due_at: null, round: null };
  const { dueAt, ...rest } = round;
  return { due_at: dueAt, round: JSON.stringify(rest) };
}

function roundsDue(db: Db, { now, limit }: Due) {
  return db
    .selectFrom("subscriptions")
    .selectAll()
    .where("due_at", "<=", now)
    .where("paused_since", "is", null)
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit);
}

function roundsOf(db: Db): Pick<Tx["subscriptions"], "due" | "moveOn"> {
  const due = prepared(db, roundsDue);
  return {
    async due(now, limit) {
      const { rows } = await due({ now, limit });
      return rows.map((row) => ({
        ...toSubscription(row),
        round: {
          ...parseStored<Omit<Round, "dueAt">>("subscriptions", row.id, row.round ?? ""),
          dueAt: row.due_at ?? 0,
        },
      }));
    },
    async moveOn({ id, round }, next) {
      const { numUpdatedRows } = await db
        .updateTable("subscriptions")
        .set(toColumns(next))
        .where("id", "=", id)
        .where("due_at", "=", round.dueAt)
        .where("paused_since", "is", null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}

function pausesOf(db: Db): Pick<Tx["subscriptions"], "pause" | "resume"> {
  return {
    async pause(conversationId, kind, now) {
      await db
        .updateTable("subscriptions")
        .set({ paused_since: now })
        .where("conversation_id", "=", conversationId)
        .where("kind", "=", kind)
        .where("paused_since", "is", null)
        .execute();
    },
    async resume(id, now) {
      const fresh = { paused_since: null, created_at: now };
      await db.updateTable("subscriptions").set(fresh).where("id", "=", id).execute();
    },
  };
}

function toSubscription(row: Selectable<Schema["subscriptions"]>): SubscriptionRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    kind: row.kind as SubscriptionRow["kind"],
    filter: parseStored<AlertFilter>("subscriptions", row.id, row.filter),
    createdBy: row.created_by,
    createdAt: row.created_at,
    pausedSince: row.paused_since,
  };
}

async function personal(db: Db): ReturnType<Tx["subscriptions"]["personal"]> {
  const rows = await db
    .selectFrom("subscriptions as wanted")
    .innerJoin("conversations as place", "place.id", "wanted.conversation_id")
    .selectAll("place")
    .select("wanted.kind as wantedKind")
    .distinct()
    .where("wanted.paused_since", "is", null)
    .where("place.kind", "=", "personal")
    .where("place.removed", "=", 0)
    .execute();
  return rows.map((row) => ({ place: toConversation(row), kind: row.wantedKind as SubscriptionRow["kind"] }));
}
