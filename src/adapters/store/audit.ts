import { append, type AuditDraft, type AuditRecord, type Checkpoint } from "../../audit/record.ts";
import type { StoredRecord } from "../../audit/verify.ts";
import { Fault } from "../../shared/errors.ts";
import type { Tx } from "../../bot/rows.ts";
import { keptWith } from "../../texts/remembered.ts";
import { parseStored, type Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";

/** The audit chain; kept for ever. */
export function auditOf(db: Db): Tx["audit"] {
  return {
    append: appending(db),
    async list(requestId, limit) {
      let query = db.selectFrom("audit").selectAll().orderBy("idx", "desc").limit(limit);
      if (requestId !== null) query = query.where("request_id", "=", requestId);
      return (await query.execute()).map((row) => parseStored<AuditRecord>("audit", row.idx, row.body));
    },
    head: () => readHead(db),
    page: (from, limit) => readPage(db, from, limit),
  };
}

/** Records as they are stored, from an index on, in order. */
export async function readPage(db: Db, from: number, limit: number): Promise<readonly StoredRecord[]> {
  const { rows } = await pageIn(db)({ from, limit });
  return rows.map(({ idx, at, request_id, event, body }) => ({
    index: idx,
    at,
    requestId: request_id,
    event,
    body,
  }));
}

const pageIn = keptWith((db: Db) => prepared(db, selectPage));

function selectPage(db: Db, { from, limit }: { readonly from: number; readonly limit: number }) {
  return db.selectFrom("audit").selectAll().where("idx", ">=", from).orderBy("idx").limit(limit);
}

/** The end of the chain as its own row says; null: no record yet. */
export async function readHead(db: Db): Promise<Checkpoint | null> {
  return headOf((await headIn(db)({})).rows[0]);
}

const headIn = keptWith((db: Db) => prepared(db, () => selectHead(db)));

function selectHead(db: Db) {
  return db.selectFrom("audit_head").selectAll().where("id", "=", 1);
}

type Head = Pick<Schema["audit_head"], "idx" | "hash">;

function headOf(row: Head | undefined): Checkpoint | null {
  if (row === undefined) throw new Fault("store", "the head of the audit chain is missing");
  return row.idx < 0 ? null : { index: row.idx, hash: row.hash };
}

function appending(db: Db): Tx["audit"]["append"] {
  const lockedHead = prepared(db, () => selectHead(db).forUpdate());
  const insert = prepared(db, (_, row: Schema["audit"]) => db.insertInto("audit").values(row));
  const setHead = prepared(db, (_, head: Head) => db.updateTable("audit_head").set(head).where("id", "=", 1));
  return async (draft) => {
    // Locked to the end of the transaction: two instances can't both follow the same record.
    const head = headOf((await lockedHead({})).rows[0]);
    const record = append(head, wellFormed(draft));
    const { index: idx, hash, event } = record;
    const body = JSON.stringify(record);
    await insert({ idx, at: draft.at, request_id: record.requestId ?? null, event, body });
    await setHead({ idx, hash });
    return record;
  };
}

/** RFC 8785 has no form for a lone surrogate, which hostile text or a cut at 500 characters may contain. */
function wellFormed(draft: AuditDraft): AuditDraft {
  const text = JSON.stringify(draft, (_key, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
  return JSON.parse(text) as AuditDraft;
}
