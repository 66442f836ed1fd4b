import type { Checking } from "../requests/facts/checking.ts";
import type { Tx } from "./rows.ts";

/** What a process keeps in memory from turn to turn. It dies with the process: rows say what has to be remembered. */
export interface Memory {
  /** Clicks that were kept and that this process is still checking, by who clicked on what. */
  readonly clicks: Map<string, Checking>;
  /** The commands that this process still works on after their turn, by their row: what ends each. */
  readonly longRuns: Map<string, AbortController>;
  /** What this process has claimed and works on, by the claim's key. */
  readonly claims: Map<string, HeldClaim>;
  /** The conversations that this process has written down lately, by their id. */
  readonly knownConversations: Map<string, KnownConversation>;
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
