import type { DefenderReads } from "../../defender/read-only.ts";
import type { Clock } from "../../shared/ports.ts";
import type { Request } from "../machine/request.ts";

/**
 * Steps of one request that were found by one hunt are looked at again right before their calls, a hundred of them within
 * minutes; Microsoft ends all hunting for a while where somebody asks so often. So what a query has found then is good for all
 * of them for a moment. A click always asks anew.
 */

/** Milliseconds: what a query searches is minutes old anyway. */
const GOOD_MS = 10_000;

type Hunting = Pick<DefenderReads, "hunt">;
type Found = ReturnType<Hunting["hunt"]>;

/** What a process keeps of it. */
export interface HuntBook {
  /** The same reads, where the steps of one request share what a query has found. @param who with whose token it is asked */
  shared<D extends Hunting>(
    defender: D,
    request: Pick<Request, "of">,
    who: Pick<Request["requester"], "oid" | "tid">,
  ): D;
}

export function createHuntBook(clock: Pick<Clock, "now">): HuntBook {
  const kept = new Map<string, { readonly at: number; readonly found: Found }>();
  function keep(key: string, look: () => Found): Found {
    const now = clock.now();
    for (const [old, { at }] of kept) if (now < at || now - at >= GOOD_MS) kept.delete(old);
    const known = kept.get(key);
    if (known !== undefined) return known.found;
    const found = look();
    kept.set(key, { at: now, found });
    // What could not be found out is asked for anew.
    found.catch(() => kept.delete(key));
    return found;
  }
  return {
    shared(defender, { of }, { oid, tid }) {
      if (of === undefined) return defender;
      const keyOf = (query: unknown) => JSON.stringify([of.leader, tid, oid, query]);
      return { ...defender, hunt: (query) => keep(keyOf(query), () => defender.hunt(query)) };
    },
  };
}
