import type { Alert } from "../defender/alert.ts";
import type { TagsOf } from "../subscriptions/filter.ts";
import type { Deps } from "./deps.ts";
import { fingerprint, routes, type Asked } from "./routing.ts";
import type { AlertRow, Tx } from "./rows.ts";
import { followTurned, rankedRoute } from "./turned.ts";

/** A page of what has changed in Defender becomes rows that say which conversation sees what. */

/**
 * Of what one read has told of each alert, the newest; of two states of one time the first, or its card would turn from the
 * one to the other at each read.
 * @param met when each was last updated that this read has met (epoch milliseconds); added to
 */
export function newestIn(page: readonly Alert[], met: Map<string, number>): readonly Alert[] {
  const newest = new Map<string, Alert>();
  for (const alert of page) {
    const updatedAt = alert.updatedAt ?? 0;
    if (updatedAt <= (met.get(alert.id) ?? -1)) continue;
    met.set(alert.id, updatedAt);
    newest.set(alert.id, alert);
  }
  return [...newest.values()];
}

/** What is known of the alerts of a read beside themselves. */
interface About {
  readonly tags: TagsOf;
  /** Of an alert that was raised before this (epoch milliseconds) it is not known any more who has seen it. */
  readonly forgottenBefore: number;
}

/** Stores what is new or changed and who sees it; gives the number of such alerts. */
export async function takePage(deps: Deps, tx: Tx, page: readonly Alert[], about: About): Promise<number> {
  const now = deps.clock.now();
  const changed = await changedOf(tx, page);
  if (changed.length === 0) return 0;
  const asked = await askedOf(tx, changed, about.tags, now);
  const seen = changed.flatMap((one) => {
    const isForgotten = one.before === undefined && (one.alert.createdAt ?? now) < about.forgottenBefore;
    const fitting = isForgotten ? [] : routes(one.alert, asked, now);
    return one.before === undefined && fitting.length === 0 ? [] : [{ ...one, fitting }];
  });
  await tx.alerts.put(seen, now);
  await tx.alerts.route(
    seen.flatMap(({ alert, fitting }) => fitting.map((route) => rankedRoute(alert, route))),
    now,
  );
  const turned = seen.flatMap(({ alert, before }) => (before === undefined ? [] : [{ alert, before }]));
  await followTurned(deps, tx, turned, asked);
  return seen.length;
}

interface Changed extends AlertRow {
  /** As it was read before; absent: it was not. */
  readonly before: Alert | undefined;
}

/** Those that are new, or show anything else than when they were read last, in the order in which they were raised. */
async function changedOf(tx: Tx, page: readonly Alert[]): Promise<readonly Changed[]> {
  const known = await tx.alerts.known(page.map(({ id }) => id));
  const rows = (await withEvidence(tx, page)).toSorted(byCreation).flatMap((alert) => {
    const before = known.get(alert.id);
    const print = fingerprint(alert);
    // Defender's copies lag behind one another: an older state never replaces a newer one.
    const same = before?.fingerprint === print;
    const older = before !== undefined && (alert.updatedAt ?? 0) < before.updatedAt;
    return same || older ? [] : [{ alert, fingerprint: print }];
  });
  const before = await tx.alerts.asRead(rows.map(({ alert }) => alert.id).filter((id) => known.has(id)));
  return rows.map((row) => ({ ...row, before: before.get(row.alert.id) }));
}

async function askedOf(tx: Tx, rows: readonly AlertRow[], tags: TagsOf, now: number): Promise<Asked> {
  const watches = (await tx.subscriptions.ofKind("alerts")).map((row) => ({
    conversationId: row.conversationId,
    filter: row.filter,
    since: row.createdAt,
  }));
  const oldest = Math.min(now, ...rows.map(({ alert }) => alert.createdAt ?? now));
  const mutes = (await tx.mutes.endingAfter(null, oldest)).filter((mute) => mute.kind === "alerts");
  return { watches, mutes, tags };
}

/** What could not be read of an alert this time is as it was read before. */
async function withEvidence(tx: Tx, page: readonly Alert[]): Promise<readonly Alert[]> {
  const unread = page.filter((alert) => alert.evidenceUnread === true).map(({ id }) => id);
  if (unread.length === 0) return page;
  const before = await tx.alerts.asRead(unread);
  return page.map((alert) => {
    const evidence = alert.evidenceUnread === true ? (before.get(alert.id)?.evidence ?? []) : [];
    if (evidence.length === 0) return alert;
    const { evidenceUnread: _, ...read } = alert;
    return { ...read, evidence };
  });
}

function byCreation(a: Alert, b: Alert): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0);
}
