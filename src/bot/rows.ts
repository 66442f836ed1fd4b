import type { Tx as CommandsTx } from "../commands/rows.ts";
import type { Tx as FilesTx } from "../files/rows.ts";
import type { Tx as IdentityTx } from "../identity/rows.ts";

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

/** One transaction, whole: everything in it happens or nothing does. Each room knows only its own part. */
export interface Tx extends CommandsTx, FilesTx, IdentityTx {
  statistics(): Promise<Statistics>;
  /** Deletes what has passed its time: refs, pending commands, once keys, sign-ins, mutes; finished requests, alerts, and their posts (not before a review). */
  sweep(now: number, retentionMs: number): Promise<void>;
  /** Makes due what lies further ahead than any pause can be: it was written by a clock that was ahead. */
  catchUp(now: number): Promise<void>;
  /**
   * Gives back requests and receivers that were held by processes that are gone. Only for one that has begun nothing yet, and
   * works on the store alone.
   */
  freeHeld(now: number): Promise<void>;
}
