import { tagsFor } from "./tags.ts";
import { newestIn, takePage } from "./take.ts";
import { text } from "../messaging/content.ts";
import type { Tx } from "./rows.ts";
import type { Deps } from "./deps.ts";
import { isDue } from "../shared/due.ts";
import { say, type Text } from "../texts/text.ts";
import { isOver, lasts, refusalIn, toldOutage, type Outage } from "../subscriptions/outage.ts";
import { postNotice, refOf } from "../messaging/new-post.ts";

/**
 * Proactive alerts, first half: what changed in Defender becomes rows that say which conversation sees what. The cursor
 * moves only with the rows, so a crash repeats and loses nothing.
 */

const CURSOR = "alerts";
const READ = "alerts read";
/** Defender shows an alert some time after its `lastUpdateTime`: so far back is read again. */
const OVERLAP_MS = 5 * 60_000;
/** Microsoft's two APIs show an alert at different times: after a change from one to the other so far back is read again. */
const CHANGED_API_MS = 60 * 60_000;
const POLL_MS = 60_000;
/**
 * How long the lead is held at a time, however seldom alerts are read; another instance takes over so late at most. No longer
 * than anything is held (`LONGEST_HOLD_MS`), so that what a wrong clock wrote can be told from it.
 */
const LEAD_MS = 30_000;
/** Beyond the poll interval, so that the leader keeps its lease. */
const LEASE_MARGIN_MS = 3_000;
/** The lease is renewed so long before its end. */
const RENEW_MS = 2_000;

/** Which instance reads and posts alerts. */
export interface AlertWatch {
  readonly owner: string;
  /** Epoch milliseconds until which this instance leads. */
  leadsUntil: number;
  /** When it reads, or tries to lead, again. */
  nextAt: number;
  /** When this instance last took something new, or began to lead; null: it does not. Epoch milliseconds. */
  freshAt: number | null;
}

/** Of an instance that has read nothing and does not lead. */
export function newWatch(deps: Deps): AlertWatch {
  return { owner: deps.ids.uuid(), leadsUntil: 0, nextAt: 0, freshAt: null };
}

/**
 * Reads what changed, every `pollMs`, on one instance at a time.
 * @param keptSince what has not changed since (epoch milliseconds) may be forgotten
 */
export async function watchAlerts(
  deps: Deps,
  watch: AlertWatch,
  pollMs: number,
  keptSince: number,
): Promise<void> {
  const now = deps.clock.now();
  if (!isDue(now, watch.nextAt, pollMs + LEASE_MARGIN_MS)) return;
  watch.nextAt = now + pollMs;
  if (!(await lead(deps, watch, pollMs))) return;
  try {
    await readAlerts(deps, watch, keptSince);
    await isOver(deps, unreadAlerts(deps));
  } catch (error) {
    deps.log.warn("alerts could not be read", { error });
    await lasts(deps, unreadAlerts(deps), refusalIn(error));
  }
  deps.kick();
}

/** A step that keeps the lead between polls, and while one takes long. */
export async function keepLead(deps: Deps, watch: AlertWatch, pollMs: number): Promise<void> {
  const left = watch.leadsUntil - deps.clock.now();
  if (watch.leadsUntil > 0 && left < RENEW_MS) await lead(deps, watch, pollMs);
}

/** Gives the lead back, so that whoever comes next reads on at once. */
export async function resign(deps: Deps, watch: AlertWatch): Promise<void> {
  watch.leadsUntil = 0;
  await deps.store.transaction((tx) => tx.leases.release(CURSOR, watch.owner));
}

/** Takes or keeps the lead; who does not get it tries again when the leader's time is over. */
async function lead(deps: Deps, watch: AlertWatch, pollMs: number): Promise<boolean> {
  const now = deps.clock.now();
  const until = now + Math.min(pollMs, LEAD_MS) + LEASE_MARGIN_MS;
  const taken = await deps.store.transaction((tx) => tx.leases.hold(CURSOR, watch.owner, now, until));
  watch.leadsUntil = taken === null ? until : 0;
  watch.freshAt = taken === null ? (watch.freshAt ?? now) : null;
  if (taken !== null) watch.nextAt = Math.min(taken, until);
  return taken === null;
}

async function readAlerts(deps: Deps, watch: AlertWatch, keptSince: number): Promise<void> {
  const startedAt = deps.clock.now();
  const from = await deps.store.transaction((tx) => whereFrom(deps, tx, startedAt));
  if (from === null) return;
  const { since, isOtherApi, readAt } = from;
  const back = isOtherApi ? CHANGED_API_MS : overlapOf(watch, startedAt);
  const pages = deps.defender.changedAlerts(since - back, AbortSignal.timeout(POLL_MS));
  // What is older was read when it was new: if it is not known by now, it was forgotten, and is no news.
  const forgottenBefore = Math.min(readAt - CHANGED_API_MS, keptSince);
  const met = new Map<string, number>();
  let seen = since;
  let count = 0;
  let fresh = 0;
  for await (const all of pages) {
    count += 1;
    seen = all.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt ?? 0), seen);
    const page = newestIn(all, met);
    const tags = await tagsFor(deps, page);
    fresh += await deps.store.transaction((tx) => takePage(deps, tx, page, { tags, forgottenBefore }));
  }
  if (fresh > 0) watch.freshAt = startedAt;
  // While several pages were read, alerts may have moved from one to another: the range is read once more, until
  // nothing new is in it. A time in the future must not carry the cursor past what is still to come.
  if (count > 1 && fresh > 0) return;
  await deps.store.transaction((tx) => moveCursor(deps, tx, Math.min(seen, startedAt), startedAt));
}

interface From {
  /** Since when is to be read (epoch milliseconds). */
  readonly since: number;
  /** Another API was read until then. */
  readonly isOtherApi: boolean;
  /** When it was last read to the end (epoch milliseconds); in a quiet house long after `since`. */
  readonly readAt: number;
}

/** Null: nobody listens. */
async function whereFrom(deps: Deps, tx: Tx, now: number): Promise<From | null> {
  const subscribed = (await tx.subscriptions.ofKind("alerts")).length > 0;
  const cursor = await tx.cursors.get(CURSOR);
  const readAt = (await tx.cursors.get(READ)) ?? -Infinity;
  // Nobody listens, or this is the first start: what is older is not for anybody.
  if (!subscribed || cursor === null) await moveCursor(deps, tx, now, now);
  if (!subscribed) return null;
  const own = await tx.cursors.get(cursorOf(deps));
  // One that a clock wrote which was ahead must not hide what comes until then.
  return { since: Math.min(cursor ?? now, now), isOtherApi: cursor !== null && own !== cursor, readAt };
}

/** The cursor is the same whichever API is read; a second one beside it tells which that was. */
async function moveCursor(deps: Deps, tx: Tx, to: number, now: number): Promise<void> {
  await tx.cursors.set(CURSOR, to);
  await tx.cursors.set(cursorOf(deps), to);
  await tx.cursors.set(READ, now);
}

function cursorOf({ defender }: Deps): string {
  return `${CURSOR} of ${defender.alertsApi}`;
}

/**
 * How far before the cursor is read. Once nothing new has come for the whole overlap, all that was late is there: the
 * last storm need not be read at every poll. Told by time gone by on our clock, which may be another than Defender's.
 */
function overlapOf({ freshAt }: AlertWatch, now: number): number {
  return freshAt !== null && now - freshAt > OVERLAP_MS ? 0 : OVERLAP_MS;
}

/** Why no new alerts can be posted at the moment, for whoever subscribes now; null: they can, as far as is known. */
export async function whyNoAlerts(
  { readsAlerts }: { readonly readsAlerts: boolean },
  tx: Tx,
): Promise<Text | null> {
  if (!readsAlerts) return say("alertPosts.switchedOff");
  const since = await toldOutage(tx, { name: CURSOR });
  return since === null ? null : say("alertPosts.cantRead", { since, why: null });
}

/** Subscribers are told where they subscribed. */
function unreadAlerts(deps: Deps): Outage<Tx> {
  return {
    name: CURSOR,
    lasts: (since, why) => say("alertPosts.cantRead", { since, why }),
    over: say("alertPosts.canReadAgain"),
    tell: (tx, words) => tellSubscribers(deps, tx, words),
  };
}

async function tellSubscribers(deps: Deps, tx: Tx, words: Text): Promise<boolean> {
  const subscribed = await tx.subscriptions.ofKind("alerts");
  const ids = new Set(subscribed.map((row) => row.conversationId));
  for (const id of ids) {
    const place = await tx.conversations.get(id);
    if (place !== null) await postNotice(deps, tx, refOf(place), text(words), { audience: "alerts" });
  }
  return ids.size > 0;
}
