import type { Checking } from "../requests/facts/checking.ts";
import type { Tx } from "./rows.ts";

/** What a process keeps in memory from turn to turn. It dies with the process: rows say what has to be remembered. */
export interface Memory {
  /** Clicks that were kept and that this process is still checking, by who clicked on what. */
  readonly clicks: Map<string, Checking>;
  /** The commands that may take longer than a turn and that this process works on, by their row. */
  readonly longRuns: Map<string, LongRun>;
  /** What this process has claimed and works on, by the claim's key. */
  readonly claims: Map<string, HeldClaim>;
  /** The conversations that this process has written down lately, by their id. */
  readonly knownConversations: Map<string, KnownConversation>;
}

/** Whose it is, and what ends it. */
export interface LongRun {
  readonly oid: string;
  readonly tid: string;
  readonly stop: AbortController;
}

export interface HeldClaim {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly extend: (tx: Tx, until: number) => Promise<void>;
}

export interface KnownConversation {
  /** The row as JSON text. */
  readonly row: string;
  /** When, epoch milliseconds. */
  readonly at: number;
}

/** Of a process that has just been started. */
export function createMemory(): Memory {
  return { clicks: new Map(), longRuns: new Map(), claims: new Map(), knownConversations: new Map() };
}
