import { strFromU8, unzipSync } from "fflate";
import { markOf } from "../checkpoint.ts";
import { hashOf, type AuditRecord } from "../record.ts";
import {
  canonical,
  ENTRIES,
  FORMAT,
  SEALED,
  sealOf,
  sha256Of,
  zipOf,
  type Entry,
  type KeyedCheckpoint,
  type Manifest,
} from "./format.ts";

/** Whether a report is as it was made. `why` names the first thing that is wrong. */
export type ReportVerdict =
  | ({
      readonly ok: true;
      readonly records: number;
      readonly withheld: number;
      /** With it the checkpoint is signed: it is to be the bot's, as noted outside. */
      readonly publicKey: string;
      readonly head: string;
    } & Pick<Manifest, "about" | "at" | "by">)
  | { readonly ok: false; readonly why: string };

/**
 * Verifies a report without any store. Nothing in it is believed before it is checked.
 * @param publicKeys the bot's, as somebody noted them; empty: the key that the report itself names
 */
export function verifyReport(bytes: Uint8Array, publicKeys: readonly string[]): ReportVerdict {
  const entries = entriesOf(bytes);
  if (entries === null) return bad("the file is no report");
  const missing = ENTRIES.find((name) => entries[name] === undefined);
  if (missing !== undefined) return bad(`${missing} is missing`);
  const all = entries as Readonly<Record<Entry, string>>;
  const manifest = parsed<Manifest>(all["manifest.json"]);
  const checkpoint = parsed<KeyedCheckpoint>(all["checkpoint.json"]);
  if (manifest === null || !isManifest(manifest)) return bad("manifest.json was changed");
  if (checkpoint === null) return bad("checkpoint.json was changed");
  const changed = SEALED.find((name) => sha256Of(all[name]) !== manifest.files?.[name]);
  if (changed !== undefined) return bad(`${changed} was changed`);
  const chain = followExtract(all["audit.jsonl"], manifest);
  if (!chain.ok) return chain;
  const seal = sealOf(all["manifest.json"]);
  if (chain.last.event !== "reported" || chain.last.detail !== seal) return bad("manifest.json was changed");
  const wrong = wrongWith(checkpoint, chain.last, publicKeys);
  if (wrong !== null) return bad(`checkpoint.json ${wrong}`);
  // What is no entry: the container itself.
  if (!isSame(zipOf(all), bytes)) return bad("the container of the file was changed");
  const { records, withheld } = chain;
  const { about, at, by } = manifest;
  const { publicKey } = checkpoint;
  return { ok: true, records, withheld, publicKey, head: chain.last.hash, about, at, by };
}

function bad(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

function entriesOf(bytes: Uint8Array): Partial<Record<string, string>> | null {
  try {
    // Reports are not packed: what is could be a small file that fills all memory.
    const files = unzipSync(bytes, { filter: ({ compression }) => compression === 0 });
    return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
  } catch {
    return null;
  }
}

/** Whether it says what a manifest says: it is printed, and what is no number of a record is none. */
function isManifest({ format, about, at, by, audit }: Partial<Manifest>): boolean {
  const texts = [about?.kind, about?.id, at, by, audit?.previousHash];
  return format === FORMAT && texts.every((one) => typeof one === "string") && isIndex(audit?.from);
}

function isIndex(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** JSON in its one canonical form; null: it is not. */
function parsed<T>(text: string): T | null {
  try {
    const value = JSON.parse(text) as T;
    return typeof value === "object" && value !== null && canonical(value) === text ? value : null;
  } catch {
    return null;
  }
}

type Extract =
  | { readonly ok: true; readonly last: AuditRecord; readonly records: number; readonly withheld: number }
  | { readonly ok: false; readonly why: string };

function followExtract(text: string, { audit }: Manifest): Extract {
  let [index, head, withheld] = [audit?.from, audit?.previousHash, 0];
  let last: Partial<AuditRecord> | null = null;
  const shown = new Set(Array.isArray(audit?.shown) ? audit.shown : []);
  const lines = text.split("\n");
  if (lines.pop() !== "") return bad("audit.jsonl was changed");
  for (const line of lines) {
    last = parsed<Partial<AuditRecord>>(line);
    const why = oddityOf(last, index, head);
    if (last === null || why !== null) return bad(`record ${index}: ${why ?? "was changed"}`);
    if (last.event === undefined && shown.has(index)) return bad(`record ${index}: was withheld afterwards`);
    if (last.event === undefined) withheld += 1;
    [index, head] = [index + 1, last.hash ?? ""];
  }
  if (last?.event === undefined) return bad("audit.jsonl has no record of the report");
  return { ok: true, last: last as AuditRecord, records: lines.length, withheld };
}

function oddityOf(record: Partial<AuditRecord> | null, index: number, head: string): string | null {
  if (record === null) return "was changed";
  if (record.index !== index || record.previousHash !== head) return "does not follow the one before it";
  const { hash, ...rest } = record;
  if (Object.keys(rest).length === 2) return /^[0-9a-f]{64}$/.test(hash ?? "") ? null : "was changed";
  return hashOf(rest as AuditRecord) === hash ? null : "was changed: its hash does not match";
}

function wrongWith(
  checkpoint: KeyedCheckpoint,
  last: AuditRecord,
  publicKeys: readonly string[],
): string | null {
  const { publicKey, signature } = checkpoint;
  // Base64 has more than one spelling for the same bytes.
  if ([publicKey, signature].some((text) => typeof text !== "string" || !isWhole(text))) return "was changed";
  const keys = publicKeys.length > 0 ? publicKeys : [publicKey];
  if (!keys.includes(publicKey)) return "is signed with another key";
  if (checkpoint.index !== last.index || checkpoint.hash !== last.hash) return "is of another record";
  return markOf(checkpoint, keys).fault === null ? null : "was changed: its signature is wrong";
}

function isWhole(text: string): boolean {
  return Buffer.from(text, "base64url").toString("base64url") === text;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
}
