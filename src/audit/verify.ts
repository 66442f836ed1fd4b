import {
  bad,
  endsBefore,
  follow,
  hashOf,
  missed,
  type AuditRecord,
  type Checkpoint,
  type Finding,
  type Position,
  type Verification,
} from "./record.ts";

/** A record as it lies in a store: its text, and the columns that searches use. Nothing of it is believed. */
export interface StoredRecord {
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly requestId: string | null;
  readonly event: string;
  /** JSON text of the record. */
  readonly body: string;
}

/** A checkpoint to hold a chain against; `fault`: why it is none, e.g. a signature that is not right. */
export interface Mark extends Checkpoint {
  readonly fault: string | null;
}

/** Reads the text of a record; null: it is not one. */
export function recordOf(body: string): AuditRecord | null {
  try {
    const value: unknown = JSON.parse(body);
    const isRecord =
      typeof value === "object" && value !== null && "at" in value && typeof value.at === "string";
    return isRecord ? (value as AuditRecord) : null;
  } catch {
    return null;
  }
}

/**
 * Follows the chain through the texts of records: each by itself, its link, and the marks at its index. A page of
 * them at a time is enough, so that a chain of any length takes the same memory.
 */
export function followTexts(from: Position, texts: Iterable<string>, marks: readonly Mark[]): Verification {
  let at: Verification = { ok: true, ...from };
  for (const text of texts) {
    const record = recordOf(text);
    if (record === null) return bad(at.count, "was changed: it is not a record");
    at = follow(at, record);
    if (!at.ok) return at;
    for (const mark of marks) {
      const miss = mark.index === at.count - 1 ? faultOf(mark, at) : null;
      if (miss !== null) return miss;
    }
  }
  return at;
}

/** The same for stored records: the columns beside each record have to say what it says. */
export function followStored(
  from: Position,
  rows: readonly StoredRecord[],
  marks: readonly Mark[],
): Verification {
  const wrong = rows.findIndex((row) => oddityOf(row) !== null);
  const sound = wrong < 0 ? rows : rows.slice(0, wrong);
  const at = followTexts(
    from,
    sound.map((row) => row.body),
    marks,
  );
  const odd = rows[wrong];
  return at.ok && odd !== undefined ? bad(at.count, oddityOf(odd) ?? "was changed") : at;
}

/** At the end of a chain: no mark lies behind it, and the store agrees that it is the end. */
export function endOf(end: Position, stored: Checkpoint | null, behind: readonly Mark[]): Verification {
  const [mark] = behind;
  if (mark !== undefined) return mark.fault === null ? endsBefore(mark, end) : bad(mark.index, mark.fault);
  const agreed =
    stored === null ? end.count === 0 : stored.index === end.count - 1 && stored.hash === end.head;
  return agreed
    ? { ok: true, ...end }
    : bad(end.count, "the chain does not end where the store says it does");
}

/** Whether the last record that was followed earlier is still there as it was; `row`: what is in its place now. */
export function changedSince(position: Position, row: StoredRecord | undefined): Finding | null {
  const record = row === undefined ? null : recordOf(row.body);
  if (row !== undefined && record !== null && oddityOf(row) === null && record.index === position.count - 1) {
    const { hash, ...rest } = record;
    if (hash === position.head && hashOf(rest) === hash) return null;
  }
  return bad(position.count - 1, "was changed or removed after it had been verified");
}

function faultOf(mark: Mark, at: Position): Finding | null {
  return mark.fault === null ? missed(mark, at) : bad(mark.index, mark.fault);
}

/**
 * What is odd about a row by itself; null: nothing. A row that is no record at all is not odd here: the reader of its
 * text says what it is.
 */
function oddityOf(row: StoredRecord): string | null {
  const record: Partial<AuditRecord> | null = recordOf(row.body);
  if (record === null) return null;
  // Two equal keys, say: who reads the text sees one of them, and the hash is made over the other.
  if (JSON.stringify(record) !== row.body) return "was changed: its text is not as the bot writes it";
  const agrees =
    record.index === row.index &&
    record.event === row.event &&
    (record.requestId ?? null) === row.requestId &&
    Date.parse(record.at ?? "") === row.at;
  return agrees ? null : "was changed: its columns disagree with it";
}
