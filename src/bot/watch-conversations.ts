import { text } from "../messaging/content.ts";
import { LONG_MS } from "../messaging/delivery.ts";
import { isDue } from "../shared/due.ts";
import { say, type Text } from "../texts/text.ts";
import type { Tx } from "./rows.ts";
import { placeWords, subscriptionWords } from "../subscriptions/place-words.ts";
import type { Deps } from "./deps.ts";
import { closedPlaces } from "../messaging/gates.ts";
import { retell } from "../requests/transition/told.ts";
import type { ConversationRow } from "../messaging/rows.ts";
import { alarmEverybody } from "../subscriptions/audience.ts";

/** A conversation that is closed for so long is told of: what was promised there is not kept meanwhile. */
const TELL_MS = 15 * 60_000;

/** Where there was nobody to tell, somebody may have turned up after so long. */
const TELL_AGAIN_MS = 60_000;

/** A step of the loops: follows what conversations that refuse the bot's messages mean for others. */
export function createPlaceWatch(deps: Deps): () => Promise<void> {
  /** Since when each was closed whose requests have been looked through. */
  let seen = new Map<string, number | null>();
  let tellAt = -Infinity;
  return async function watchPlaces(): Promise<void> {
    const now = deps.clock.now();
    const isTimeToTell = isDue(now, tellAt, TELL_AGAIN_MS);
    if (isTimeToTell) tellAt = now + TELL_AGAIN_MS;
    const closed = await closedPlaces(deps);
    const late = [...closed.values()].filter(({ closedSince }) => closedFor(deps, closedSince) >= LONG_MS);
    for (const place of late) {
      if (seen.get(place.id) !== place.closedSince) await retellRequests(deps, place);
      const isNews = place.toldAt === null && closedFor(deps, place.closedSince) >= TELL_MS;
      if (isNews && isTimeToTell) await tellOf(deps, place);
    }
    seen = new Map(late.map(({ id, closedSince }) => [id, closedSince]));
  };
}

/** Tells the others that a conversation takes messages again. */
export async function tellReopened(deps: Deps, tx: Tx, place: ConversationRow): Promise<void> {
  const since = place.closedSince ?? 0;
  await alarmEverybody(deps, tx, text(say("news.placeTakes", { place: placeWords(place), since })), place.id);
}

function closedFor({ clock }: Deps, closedSince: number | null): number {
  return closedSince === null ? 0 : clock.now() - closedSince;
}

async function retellRequests(deps: Deps, { id }: ConversationRow): Promise<void> {
  await deps.store.transaction(async (tx) => {
    for (const request of await tx.posts.missingIn(id)) await retell(tx, request, deps.clock.now());
  });
}

async function tellOf(deps: Deps, { id }: ConversationRow): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const place = await tx.conversations.get(id);
    // Another instance may have been faster.
    if (place === null || place.closedSince === null || place.toldAt !== null) return;
    const words = await wordsFor(tx, place, place.closedSince);
    const isTold = words === null || (await alarmEverybody(deps, tx, text(words), id));
    if (isTold) await tx.conversations.told(id, deps.clock.now());
  });
}

/** Null: nobody but its owner misses anything there. */
async function wordsFor(tx: Tx, place: ConversationRow, since: number): Promise<Text | null> {
  const subscribed = (await tx.subscriptions.list(place.id)).map(subscriptionWords);
  if (subscribed.length === 0 && place.kind === "personal") return null;
  return say("news.placeRefuses", { place: placeWords(place), since, subscribed });
}
