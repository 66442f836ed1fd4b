import { fingerprint, routes } from "./routing.ts";
import { tagsFor } from "./tags.ts";
import type { TagsOf } from "../subscriptions/filter.ts";
import { rankOf } from "./row.ts";
import { text } from "../messaging/content.ts";
import type { Tx } from "./rows.ts";
import type { Deps } from "./deps.ts";
import { isDue } from "../shared/due.ts";
import { say, type Text } from "../texts/text.ts";
import type { Alert } from "../defender/alert.ts";
import { isOver, lasts, refusalIn, toldOutage, type Outage } from "../subscriptions/outage.ts";
import { postNotice, refOf } from "../messaging/new-post.ts";

/**
 * Proactive alerts, first half: what changed in Defender becomes rows that say which conversation sees what. The cursor
 * moves only with the rows, so a crash repeats and loses nothing.
 */

const CURSOR = "alerts";
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

/** Reads what changed, every `pollMs`, on one instance at a time. */
export async function watchAlerts(deps: Deps, watch: AlertWatch, pollMs: number): Promise<void> {
  const now = deps.clock.now();
  if (!isDue(now, watch.nextAt, pollMs + LEASE_MARGIN_MS)) return;
  watch.nextAt = now + pollMs;
  if (!(await lead(deps, watch, pollMs))) return;
  try {
    await readAlerts(deps, watch);
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

async function readAlerts(deps: Deps, watch: AlertWatch): Promise<void> {
  const startedAt = deps.clock.now();
  const from = await deps.store.transaction((tx) => whereFrom(deps, tx, startedAt));
  if (from === null) return;
  const { since, isOtherApi } = from;
  const back = isOtherApi ? CHANGED_API_MS : overlapOf(watch, startedAt);
  const pages = deps.defender.changedAlerts(since - back, AbortSignal.timeout(POLL_MS));
  let seen = since;
  let count = 0;
  let fresh = 0;
  for await (const page of pages) {
    count += 1;
    seen = page.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt ?? 0), seen);
    const tags = await tagsFor(deps, page);
    fresh += await deps.store.transaction((tx) => takePage(deps, tx, page, tags));
  }
  if (fresh > 0) watch.freshAt = startedAt;
  // While several pages were read, alerts may have moved from one to another: the range is read once more, until
  // nothing new is in it. A time in the future must not carry the cursor past what is still to come.
  if (count > 1 && fresh > 0) return;
  await deps.store.transaction((tx) => moveCursor(deps, tx, Math.min(seen, startedAt)));
}

/** Since when is to be read (epoch milliseconds), and whether another API was read until then; null: nobody listens. */
async function whereFrom(
  deps: Deps,
  tx: Tx,
  now: number,
): Promise<{ readonly since: number; readonly isOtherApi: boolean } | null> {
  const subscribed = (await tx.subscriptions.ofKind("alerts")).length > 0;
  const cursor = await tx.cursors.get(CURSOR);
  // Nobody listens, or this is the first start: what is older is not for anybody.
  if (!subscribed || cursor === null) await moveCursor(deps, tx, now);
  if (!subscribed) return null;
  const own = await tx.cursors.get(cursorOf(deps));
  // One that a clock wrote which was ahead must not hide what comes until then.
  return { since: Math.min(cursor ?? now, now), isOtherApi: cursor !== null && own !== cursor };
}

/** The cursor is the same whichever API is read; a second one beside it tells which that was. */
async function moveCursor(deps: Deps, tx: Tx, to: number): Promise<void> {
  await tx.cursors.set(CURSOR, to);
  await tx.cursors.set(cursorOf(deps), to);
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

/** Stores what is new or changed and who sees it; gives the number of such alerts. */
async function takePage(deps: Deps, tx: Tx, page: readonly Alert[], tags: TagsOf): Promise<number> {
  const now = deps.clock.now();
  const known = await tx.alerts.known(page.map((alert) => alert.id));
  const rows = (await withEvidence(tx, page)).toSorted(byCreation).flatMap((alert) => {
    const before = known.get(alert.id);
    const print = fingerprint(alert);
    // Defender's copies lag behind one another: an older state never replaces a newer one.
    const same = before !== undefined && before.fingerprint === print;
    const older = before !== undefined && (alert.updatedAt ?? 0) < before.updatedAt;
    return same || older ? [] : [{ alert, fingerprint: print }];
  });
  if (rows.length === 0) return 0;
  const watches = (await tx.subscriptions.ofKind("alerts")).map((row) => ({
    conversationId: row.conversationId,
    filter: row.filter,
    since: row.createdAt,
  }));
  const oldest = Math.min(now, ...rows.map(({ alert }) => alert.createdAt ?? now));
  const mutes = (await tx.mutes.endingAfter(null, oldest)).filter((mute) => mute.kind === "alerts");
  const routed = rows.map(({ alert }) => routes(alert, { watches, mutes, tags }, now));
  const kept = rows.filter(({ alert }, index) => known.has(alert.id) || routed[index]?.length !== 0);
  await tx.alerts.put(kept, now);
  await tx.alerts.route(
    rows.flatMap(({ alert }, index) =>
      (routed[index] ?? []).map((route) => ({ ...route, alertId: alert.id, rank: rankOf(alert) })),
    ),
    now,
  );
  await tx.alerts.wantPosts(
    kept.map(({ alert }) => alert.id).filter((id) => known.has(id)),
    now,
  );
  return kept.length;
}

/** What could not be read of an alert this time is as it was read before. */
async function withEvidence(tx: Tx, page: readonly Alert[]): Promise<readonly Alert[]> {
  const unread = page.filter((alert) => alert.evidenceUnread === true).map(({ id }) => id);
  if (unread.length === 0) return page;
  const before = await tx.alerts.evidenceOf(unread);
  return page.map((alert) => {
    const evidence = alert.evidenceUnread === true ? (before.get(alert.id) ?? []) : [];
    if (evidence.length === 0) return alert;
    const { evidenceUnread: _, ...read } = alert;
    return { ...read, evidence };
  });
}

function byCreation(a: Alert, b: Alert): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0);
}

/** Why no new alerts can be posted at the moment, for whoever subscribes now; null: they can, as far as is known. */
export async function whyNoAlerts(
  { readsAlerts }: { readonly readsAlerts: boolean },
  tx: Tx,
): Promise<Text | null> {
  if (!readsAlerts) return say("alerts.switchedOff");
  const since = await toldOutage(tx, { name: CURSOR });
  return since === null ? null : say("alerts.cantRead", { since, why: null });
}

/** Subscribers are told where they subscribed. */
function unreadAlerts(deps: Deps): Outage<Tx> {
  return {
    name: CURSOR,
    lasts: (since, why) => say("alerts.cantRead", { since, why }),
    over: say("alerts.canReadAgain"),
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
