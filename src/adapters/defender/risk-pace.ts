import { setTimeout as sleep } from "node:timers/promises";
import { DefenderError } from "../../defender/error.ts";
import { say } from "../../texts/text.ts";
import { overBudget } from "./errors.ts";

/**
 * Entra takes one call about risk a second from a whole tenant, and does not say when the next may come. So each waits for its
 * turn: of ten at once nine would be refused, and again when they are tried anew.
 */

const EVERY_MS = 1000;
/**
 * A queue that is longer is none to wait in: it is tried again later. What changes something waits longer than what looks, or
 * the looks of others would use up each second in which what they looked for could be made.
 */
const LONGEST_MS = { look: 3000, change: 6000 } as const;

export interface RiskPace {
  /**
   * Makes a call about risk a second after the last, at the earliest.
   * @throws DefenderError `throttled`: it was not made; each is told a time of its own
   */
  inTurn<T>(kind: keyof typeof LONGEST_MS, call: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Of a process that has made no such call yet; others in the tenant are not known to it. */
export function createRiskPace(): RiskPace {
  /** When the next turn is that nobody has; and, whoever has it, no call is made before `quietUntil`. */
  let [freeAt, quietUntil] = [-Infinity, -Infinity];
  /** When the last one comes back that was told to. */
  let toldAt = -Infinity;

  function keepQuiet(ms: number): void {
    quietUntil = Math.max(quietUntil, performance.now() + ms);
    freeAt = Math.max(freeAt, quietUntil);
  }

  /** A look is followed by what it looks for: those who come back have two turns each. */
  function turnedAway(now: number) {
    toldAt = Math.max(toldAt, freeAt) + 2 * EVERY_MS;
    return overBudget(toldAt - now, say("graph.limited"));
  }

  /** Their turn is later where the call before them took its time: Entra counts from when it came. */
  async function turn(at: number, signal: AbortSignal): Promise<void> {
    for (let next = at; next > performance.now(); next = quietUntil) {
      await sleep(Math.ceil(next - performance.now()), undefined, { signal }).catch(() => {
        throw overBudget(EVERY_MS, say("graph.limited"));
      });
    }
    keepQuiet(EVERY_MS);
  }

  return {
    async inTurn(kind, call, signal) {
      const now = performance.now();
      if (freeAt - now > LONGEST_MS[kind]) throw turnedAway(now);
      const at = Math.max(now, freeAt, quietUntil);
      freeAt = at + EVERY_MS;
      await turn(at, signal);
      try {
        return await call();
      } catch (error) {
        // Somebody else in the tenant calls too, perhaps just as often: at another time than they do.
        if (error instanceof DefenderError && error.code === "throttled")
          keepQuiet(EVERY_MS * (1 + 2 * Math.random()));
        throw error;
      } finally {
        keepQuiet(EVERY_MS);
      }
    },
  };
}
