import { setImmediate as turn } from "node:timers/promises";
import type { Tx } from "../../src/bot/rows.ts";
import type { Deps } from "../../src/requests/deps.ts";
import type { Request } from "../../src/requests/machine/request.ts";

/** A process of a story: it goes on when the story says so, and may die at every gate. */

/** One life of a process. */
export interface Process {
  alive: boolean;
  readonly deps: Deps;
  /** What waits to go on, the oldest first. */
  readonly waiting: (() => void)[];
  /** Ids of the requests that its loops work on. */
  readonly busy: Set<string>;
  /** How many pieces of work it has in hand: each waits, or goes on. */
  running: number;
}

export async function inHand(process: Process, work: () => Promise<unknown>): Promise<void> {
  process.running += 1;
  await work().catch(() => undefined);
  process.running -= 1;
}

/** Until all that it has in hand waits. */
export async function settled(process: Process): Promise<void> {
  do await turn();
  while (process.alive && process.running > process.waiting.length);
}

export function noting(tx: Tx, written: Request[]): Tx {
  const requests: Tx["requests"] = {
    ...tx.requests,
    async insert(request) {
      const done = await tx.requests.insert(request);
      if (done) written.push(request);
      return done;
    },
    async replace(request) {
      const done = await tx.requests.replace(request);
      if (done) written.push({ ...request, version: request.version + 1 });
      return done;
    },
  };
  return { ...tx, requests };
}

export function gate(process: Omit<Process, "deps">): Promise<void> {
  if (!process.alive) return never();
  return new Promise((resolve) => process.waiting.push(() => (process.alive ? resolve() : undefined)));
}

export function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
