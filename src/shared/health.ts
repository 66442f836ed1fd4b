import type { Log } from "./ports.ts";

/** What the bot can't do its work without; `/readyz` names what fails. */
export type HealthPart = "store" | "policy" | "entra" | "clock";

/** A part that fails. */
export interface Failing {
  readonly part: HealthPart;
  /** The cause, in words of ours that anybody may read who can reach the server; null: the part's name says it. */
  readonly why: string | null;
}

/**
 * How the parts of this process are, as whoever works with them reports it: a part that has failed fails until it is
 * reported to work. In memory only; each instance has its own.
 */
export interface Health {
  /** That part's work has failed. `why`: never text of others, never a secret. */
  failed(part: HealthPart, why?: string | null): void;
  /** That part's work has been done. */
  passed(part: HealthPart): void;
  /** What fails now, in the order in which it began to. */
  failing(): readonly Failing[];
}

/** A registry in which every part works. Each change is logged once. */
export function createHealth(log: Log): Health {
  const failing = new Map<HealthPart, string | null>();
  return {
    failed(part, why = null) {
      if (failing.has(part) && failing.get(part) === why) return;
      failing.set(part, why);
      log.error("a part that the bot needs has failed", { part, why });
    },
    passed(part) {
      if (failing.delete(part)) log.info("a part that had failed works again", { part });
    },
    failing: () => [...failing].map(([part, why]) => ({ part, why })),
  };
}
