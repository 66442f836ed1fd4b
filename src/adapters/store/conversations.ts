import type { Selectable } from "kysely";
import type { AlertFilter } from "../../core/alert.ts";
import { Fault } from "../../core/errors.ts";
import type { ConversationKind } from "../../core/model.ts";
import type { ConversationRow, SubscriptionRow, Tx } from "../../core/store.ts";
import { parseStored, type Db } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Conversations the bot is in. A removed one is unknown until the bot is added again, and then not enabled. */
export function conversationsOf(db: Db): Tx["conversations"] {
  return {
    async get(id) {
      const row = await db
        .selectFrom("conversations")
        .selectAll()
        .where("id", "=", id)
        .where("removed", "=", 0)
        .executeTakeFirst();
      return row === undefined ? null : toConversation(row);
    },
    touch: (row, now) => touch(db, row, now),
    async setEnabled(id, enabled) {
      const { numUpdatedRows } = await db
        .updateTable("conversations")
        .set({ enabled: enabled ? 1 : 0 })
        .where("id", "=", id)
        .where("removed", "=", 0)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new Fault("invariant", "enabling an unknown conversation");
    },
    async personalOf(oid) {
      const row = await db
        .selectFrom("conversations")
        .selectAll()
        .where("person_oid", "=", oid)
        .where("kind", "=", "personal")
        .where("removed", "=", 0)
        .orderBy("touched_at", "desc")
        .executeTakeFirst();
      return row === undefined ? null : toConversation(row);
    },
    async remove(id) {
      await db.updateTable("conversations").set({ removed: 1, enabled: 0 }).where("id", "=", id).execute();
      await db.deleteFrom("subscriptions").where("conversation_id", "=", id).execute();
      await db.deleteFrom("mutes").where("conversation_id", "=", id).execute();
    },
  };
}

async function touch(db: Db, row: Omit<ConversationRow, "enabled">, now: number): Promise<void> {
  const facts = {
    kind: row.kind,
    tenant_id: row.tenantId,
    service_url: row.serviceUrl,
    person_oid: row.personOid,
    removed: 0,
    touched_at: now,
  };
  await db
    .insertInto("conversations")
    .values({ id: row.id, enabled: 0, ...facts })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(facts))
    .execute();
}

function toConversation(row: Selectable<Schema["conversations"]>): ConversationRow {
  return {
    id: row.id,
    kind: row.kind as ConversationKind,
    tenantId: row.tenant_id,
    serviceUrl: row.service_url,
    enabled: row.enabled === 1,
    personOid: row.person_oid,
  };
}

/** Who wants to hear of what; lists are oldest first. */
export function subscriptionsOf(db: Db): Tx["subscriptions"] {
  const ordered = () => db.selectFrom("subscriptions").selectAll().orderBy("created_at").orderBy("id");
  return {
    async insert(row) {
      await db
        .insertInto("subscriptions")
        .values({
          id: row.id,
          conversation_id: row.conversationId,
          kind: row.kind,
          filter: JSON.stringify(row.filter),
          created_by: row.createdBy,
          created_at: row.createdAt,
        })
        .execute();
    },
    async get(id) {
      const row = await ordered().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toSubscription(row);
    },
    async list(conversationId) {
      return (await ordered().where("conversation_id", "=", conversationId).execute()).map(toSubscription);
    },
    async ofKind(kind) {
      return (await ordered().where("kind", "=", kind).execute()).map(toSubscription);
    },
    async remove(id) {
      const { numDeletedRows } = await db
        .deleteFrom("subscriptions")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
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
  };
}
