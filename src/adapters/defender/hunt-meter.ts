import type { HuntUse } from "../../defender/hunting.ts";
import type { Clock } from "../../shared/ports.ts";
import { HUNTS } from "./budget.ts";

/** Microsoft counts calls in a minute and processing in a quarter of an hour (Graph, security API overview). */
const QUARTER_MS = 900_000;
const MINUTE = HUNTS[0];

/** What this process itself takes of the organisation's quota; others take from it as well. */
export interface HuntMeter {
  /** Notes a call that has just ended, however it ended. */
  note(ranMs: number): void;
  /** As it stands now, the call that was noted last included. */
  use(): HuntUse;
}

/** One that has noted nothing yet. */
export function createHuntMeter(clock: Clock): HuntMeter {
  let calls: readonly { readonly at: number; readonly ranMs: number }[] = [];
  const since = (ms: number) => {
    const now = clock.now();
    // A clock that was set back leaves calls in the future: they are none.
    return calls.filter(({ at }) => at > now - ms && at <= now);
  };
  return {
    note(ranMs) {
      calls = [...since(QUARTER_MS), { at: clock.now(), ranMs }];
    },
    use: () => ({
      calls: since(MINUTE.ms).length,
      most: MINUTE.most,
      ranMs: since(QUARTER_MS).reduce((all, { ranMs }) => all + ranMs, 0),
    }),
  };
}
