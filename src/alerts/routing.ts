import { hash as digestOf } from "node:crypto";
import type { Alert } from "../defender/alert.ts";
import { type AlertFilter, fits, type TagsOf } from "../subscriptions/filter.ts";
import { rankOf } from "./row.ts";

/** Which alerts go where, and on which card. Pure: rows and cards are made of its answers. */

/** What alerts a conversation asked to see. */
export interface Watch {
  readonly conversationId: string;
  readonly filter: AlertFilter;
  /** Epoch milliseconds; older alerts are not for it. */
  readonly since: number;
}

/** That a conversation asked not to be told of what is raised in that time (epoch milliseconds). */
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

/** All that was asked for, and the tags of the devices that it may turn on. */
export interface Asked {
  readonly watches: readonly Watch[];
  readonly mutes: readonly Quiet[];
  readonly tags?: TagsOf;
}

/** Defender's times may come without fractions: an alert of the second in which somebody subscribed is a new one. */
const GRAIN_MS = 1000;

/** Where an alert belongs, whenever it is read: mutes count by when it was raised. One route per conversation, however many of its subscriptions fit. */
export function routes(alert: Alert, { watches, mutes, tags }: Asked, now: number): readonly Route[] {
  const createdAt = alert.createdAt ?? now;
  const began = ({ since }: { readonly since: number }) =>
    createdAt >= Math.floor(since / GRAIN_MS) * GRAIN_MS;
  const fitting = watches.filter(
    (watch) => began(watch) && isForNews(watch, alert) && fits(watch.filter, alert, "any", tags),
  );
  const quiet = mutes.filter(
    (mute) => began(mute) && createdAt < mute.until && fits(mute.filter, alert, "all", tags),
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
  return digestOf("sha256", JSON.stringify(shown), "base64url");
}

/** An alert that waits for its card in one conversation. */
export interface Waiting {
  readonly alertId: string;
  readonly incidentId: string | null;
  /** Place of its severity, from 0 for the most severe. */
  readonly rank: number;
  /** Whether its incident has a thread there already. */
  readonly threaded: boolean;
}

/** Up to how many waiting alerts there is a card for each incident; more are a storm, which Teams' limits would spread over minutes. */
export const STORM = 8;
/** Lines of a storm's card: what fits in Teams' size with every title at its longest. */
export const MAX_LINES = 15;

/**
 * The cards for the alerts that wait in one conversation, the most severe first (as they wait): one for each incident, or
 * in a storm lists. An incident that has a thread, or fills a list, has its lists to itself, of which a later one may
 * come after what is more severe than its lines; small ones that begin now share.
 */
export function planCards(waiting: readonly Waiting[]): readonly (readonly Waiting[])[] {
  if (waiting.length <= STORM) return byIncident(waiting);
  const lists: Waiting[][] = [];
  let shared: Waiting[] = [];
  for (const group of byIncident(waiting)) {
    if (group.length > MAX_LINES || group.some((one) => one.threaded)) {
      const rest = [...group];
      while (rest.length > 0) lists.push(rest.splice(0, MAX_LINES));
      continue;
    }
    if (shared.length + group.length > MAX_LINES) shared = [];
    if (shared.length === 0) lists.push(shared);
    shared.push(...group);
  }
  const places = new Map(waiting.map((one, place) => [one, place]));
  const placeOf = ([first]: readonly Waiting[]) => (first === undefined ? 0 : (places.get(first) ?? 0));
  return lists.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** A card of one incident that stands in a conversation, and what is on it. Times are epoch milliseconds. */
export interface Grown {
  readonly alerts: readonly Pick<Alert, "severity" | "status" | "incidentId">[];
  /** When the first and the newest of its alerts came. */
  readonly firstAt: number;
  readonly newestAt: number;
}

/** After so long without an alert the next one is news again. */
const QUIET_MS = 10 * 60_000;
/** An older card lies too far back to be looked at. */
const OLD_MS = 60 * 60_000;

/**
 * Whether alerts that wait may join their incident's card. That card is edited, which notifies nobody: what is more severe
 * than all that is open on it, what comes after a quiet, and what comes after everything on it was resolved gets a
 * message of its own.
 */
export function mayJoin(card: Grown, group: readonly Waiting[], now: number): boolean {
  const { alerts, firstAt, newestAt } = card;
  const [first] = group;
  const isOthers = first === undefined || alerts.some(({ incidentId }) => incidentId !== first.incidentId);
  if (isOthers || alerts.length + group.length > MAX_LINES) return false;
  if (now - newestAt > QUIET_MS || now - firstAt > OLD_MS) return false;
  const open = alerts.filter(({ status }) => status !== "Resolved").map(rankOf);
  return group.every(({ rank }) => open.some((shown) => shown <= rank));
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
