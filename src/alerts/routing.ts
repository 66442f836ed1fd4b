import { createHash } from "node:crypto";
import type { Alert } from "../defender/alert.ts";
import { type AlertFilter, fits } from "../subscriptions/filter.ts";

/** Which alerts go where, and on which card. Pure: rows and cards are made of its answers. */

/** A conversation's wish to see alerts that fit. */
export interface Watch {
  readonly conversationId: string;
  readonly filter: AlertFilter;
  /** Epoch milliseconds; older alerts are not for it. */
  readonly since: number;
}

/** A conversation's wish not to be told of what is raised in that time (epoch milliseconds). */
export interface Quiet {
  readonly conversationId: string;
  readonly filter: AlertFilter;
  readonly since: number;
  /** Not in it any more. */
  readonly until: number;
}

/** That a conversation is to see an alert, or would see it but for a mute. */
export interface Route {
  readonly conversationId: string;
  readonly muted: boolean;
}

/** Defender's times may come without fractions: an alert of the second in which somebody subscribed is a new one. */
const GRAIN_MS = 1000;

/** Where an alert belongs, whenever it is read: mutes count by when it was raised. One route per conversation, however many of its subscriptions fit. */
export function routes(
  alert: Alert,
  watches: readonly Watch[],
  mutes: readonly Quiet[],
  now: number,
): readonly Route[] {
  const createdAt = alert.createdAt ?? now;
  const began = ({ since }: { readonly since: number }) =>
    createdAt >= Math.floor(since / GRAIN_MS) * GRAIN_MS;
  const fitting = watches.filter(
    (watch) => began(watch) && isForNews(watch, alert) && fits(watch.filter, alert),
  );
  const quiet = mutes.filter(
    (mute) => began(mute) && createdAt < mute.until && fits(mute.filter, alert, "all"),
  );
  return [...new Set(fitting.map((watch) => watch.conversationId))].map((conversationId) => ({
    conversationId,
    muted: quiet.some((mute) => mute.conversationId === conversationId),
  }));
}

/** What is over when it is first seen is no news, unless somebody has asked for it; a card that is there shows its end. */
function isForNews({ filter }: Watch, { status }: Alert): boolean {
  return status !== "Resolved" || filter.status?.includes("Resolved") === true;
}

/** Changes exactly when something changes that a card shows: `lastUpdateTime` also moves without that. */
export function fingerprint(alert: Alert): string {
  const { updatedAt: _, deviceIds: __, unnamedDevice: ___, devices: ____, ...shown } = alert;
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url");
}

/** An alert that waits for its card in one conversation. */
export interface Waiting {
  readonly alertId: string;
  readonly incidentId: string | null;
  /** Whether its incident has a thread there already. */
  readonly threaded: boolean;
}

/** So many waiting alerts get a card each; more are a storm, which Teams' limits would spread over minutes. */
export const STORM = 8;
/** Lines of a storm's card: what fits in Teams' size with every title at its longest. */
export const MAX_LINES = 15;

/**
 * The cards for the alerts that wait in one conversation, as alert ids, oldest first: one each, or in a storm lists.
 * An incident that has a thread, or fills a list, has its lists to itself; small ones that begin now share.
 */
export function planCards(waiting: readonly Waiting[]): readonly (readonly string[])[] {
  if (waiting.length <= STORM) return waiting.map((one) => [one.alertId]);
  const lists: string[][] = [];
  let shared: string[] = [];
  for (const group of byIncident(waiting)) {
    const ids = group.map((one) => one.alertId);
    if (ids.length > MAX_LINES || group.some((one) => one.threaded)) {
      while (ids.length > 0) lists.push(ids.splice(0, MAX_LINES));
      continue;
    }
    if (shared.length + ids.length > MAX_LINES) {
      lists.push(shared);
      shared = [];
    }
    shared.push(...ids);
  }
  return shared.length > 0 ? [...lists, shared] : lists;
}

function byIncident(waiting: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const key = one.incidentId === null ? `alert ${one.alertId}` : `incident ${one.incidentId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
