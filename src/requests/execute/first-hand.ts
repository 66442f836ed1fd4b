import type { Solitude } from "../../shared/store.ts";

/**
 * What this process knows at first hand: which requests it has opened itself without sending anything for them since, or
 * with proof that what it sent did nothing. For every other one the call is looked for before it is made, since the store
 * may be a copy from before the call that somebody has put back. Kept in memory on purpose: what can be put back can't
 * vouch for itself. And only while nobody else works on the store: another process may have sent what this one has opened,
 * and a copy that is put back under both does not say so.
 */
export interface FirstHand {
  /** @throws Fault `store` as `Solitude` */
  knowsUnsent(requestId: string): Promise<boolean>;
  /** It was opened here, or proven to have done nothing. */
  unsent(requestId: string): void;
  /** A call may be on its way. */
  sent(requestId: string): void;
  /**
   * Since when this process has looked for that call, in epoch milliseconds; from the first time that it is asked. Another
   * one's clock may be minutes away from this one's, so how long was looked is measured by one of them alone.
   */
  lookedSince(requestId: string, mark: number, now: number): number;
}

/** To forget one costs a look; requests that came to nothing would stay for ever. */
const MOST = 10_000;

/** Of a process that has opened nothing yet. */
export function createFirstHand(store: Solitude): FirstHand {
  /** With since when this process was alone then. */
  const known = new Map<string, number>();
  const looked = new Map<string, { readonly mark: number; readonly since: number }>();
  return {
    async knowsUnsent(id) {
      const since = known.get(id);
      return since !== undefined && since === (await store.confirmAlone());
    },
    unsent(id) {
      const since = store.aloneSince();
      if (since === null) return;
      known.set(id, since);
      forgetOldest(known);
    },
    sent: (id) => void known.delete(id),
    lookedSince(id, mark, now) {
      const before = looked.get(id);
      if (before?.mark === mark) return before.since;
      looked.set(id, { mark, since: now });
      forgetOldest(looked);
      return now;
    },
  };
}

function forgetOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
}
