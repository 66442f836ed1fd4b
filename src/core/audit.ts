import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { Fault } from "./errors.ts";

export const AUDIT_EVENTS = [
  "requested",
  "approved",
  "denied",
  "revoked",
  "voided",
  "expired",
  "cancelled",
  "executing",
  "executed",
  "succeeded",
  "failed",
  "interrupted",
  "extended",
  "emergency",
  "reviewed",
  "changed",
  "subscribed",
  "unsubscribed",
  "muted",
  "unmuted",
  "enabled",
  "disabled",
  "halted",
  "resumed",
  "halted-refused",
  "signed-in",
  "signed-out",
  "refused",
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export type AuditActor =
  { readonly oid: string; readonly tid: string; readonly upn: string } | { readonly system: true };

/** A record before it has its place in the chain. */
export interface AuditDraft {
  /** Epoch milliseconds; stored as ISO 8601 UTC. */
  readonly at: number;
  readonly actor: AuditActor;
  readonly event: AuditEvent;
  readonly requestId?: string;
  readonly command: string;
  readonly target?: { readonly deviceId: string; readonly name: string };
  /** Redacted: never tokens or secrets. */
  readonly args: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly detail?: string;
}

/** A record of the chain (CONTRACT §7). */
export interface AuditRecord extends Omit<AuditDraft, "at"> {
  /** From 0 on, without gaps. */
  readonly index: number;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  /** Hash of the record before; 64 zeros for the first. */
  readonly previousHash: string;
  readonly hash: string;
}

export const GENESIS_HASH = "0".repeat(64);

function hashOf(record: Omit<AuditRecord, "hash">): string {
  const canonical = canonicalize(record);
  if (canonical === undefined) throw new Fault("invariant", "audit record has no canonical form");
  return createHash("sha256").update(canonical, "utf8").digest("hex");
}

/** Gives a draft its place after `previous` (null: the first record); SHA-256 over RFC 8785 canonical JSON. */
export function append(previous: { index: number; hash: string } | null, draft: AuditDraft): AuditRecord {
  const record = {
    ...draft,
    index: previous === null ? 0 : previous.index + 1,
    at: new Date(draft.at).toISOString(),
    previousHash: previous?.hash ?? GENESIS_HASH,
  };
  return { ...record, hash: hashOf(record) };
}

export type Verification =
  | { readonly ok: true; readonly count: number; readonly head: string }
  | { readonly ok: false; readonly badIndex: number; readonly why: string };

export interface Checkpoint {
  readonly index: number;
  readonly hash: string;
}

/**
 * Checks a chain record by record: order, links, hashes; with a checkpoint also that the chain still reaches it,
 * which finds truncation (CONTRACT §6.8). Names the first bad index.
 */
export function verify(records: Iterable<AuditRecord>, checkpoint: Checkpoint | null = null): Verification {
  let count = 0;
  let head = GENESIS_HASH;
  let reached = checkpoint === null;
  for (const record of records) {
    const { hash, ...rest } = record;
    if (record.index !== count) return bad(count, `expected index ${count}, found ${record.index}`);
    if (record.previousHash !== head) return bad(count, "does not follow the record before it");
    if (hashOf(rest) !== hash) return bad(count, "was changed: its hash does not match");
    if (checkpoint?.index === count) {
      if (checkpoint.hash !== hash) return bad(count, "differs from the checkpoint");
      reached = true;
    }
    head = hash;
    count += 1;
  }
  if (!reached) return bad(count, `the chain ends before the checkpoint at ${checkpoint?.index ?? 0}`);
  return { ok: true, count, head };
}

function bad(badIndex: number, why: string): Verification {
  return { ok: false, badIndex, why };
}
