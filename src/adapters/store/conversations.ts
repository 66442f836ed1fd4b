import { sql, type Selectable } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { LANGUAGES } from "../../texts/locale.ts";
import type { ConversationKind } from "../../messaging/conversation.ts";
import type { ConversationRow, ConversationSettings, Whereabouts } from "../../messaging/rows.ts";

/** Conversations the bot is in. A removed one is unknown until the bot is added again, and then not enabled. */
export function conversationsOf(db: Db): Tx["conversations"] {
  const byId = prepared(db, (_, { id }: { readonly id: string }) => known(db).where("id", "=", id));
  const touchOwn = prepared(db, touchAs(true));
  const touchOther = prepared(db, touchAs(false));
  return {
    ...gatesOf(db),
    async get(id) {
      const [row] = (await byId({ id })).rows;
      return row === undefined ? null : toConversation(row);
    },
    async touch(row, now) {
      const write = row.kind === "personal" ? touchOwn : touchOther;
      await write({ id: row.id, ...NEW, ...factsOf(row, now) });
    },
    note: (row, now) => note(db, row, now),
    async set(id, settings) {
      const row = await known(db).where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw new Fault("invariant", "a setting of an unknown conversation");
      const set = settingColumns({ ...toConversation(row), ...settings });
      await db.updateTable("conversations").set(set).where("id", "=", id).execute();
    },
    async personalOf(oid) {
      const row = await known(db)
        .where("person_oid", "=", oid)
        .where("kind", "=", "personal")
        .orderBy("touched_at", "desc")
        .executeTakeFirst();
      return row === undefined ? null : toConversation(row);
    },
    async inTeam(team) {
      return (await known(db).where("team", "=", team).execute()).map(toConversation);
    },
    remove: (id) => remove(db, id),
  };
}

function known(db: Db) {
  // As text: by a parameter SQLite plans anew at each run, for the index of those that are removed.
  return db.selectFrom("conversations").selectAll().where(sql.ref("removed"), "=", sql.lit(0));
}

type Gates = Pick<Tx["conversations"], "closed" | "close" | "wake" | "opened" | "told">;

/** Which of them take messages. */
function gatesOf(db: Db): Gates {
  const closedNow = prepared(db, () => known(db).where("closed_since", "is not", null));
  const wakened = prepared(db, wakeOne);
  return {
    async closed() {
      return (await closedNow({})).rows.map(toConversation);
    },
    close: (id, since, probeAt) => close(db, id, since, probeAt),
    async wake(id, now) {
      const { numAffectedRows = 0n } = await (id === null ? wakeChannels(db, now) : wakened({ id, now }));
      return numAffectedRows > 0n;
    },
    async opened(id) {
      await db
        .updateTable("conversations")
        .set({ closed_since: null, told_at: null, probe_at: 0 })
        .where("id", "=", id)
        .where("closed_since", "is not", null)
        .execute();
    },
    async told(id, now) {
      await db.updateTable("conversations").set({ told_at: now }).where("id", "=", id).execute();
    },
  };
}

async function close(db: Db, id: string, since: number, probeAt: number): Promise<void> {
  await db
    .updateTable("conversations")
    .set((is) => ({
      closed_since: is.fn.coalesce("closed_since", is.cast<number>(is.val(since), "bigint")),
      probe_at: probeAt,
    }))
    .where("id", "=", id)
    .execute();
}

async function remove(db: Db, id: string): Promise<void> {
  const gone = { removed: 1, enabled: 0, closed_since: null, told_at: null, probe_at: 0 };
  await db.updateTable("conversations").set(gone).where("id", "=", id).execute();
  await db.deleteFrom("subscriptions").where("conversation_id", "=", id).execute();
  await db.deleteFrom("mutes").where("conversation_id", "=", id).execute();
  await db.deleteFrom("saved_hunts").where("conversation_id", "=", id).execute();
  // Whoever adds the bot again asked for none of it. Cards that stand there still tell what became of their request.
  await db.deleteFrom("alert_views").where("conversation_id", "=", id).execute();
  await db
    .deleteFrom("posts")
    .where("conversation_id", "=", id)
    .where((is) => is.or([is("activity_id", "is", null), is("kind", "=", "alerts")]))
    .execute();
  await db.updateTable("posts").set({ due_at: null }).where("conversation_id", "=", id).execute();
}

/** @param isOwn for somebody's own chat: whose it is stays known, as where it is does, when an activity does not say it */
function touchAs(isOwn: boolean) {
  return (db: Db, row: Schema["conversations"]) =>
    db
      .insertInto("conversations")
      .values(row)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((is) => ({
          kind: is.ref("excluded.kind"),
          tenant_id: is.ref("excluded.tenant_id"),
          service_url: is.ref("excluded.service_url"),
          person_oid: isOwn
            ? is.fn.coalesce("excluded.person_oid", "conversations.person_oid")
            : is.ref("excluded.person_oid"),
          team: is.fn.coalesce("excluded.team", "conversations.team"),
          locale: is.fn.coalesce("excluded.locale", "conversations.locale"),
          time_zone: is.fn.coalesce("excluded.time_zone", "conversations.time_zone"),
          removed: is.ref("excluded.removed"),
          touched_at: is.ref("excluded.touched_at"),
        })),
      );
}

function wakeChannels(db: Db, now: number) {
  const closed = db.updateTable("conversations").set({ probe_at: now }).where("closed_since", "is not", null);
  return db.executeQuery(closed.where("kind", "=", "channel").compile());
}

function wakeOne(db: Db, { id, now }: { readonly id: string; readonly now: number }) {
  return db
    .updateTable("conversations")
    .set({ probe_at: now })
    .where("closed_since", "is not", null)
    .where("id", "=", id);
}

async function note(db: Db, row: Whereabouts, now: number): Promise<void> {
  await db
    .insertInto("conversations")
    .values({ id: row.id, ...NEW, ...factsOf(row, now) })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ service_url: row.serviceUrl }))
    .execute();
}

const NEW = {
  ...settingColumns({ enabled: false, language: null }),
  ...{ closed_since: null, probe_at: 0, told_at: null },
} as const;

/** What people set, as its columns; `toConversation` reads them. */
function settingColumns({ enabled, language }: ConversationSettings) {
  return { enabled: enabled ? 1 : 0, language };
}

function factsOf(row: Whereabouts, now: number) {
  return {
    kind: row.kind,
    tenant_id: row.tenantId,
    service_url: row.serviceUrl,
    person_oid: row.personOid,
    team: row.team ?? null,
    locale: row.locale ?? null,
    time_zone: row.timeZone ?? null,
    removed: 0,
    touched_at: now,
  };
}

/** A row that is known. */
export function toConversation(row: Selectable<Schema["conversations"]>): ConversationRow {
  return {
    id: row.id,
    kind: row.kind as ConversationKind,
    tenantId: row.tenant_id,
    serviceUrl: row.service_url,
    enabled: row.enabled === 1,
    personOid: row.person_oid,
    team: row.team,
    closedSince: row.closed_since,
    probeAt: row.probe_at,
    toldAt: row.told_at,
    language: LANGUAGES.find((one) => one === row.language) ?? null,
    locale: row.locale,
    timeZone: row.time_zone,
  };
}
