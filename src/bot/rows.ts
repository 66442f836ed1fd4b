import type { Tx as AlertsTx } from "../alerts/rows.ts";
import type { Tx as IdentityTx } from "../identity/rows.ts";
import type { Tx as RequestsTx } from "../requests/rows.ts";

/** A command that waits for its author's sign-in. */
export interface PendingRow {
  /** Token-exchange id. */
  readonly id: string;
  readonly oid: string;
  readonly tid: string;
  /** JSON text of the turn to run again. */
  readonly turn: string;
  readonly expiresAt: number;
}

/** Figures for whoever watches the bot. */
export interface Statistics {
  /** Not finished, by state. */
  readonly openRequests: Readonly<Record<string, number>>;
  readonly postsDue: number;
  readonly alertsWaiting: number;
  /** -1: none yet. */
  readonly auditIndex: number;
  /** Epoch milliseconds; null: alerts were never read. */
  readonly alertsReadTo: number | null;
}

/** Commands that wait for a sign-in; part of a transaction. */
export interface PendingRows {
  insert(row: PendingRow): Promise<void>;
  /** What waits for this person, is not expired and is held by nobody; the oldest first. */
  of(person: { oid: string; tid: string }, now: number): Promise<readonly PendingRow[]>;
  /** Takes one of those until then; false: somebody else has it, or it is gone. */
  claim(id: string, now: number, until: number): Promise<boolean>;
  /** Holds one that was taken until then; 0: gives it back. */
  hold(id: string, until: number): Promise<void>;
  /** Taken, and let go before then without an outcome: whoever ran it is dead. */
  interrupted(before: number): Promise<readonly PendingRow[]>;
  /** It has its outcome; false: it had one. */
  remove(id: string): Promise<boolean>;
  /** Removes all of that person; how many. */
  removeAllOf(person: { oid: string; tid: string }): Promise<number>;
}

/** One transaction, whole: everything in it happens or nothing does. Each room knows only its own part. */
export interface Tx extends AlertsTx, IdentityTx, RequestsTx {
  readonly pending: PendingRows;
  statistics(): Promise<Statistics>;
  /** Deletes what has passed its time: refs, pending commands, once keys, sign-ins, mutes; finished requests, alerts, and their posts (not before a review). */
  sweep(now: number, retentionMs: number): Promise<void>;
  /** Makes due what lies further ahead than any pause can be: it was written by a clock that was ahead. */
  catchUp(now: number): Promise<void>;
}
