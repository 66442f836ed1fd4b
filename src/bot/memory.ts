import type { Tx } from "./rows.ts";

/** What a process keeps in memory from turn to turn. It dies with the process: rows say what has to be remembered. */
export interface Memory {
  /** The commands that may take longer than a turn and that this process works on, by their row. */
  readonly longRuns: Map<string, LongRun>;
  /** What this process has claimed and works on, by the claim's key. */
  readonly claims: Map<string, HeldClaim>;
  /** The conversations that this process has written down lately, by their id. */
  readonly places: Map<string, WrittenPlace>;
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

export interface WrittenPlace {
  /** The row as JSON text. */
  readonly row: string;
  /** When, epoch milliseconds. */
  readonly at: number;
}

/** Of a process that has just been started. */
export function createMemory(): Memory {
  return { longRuns: new Map(), claims: new Map(), places: new Map() };
}
