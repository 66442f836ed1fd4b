import { verify, type AuditRecord, type Checkpoint, type Verification } from "../../core/audit.ts";
import { readHead, type AuditRow } from "./audit.ts";
import type { Db } from "./database.ts";

const BATCH = 1000;

/** Rows as they are stored, from an index on, in order; a batch at a time. */
export async function* auditRows(db: Db, from: number): AsyncGenerator<AuditRow> {
  for (let next = from; ;) {
    const rows = await db
      .selectFrom("audit")
      .selectAll()
      .where("idx", ">=", next)
      .orderBy("idx")
      .limit(BATCH)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    next = last.idx + 1;
  }
}

/**
 * Verifies the stored chain: hashes and links, the columns beside each record, the row that says where it ends, and
 * the checkpoint. Has to run on one snapshot.
 */
export async function verifyStored(db: Db, checkpoint: Checkpoint | null): Promise<Verification> {
  // The chain is checked in one go, so the texts are held; the records made of them are not.
  const rows: AuditRow[] = [];
  // Not from 0: a row put in front of the chain is to be found too.
  for await (const row of auditRows(db, Number.MIN_SAFE_INTEGER)) rows.push(row);
  const wrong = rows.findIndex((row) => faultOf(row) !== null);
  const sound = wrong < 0 ? rows.length : wrong;
  const reachable = wrong < 0 || (checkpoint !== null && checkpoint.index < wrong);
  const verdict = verifyRows(rows.slice(0, sound), reachable ? checkpoint : null);
  if (!verdict.ok) return verdict;
  const row = rows[wrong];
  if (row !== undefined) return { ok: false, badIndex: wrong, why: faultOf(row) ?? "is damaged" };
  const head = await readHead(db);
  const agrees =
    head === null ? verdict.count === 0 : head.index === verdict.count - 1 && head.hash === verdict.head;
  if (agrees) return verdict;
  return { ok: false, badIndex: verdict.count, why: "the chain does not end where the store says it does" };
}

function verifyRows(rows: readonly AuditRow[], checkpoint: Checkpoint | null): Verification {
  let current = -1;
  function* records(): Generator<AuditRecord> {
    for (const row of rows) {
      current += 1;
      yield JSON.parse(row.body) as AuditRecord;
    }
  }
  try {
    return verify(records(), checkpoint);
  } catch {
    // RFC 8785 refuses some JSON that the bot never writes: lone surrogates, nesting without end.
    return { ok: false, badIndex: current, why: "was changed: it has no canonical form" };
  }
}

/** What is wrong with a row by itself; null: its columns say what its record says. */
function faultOf(row: AuditRow): string | null {
  const record = recordOf(row.body);
  if (record === null) return "was changed: it is not a record";
  const agrees =
    record.index === row.idx &&
    record.event === row.event &&
    (record.requestId ?? null) === row.request_id &&
    Date.parse(record.at) === row.at;
  return agrees ? null : "was changed: the columns disagree with the record";
}

function recordOf(body: string): (Partial<AuditRecord> & { at: string }) | null {
  try {
    const value: unknown = JSON.parse(body);
    const isRecord =
      typeof value === "object" && value !== null && "at" in value && typeof value.at === "string";
    return isRecord ? (value as Partial<AuditRecord> & { at: string }) : null;
  } catch {
    return null;
  }
}
