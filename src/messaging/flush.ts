import { deal } from "./delivery.ts";
import { deliver } from "./deliver.ts";
import type { Deps } from "./deps.ts";
import { closedPlaces, throughGate } from "./gates.ts";
import type { DueShare, PostRow } from "./rows.ts";

/** Everything that is posted but for alerts: cards of requests, answers, news. */

/** Longer than a post can take; after a crash a card waits at most so long. */
const LEASE_MS = 10_000;
const BATCH = 10;
/** Who has more than that due in one conversation leaves some of its room to others. */
const FLOOD = 10;

/**
 * Posts or edits what is due, in each conversation as much as Teams takes there now; true when there may be more.
 * Failures are rescheduled, never thrown.
 */
export async function flushPosts(deps: Deps): Promise<boolean> {
  const now = deps.clock.now();
  const over = deps.clock.earliest();
  const due = await deps.store.read((tx) => tx.posts.due(now, over));
  if (due.length === 0) return false;
  const closed = await closedPlaces(deps);
  const room = (place: string, count: number): number =>
    throughGate(closed.get(place), deps.messenger.room(place, count > FLOOD ? "own" : "asked"), now);
  const portions = deal(inTurn(deps, due), room, BATCH);
  if (portions.length === 0) return false;
  servedNow(deps, portions);
  const rows = await deps.store.transaction(async (tx) => {
    const claimed: PostRow[] = [];
    for (const portion of portions) {
      const { take } = portion;
      claimed.push(...(await tx.posts.claimDue(portion, deps.clock.now(), LEASE_MS, take, over)));
    }
    return claimed;
  });
  await Promise.all(rows.map((row) => deliver(deps, row, () => deps.outbox.render(row))));
  return rows.length > 0;
}

/** People in memory. */
const MOST = 2_000;

/** Who has waited longest comes first: otherwise one place that frees up at a time would always go to the same person. */
function inTurn(deps: Deps, due: readonly DueShare[]): readonly DueShare[] {
  const last = deps.outbox.served;
  return due.toSorted((a, b) => (last.get(a.asker) ?? 0) - (last.get(b.asker) ?? 0));
}

function servedNow(deps: Deps, portions: readonly Pick<DueShare, "asker">[]): void {
  const last = deps.outbox.served;
  const turn = Math.max(0, ...last.values()) + 1;
  if (last.size > MOST) last.clear();
  for (const { asker } of portions) last.set(asker, turn);
}
