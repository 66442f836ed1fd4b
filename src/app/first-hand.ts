/**
 * What this process knows at first hand: which requests it has opened itself without sending anything for them since, or
 * with proof that what it sent did nothing. For every other one the call is looked for before it is made, since the store
 * may be a copy from before the call that somebody has put back. Kept in memory on purpose: what can be put back can't
 * vouch for itself.
 */
export interface FirstHand {
  knowsUnsent(requestId: string): boolean;
  /** It was opened here, or proven to have done nothing. */
  unsent(requestId: string): void;
  /** A call may be on its way. */
  sent(requestId: string): void;
}

/** To forget one costs a look; requests that came to nothing would stay for ever. */
const MOST = 10_000;

export function createFirstHand(): FirstHand {
  const known = new Set<string>();
  return {
    knowsUnsent: (id) => known.has(id),
    unsent(id) {
      known.add(id);
      const [oldest] = known;
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    },
    sent: (id) => void known.delete(id),
  };
}
