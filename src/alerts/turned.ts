import { OPEN, type Alert } from "../defender/alert.ts";
import { withNamed } from "../messaging/named-on.ts";
import { CardRefs } from "../messaging/card-actions.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import { newPost } from "../messaging/new-post.ts";
import type { Deps } from "./deps.ts";
import { worseCard } from "./posted-content.ts";
import { rankOf } from "./row.ts";
import { MAX_LINES, routes, type Asked, type Route } from "./routing.ts";
import type { RankedRoute, Tx } from "./rows.ts";

/**
 * What it means that an alert is another one by now than what was decided on: a mute that kept it back was about what it is
 * not any more, and a card that stands is edited, which notifies nobody.
 */

/** An alert as it is read now, and as it was read before. */
export interface Turned {
  readonly alert: Alert;
  readonly before: Alert;
}

/** In the transaction that stores them: shows them as they are wherever they are shown, and tells where that is news. */
export async function followTurned(
  deps: Deps,
  tx: Tx,
  turned: readonly Turned[],
  asked: Asked,
): Promise<void> {
  const now = deps.clock.now();
  await tx.alerts.wake(wokenBy(turned, asked, now), now);
  await tx.alerts.wantPosts(
    turned.map(({ alert }) => alert.id),
    now,
  );
  await tellWorse(deps, tx, turned.filter(isWorse), asked);
}

/** Where an alert waits, by how severe it is. */
export function rankedRoute(alert: Alert, route: Route): RankedRoute {
  return { ...route, alertId: alert.id, rank: rankOf(alert) };
}

/** Where mutes have kept back what they would not keep back as it is now. Those of then are held against both. */
function wokenBy(turned: readonly Turned[], asked: Asked, now: number): readonly RankedRoute[] {
  return turned.flatMap(({ alert, before }) => {
    const kept = new Set(
      routes(before, asked, now).flatMap(({ conversationId, muted }) => (muted ? [conversationId] : [])),
    );
    return routes(alert, asked, now)
      .filter(({ conversationId, muted }) => !muted && kept.has(conversationId))
      .map((route) => rankedRoute(alert, route));
  });
}

/** By Defender's own time: of copies that lag behind one another each would be worse than the other. */
function isWorse({ alert, before }: Turned): boolean {
  const isLater = (alert.updatedAt ?? 0) > (before.updatedAt ?? 0);
  return isLater && OPEN.includes(alert.status) && rankOf(alert) < rankOf(before);
}

/** A message of its own beside the card of an alert that has become more severe, wherever it would be told of now. */
async function tellWorse(deps: Deps, tx: Tx, worse: readonly Turned[], asked: Asked): Promise<void> {
  const now = deps.clock.now();
  const loud = worse.map(({ alert }) => ({ alert, places: loudIn(alert, asked, now) }));
  const standing = await tx.alerts.standing(loud.map(({ alert }) => alert.id));
  const told = standing.flatMap(({ alertId, at }) => {
    const found = loud.find(({ alert }) => alert.id === alertId);
    return found?.places.has(at.id) === true ? [{ alert: found.alert, at }] : [];
  });
  for (const some of Map.groupBy(told, ({ at }) => `${at.id};${at.thread ?? ""}`).values()) {
    const alerts = some.map(({ alert }) => alert).toSorted((a, b) => rankOf(a) - rankOf(b));
    for (let from = 0; from < alerts.length; from += MAX_LINES)
      await tellOne(deps, tx, some[0]?.at, alerts.slice(from, from + MAX_LINES));
  }
}

/** Conversations that asked for such an alert, and have no mute that what is raised now would be kept back by. */
function loudIn(alert: Alert, asked: Asked, now: number): ReadonlySet<string> {
  const heard = (one: Alert): readonly string[] =>
    routes(one, asked, now).flatMap(({ conversationId, muted }) => (muted ? [] : [conversationId]));
  const current = new Set(heard({ ...alert, createdAt: now }));
  return new Set(heard(alert).filter((id) => current.has(id)));
}

async function tellOne(
  deps: Deps,
  tx: Tx,
  to: ConversationRef | undefined,
  alerts: readonly Alert[],
): Promise<void> {
  if (to === undefined) return;
  const post = newPost(deps, to, "notice", "", { audience: "alerts" });
  const refs = new CardRefs(post.id, deps.commands);
  const content = withNamed(worseCard(alerts, refs), refs);
  await refs.save(tx, deps.clock.now());
  await tx.posts.insert({ ...post, subject: JSON.stringify(content) });
}
