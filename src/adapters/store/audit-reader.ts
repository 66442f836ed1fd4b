import { CHAIN_START, type Verification } from "../../audit/record.ts";
import { endOf, followStored, followTexts, type Mark, type StoredRecord } from "../../audit/verify.ts";
import { markOf } from "../../audit/checkpoint.ts";
import { readHead, readPage } from "./audit.ts";
import { checkpointsOf } from "./checkpoints.ts";
import type { Db } from "./database.ts";

const BATCH = 1000;

/** What somebody outside keeps to hold the store against. */
export interface Outside {
  readonly checkpoints: readonly Mark[];
  /** With them the store's own checkpoints have to be signed; empty: with the keys that the store itself names. */
  readonly publicKeys: readonly string[];
}

/** Rows as they are stored, from an index on, in order; a batch at a time. */
export async function* auditPages(db: Db, from: number): AsyncGenerator<readonly StoredRecord[]> {
  for (let next = from; ;) {
    const rows = await readPage(db, next, BATCH);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    next = last.index + 1;
  }
}

/**
 * Verifies the stored chain: hashes and links, the columns beside each record, the row that says where it ends, the
 * signed checkpoints in the store and those from outside. Has to run on one snapshot; memory does not grow with it.
 */
export async function verifyStored(db: Db, outside: Outside | null): Promise<Verification> {
  const kept = outside?.checkpoints ?? [];
  const marksOf = await storedMarks(db, outside?.publicKeys ?? []);
  let at: Verification = { ok: true, ...CHAIN_START };
  // Not from 0: a row put in front of the chain is to be found too.
  for await (const rows of auditPages(db, Number.MIN_SAFE_INTEGER)) {
    const marks = await marksOf(at.count, at.count + rows.length);
    at = followStored(at, rows, [...marks, ...kept]);
    if (!at.ok) return at;
  }
  const end = at.count;
  const behind = [
    ...kept.filter(({ index }) => index >= end),
    ...(await marksOf(end, Number.MAX_SAFE_INTEGER)),
  ];
  return endOf(at, await readHead(db), behind);
}

/** Verifies an export, line by line, with what somebody outside keeps; no store is asked. */
export async function verifyTexts(
  texts: AsyncIterable<string>,
  kept: readonly Mark[],
): Promise<Verification> {
  let at: Verification = { ok: true, ...CHAIN_START };
  for await (const text of texts) {
    at = followTexts(at, [text], kept);
    if (!at.ok) return at;
  }
  const { count, head } = at;
  const end = count === 0 ? null : { index: count - 1, hash: head };
  return endOf(
    at,
    end,
    kept.filter(({ index }) => index >= count),
  );
}

/** The store's own checkpoints between two indices, as marks. */
async function storedMarks(
  db: Db,
  publicKeys: readonly string[],
): Promise<(from: number, to: number) => Promise<readonly Mark[]>> {
  const checkpoints = checkpointsOf(db);
  const own = (await checkpoints.keys()).map((key) => key.publicKey);
  const keys = publicKeys.length > 0 ? publicKeys : own;
  return async (from, to) => (await checkpoints.between(from, to)).map((one) => markOf(one, keys));
}
