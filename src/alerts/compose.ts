import { CardRefs } from "../messaging/card-actions.ts";
import { newPost, refOf } from "../messaging/new-post.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { PostRow } from "../messaging/rows.ts";
import type { Deps } from "./deps.ts";
import { stormCard } from "./posted-content.ts";
import { mayJoin, planCards, STORM, type Waiting } from "./routing.ts";
import type { Tx } from "./rows.ts";

/** Which alerts go on which card: rows alone, written in the transaction that takes the alerts from the queue. */

/** How many waiting alerts are looked at to find those of one incident. */
const LOOK_AHEAD = 1000;
/** What comes within that time of a storm belongs to it, and has no summary of its own. */
const STORM_MS = 10 * 60_000;

/** Puts alerts that wait on posts, as many as there is room for: on their incident's card, or on new ones. */
export async function compose(deps: Deps, tx: Tx, place: string, room: number): Promise<void> {
  const waiting = await tx.alerts.waiting(place, LOOK_AHEAD);
  if (waiting.length === 0) return;
  const conversation = await tx.conversations.get(place);
  if (conversation === null) return tx.alerts.drop(place);
  const now = deps.clock.now();
  const isStorm = waiting.length > STORM;
  const heads = isStorm && (await beginsStorm(tx, place, now)) ? 1 : 0;
  const groups = planCards(waiting).slice(0, room - heads);
  // Due one after the other, so that they are sent in this order, and all of them by now.
  const dueAt = (index: number): number => now - groups.length - heads + index;
  if (heads > 0) await tx.posts.insert(await stormPost(deps, tx, refOf(conversation), dueAt(0)));
  for (const [index, group] of groups.entries()) {
    const ids = group.map((one) => one.alertId);
    const card = isStorm ? null : await cardToJoin(tx, place, group, now);
    if (card !== null) await tx.alerts.join(place, ids, card, now);
    else {
      const post = newPost(deps, refOf(conversation), "alerts", "", { audience: "alerts" });
      await tx.posts.insert({ ...post, dueAt: dueAt(heads + index) });
      await tx.alerts.assign(place, ids, post.id);
    }
  }
}

/** The post of the card that these alerts may join; null: they get a message of their own. */
async function cardToJoin(
  tx: Tx,
  place: string,
  group: readonly Waiting[],
  now: number,
): Promise<string | null> {
  const incident = group[0]?.incidentId ?? null;
  const card = incident === null ? null : await tx.alerts.cardOf(place, incident);
  if (card === null) return null;
  const alerts = await tx.alerts.onPost(card.postId);
  return mayJoin({ ...card, alerts }, group, now) ? card.postId : null;
}

async function beginsStorm(tx: Tx, place: string, now: number): Promise<boolean> {
  const name = `storm in ${place}`;
  const last = await tx.cursors.get(name);
  await tx.cursors.set(name, now);
  return last === null || Math.abs(now - last) > STORM_MS;
}

/** The message that heads a storm: what has come, counted as it waits. */
async function stormPost(deps: Deps, tx: Tx, to: ConversationRef, dueAt: number): Promise<PostRow> {
  const post = newPost(deps, to, "alerts", "", { audience: "alerts" });
  const refs = new CardRefs(post.id, deps.commands);
  const content = stormCard(await tx.alerts.tally(to.id), deps.clock.now(), refs);
  await refs.save(tx, deps.clock.now());
  return { ...post, subject: JSON.stringify(content), dueAt };
}
