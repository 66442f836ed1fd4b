import { setTimeout as sleep } from "node:timers/promises";
import { say } from "../../texts/text.ts";
import { overBudget } from "./errors.ts";

/**
 * Entra takes one call about risk a second from a whole tenant, and does not say when the next may come. A change that is made
 * right after its account was read would be refused each time: it waits for its turn.
 */

const EVERY_MS = 1000;
/** A queue that is longer is none to wait in: what is to be sent is tried again later. */
const LONGEST_MS = 5000;

export interface RiskPace {
  /** Makes a call about risk that waits for nothing. */
  read<T>(call: () => Promise<T>): Promise<T>;
  /** Makes one a second after the last, at the earliest. @throws DefenderError `throttled`: it was not made */
  change<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Of a process that has made no such call yet; others in the tenant are not known to it. */
export function createRiskPace(): RiskPace {
  let freeAt = -Infinity;
  async function made<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } finally {
      freeAt = Math.max(freeAt, performance.now() + EVERY_MS);
    }
  }
  return {
    read: made,
    async change(call, signal) {
      const now = performance.now();
      const wait = freeAt - now;
      if (wait > LONGEST_MS) throw overBudget(wait, say("graph.limited"));
      freeAt = Math.max(now, freeAt) + EVERY_MS;
      if (wait > 0) {
        await sleep(wait, undefined, { signal }).catch(() => {
          throw overBudget(EVERY_MS, say("graph.limited"));
        });
      }
      return made(call);
    },
  };
}
