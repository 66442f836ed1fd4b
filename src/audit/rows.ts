import type { AuditDraft, AuditRecord, Checkpoint } from "./record.ts";
import type { StoredRecord } from "./verify.ts";
import type { CursorRows, OnceRows } from "../shared/store.ts";
import type { Tx as SubscriptionsTx } from "../subscriptions/rows.ts";
import type { SignedCheckpoint, SigningKey } from "./checkpoint.ts";

/** Signed checkpoints of the audit chain, and the keys they are signed with; part of a transaction. */
export interface CheckpointRows {
  /** False when there is one at that index already: nothing was inserted. */
  insert(checkpoint: SignedCheckpoint): Promise<boolean>;
  last(): Promise<SignedCheckpoint | null>;
  /** Those at an index from `from` on and below `to`, in order. */
  between(from: number, to: number): Promise<readonly SignedCheckpoint[]>;
  /** Every key there has been, the oldest first; the last one signs. */
  keys(): Promise<readonly SigningKey[]>;
  /** Adds the key that signs from now on, as number `number` from 1. @throws Fault `store` when there is that one */
  addKey(number: number, key: SigningKey): Promise<void>;
  /** Replaces the encrypted private half of a key. */
  resealKey(key: SigningKey): Promise<void>;
}

/** How far a receiver of audit records is. */
export interface SinkPlace {
  /** Index of the first record that it has not got. */
  readonly next: number;
  /** Failures in a row. */
  readonly attempts: number;
}

/** Who feeds which receiver of audit records, and how far it is; part of a transaction. */
export interface AuditSinkRows {
  /** Whether there is a record that the receiver has not got, as far as is known here. */
  isBehind(id: string): Promise<boolean>;
  /**
   * Takes the place of a receiver in the chain for `leaseMs`, if there is a record it has not got; null: there is
   * none, it is not due, or somebody has it.
   * @param over by then another's hold must have ended, by every clock (`earliest`); absent: `now`
   */
  take(id: string, holder: string, now: number, leaseMs: number, over?: number): Promise<SinkPlace | null>;
  /** Records that everything before `next` has arrived, and gives the place back; false when it was lost. */
  advance(id: string, holder: string, next: number): Promise<boolean>;
  /** Records a failure, and gives the place back until `dueAt`. */
  postpone(id: string, holder: string, dueAt: number): Promise<void>;
}

/** The chain of records; part of a transaction. */
export interface AuditRows {
  /** Appends to the chain; the head row is locked until the transaction ends. */
  append(draft: AuditDraft): Promise<AuditRecord>;
  /** Records of a request (null: of everything), newest first. */
  list(requestId: string | null, limit: number): Promise<readonly AuditRecord[]>;
  head(): Promise<Checkpoint | null>;
  /** As they are stored, from an index on, in order. */
  page(from: number, limit: number): Promise<readonly StoredRecord[]>;
}

/** What a transaction offers to this room. */
export interface Tx extends SubscriptionsTx {
  readonly audit: AuditRows;
  readonly checkpoints: CheckpointRows;
  readonly auditSinks: AuditSinkRows;
  readonly once: OnceRows;
  readonly cursors: CursorRows;
}
