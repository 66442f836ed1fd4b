import { hash as digestOf } from "node:crypto";
import canonicalize from "canonicalize";
import { strToU8, zipSync } from "fflate";
import { Fault } from "../../shared/errors.ts";
import type { SignedCheckpoint } from "../checkpoint.ts";
import type { AuditRecord } from "../record.ts";

/**
 * A sealed report of an alert or an incident: a ZIP that proves by itself that nothing in it was changed. `docs/report-format.md`
 * describes it for whoever wants to verify one without the bot.
 */

export const FORMAT = "defender-bot-report/1";

/** The entries, in their order. */
export const ENTRIES = [
  "report.md",
  "report.html",
  "records.json",
  "manifest.json",
  "audit.jsonl",
  "checkpoint.json",
] as const;
export type Entry = (typeof ENTRIES)[number];

/** What the manifest has the hashes of. */
export const SEALED = ["report.md", "report.html", "records.json"] as const satisfies readonly Entry[];

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly about: { readonly kind: string; readonly id: string };
  /** ISO 8601 UTC. */
  readonly at: string;
  /** UPN of who asked for it. */
  readonly by: string;
  /** SHA-256 of each entry. */
  readonly files: Readonly<Record<(typeof SEALED)[number], string>>;
  /** Where the extract of the audit chain begins, and which of its records are not withheld, its last one apart. */
  readonly audit: {
    readonly from: number;
    readonly previousHash: string;
    readonly shown: readonly number[];
  };
}

/** A record that whoever asked may not see: its place in the chain alone. */
export type Withheld = Pick<AuditRecord, "index" | "previousHash" | "hash">;

/** The checkpoint with the key that it is signed with. */
export type KeyedCheckpoint = SignedCheckpoint & { readonly publicKey: string };

/** SHA-256 of the text in UTF-8, in hexadecimal digits. */
export function sha256Of(text: string): string {
  return digestOf("sha256", text, "hex");
}

/** RFC 8785 canonical JSON: one text for one value. @throws Fault `invariant` when it has none */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Fault("invariant", "a part of a report has no canonical form");
  return text;
}

/** What the record of a report says of its manifest; the record is the last one of the extract. */
export function sealOf(manifest: string): string {
  return `manifest sha256:${sha256Of(manifest)}`;
}

/** Nothing in the container depends on when, where or by what it was made. */
export function zipOf(entries: Readonly<Record<Entry, string>>): Uint8Array {
  // The clock of ZIP knows no zone: this is its first moment in every one.
  const options = { level: 0, mtime: new Date(1980, 0, 1) } as const;
  const files = ENTRIES.map((name): [string, [Uint8Array, typeof options]] => [
    name,
    [strToU8(entries[name]), options],
  ]);
  return zipSync(Object.fromEntries(files));
}
