import { hash as digestOf } from "node:crypto";
import canonicalize from "canonicalize";
import { Fault } from "../shared/errors.ts";

/**
 * The chain of audit records. What must hold: each record is hashed together with the hash of the one before, so none
 * can be changed, taken out or put in without breaking all that follow; it is written in the transaction of what it
 * tells, so neither is there without the other; and no token or secret is ever in it.
 */

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
  "stopped",
  "taken-over",
  "reported",
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export type AuditActor =
  { readonly oid: string; readonly tid: string; readonly upn: string } | { readonly system: true };

/** A person as a record names them: without their name, which changes, and nothing else that is known of them. */
export function actorOf({ oid, tid, upn }: Extract<AuditActor, { readonly oid: string }>): AuditActor {
  return { oid, tid, upn };
}

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

/** A record of the chain. */
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

/** SHA-256 over the RFC 8785 canonical JSON of a record without its hash; null: it has no canonical form. */
export function hashOf(record: Omit<AuditRecord, "hash">): string | null {
  try {
    const canonical = canonicalize(record);
    return canonical === undefined ? null : digestOf("sha256", canonical, "hex");
  } catch {
    // RFC 8785 refuses some JSON that the bot never writes: lone surrogates, nesting without end.
    return null;
  }
}

/** Gives a draft its place after `previous` (null: the first record); SHA-256 over RFC 8785 canonical JSON. */
export function append(previous: { index: number; hash: string } | null, draft: AuditDraft): AuditRecord {
  const record = {
    ...draft,
    index: previous === null ? 0 : previous.index + 1,
    at: new Date(draft.at).toISOString(),
    previousHash: previous?.hash ?? GENESIS_HASH,
  };
  const hash = hashOf(record);
  if (hash === null) throw new Fault("invariant", "audit record has no canonical form");
  return { ...record, hash };
}

/** Where a chain stands: how many records were followed, and the hash of the last (64 zeros: of none). */
export interface Position {
  readonly count: number;
  readonly head: string;
}

export const CHAIN_START: Position = { count: 0, head: GENESIS_HASH };

/** What is wrong with a chain, and with which record it begins. */
export interface Finding {
  readonly ok: false;
  readonly badIndex: number;
  readonly why: string;
}

export type Verification = ({ readonly ok: true } & Position) | Finding;

export interface Checkpoint {
  readonly index: number;
  readonly hash: string;
}

/** A finding; `why` begins where "record N" ends, or tells of the chain. */
export function bad(badIndex: number, why: string): Finding {
  return { ok: false, badIndex, why };
}

/** One record further: order, link and hash. */
export function follow(from: Position, record: AuditRecord): Verification {
  const { hash, ...rest } = record;
  const { count, head } = from;
  if (record.index !== count) return bad(count, `expected index ${count}, found ${nameOf(record.index)}`);
  if (record.previousHash !== head) return bad(count, "does not follow the record before it");
  const right = hashOf(rest);
  if (right === null) return bad(count, "was changed: it has no canonical form");
  if (right !== hash) return bad(count, "was changed: its hash does not match");
  return { ok: true, count: count + 1, head: hash };
}

/** What stands there may be any JSON, made to be read on somebody's terminal. */
function nameOf(index: unknown): string {
  return Number.isSafeInteger(index) ? String(index) : "none";
}

/** Whether the chain has the record that a checkpoint names; null: it does, or is not that far yet. */
export function missed(checkpoint: Checkpoint, at: Position): Finding | null {
  if (checkpoint.index !== at.count - 1 || checkpoint.hash === at.head) return null;
  return bad(checkpoint.index, "differs from the checkpoint");
}

/** The chain ended too early for a checkpoint. */
export function endsBefore(checkpoint: Checkpoint, end: Position): Finding {
  return bad(end.count, `the chain ends before the checkpoint at ${checkpoint.index}`);
}
