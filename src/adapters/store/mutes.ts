import type { Selectable } from "kysely";
import { isSame, type Person } from "../../shared/people.ts";
import type { MuteRow } from "../../subscriptions/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import { parseStored, type Db } from "./database.ts";
import type { Schema } from "./schema.ts";
import type { AlertFilter } from "../../subscriptions/filter.ts";

/** Who does not want to hear of what for a while. */
export function mutesOf(db: Db): Tx["mutes"] {
  const endingAfter = (conversationId: string | null, at: number) =>
    db
      .selectFrom("mutes")
      .selectAll()
      .where("until", ">", at)
      .$if(conversationId !== null, (query) => query.where("conversation_id", "=", conversationId))
      .orderBy("until")
      .orderBy("id");
  return {
    async insert(row) {
      await db
        .insertInto("mutes")
        .values({
          id: row.id,
          conversation_id: row.conversationId,
          kind: row.kind,
          filter: JSON.stringify(row.filter),
          since: row.since,
          until: row.until,
          created_by: row.createdBy,
          owner: row.owner === null ? null : `${row.owner.tid}|${row.owner.oid}`,
        })
        .execute();
    },
    endingAfter: async (conversationId, at) => (await endingAfter(conversationId, at).execute()).map(toMute),
    async end(conversationId, now, { own, id: only }) {
      const found = (await endingAfter(conversationId, now).execute()).map(toMute);
      const ended = found.filter(
        (row) => (only === null || row.id === only) && (own === null || isOwn(row, own)),
      );
      for (const { id } of ended)
        await db.updateTable("mutes").set({ until: now }).where("id", "=", id).execute();
      return ended;
    },
  };
}

function toMute(row: Selectable<Schema["mutes"]>): MuteRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    kind: row.kind as MuteRow["kind"],
    filter: parseStored<AlertFilter>("mutes", row.id, row.filter),
    since: row.since,
    until: row.until,
    createdBy: row.created_by,
    owner: toOwner(row.owner),
  };
}

function toOwner(owner: string | null): MuteRow["owner"] {
  const [tid, oid] = owner?.split("|") ?? [];
  return tid === undefined || oid === undefined ? null : { tid, oid };
}

/** A UPN may be somebody else's by tomorrow. */
function isOwn({ owner, createdBy }: MuteRow, person: Pick<Person, "oid" | "tid" | "upn">): boolean {
  return owner === null ? createdBy === person.upn : isSame(owner, person);
}
