import { sha256Of } from "../shared/digest.ts";
import { compose } from "./compose.ts";
import { aboutOf, contentOf, incidentsOf, shownBy } from "./posted-content.ts";
import { storedContent } from "../messaging/content.ts";
import type { PostRow } from "../messaging/rows.ts";
import type { Tx } from "./rows.ts";
import type { Deps } from "./deps.ts";
import { deliver, type Outcome } from "../messaging/deliver.ts";
import type { Message } from "../messaging/outbox.ts";
import { closedPlaces, throughGate } from "../messaging/gates.ts";
import { withNamed } from "../messaging/named-on.ts";
import { CardRefs } from "../messaging/card-actions.ts";
import type { AlertWatch } from "./poll.ts";
import type { Alert } from "../defender/alert.ts";

/**
 * Proactive alerts, second half: in each conversation as many cards as Teams takes there now, new ones before edits, one
 * after the other, so that the first alert of an incident has its thread before the second follows.
 */

const LEASE_MS = 20_000;
/** A batch ends so long before its lease that the last send is over in time. */
const BATCH_MS = 10_000;

/** What one instance keeps in mind from look to look. */
export interface Rounds {
  /** Conversations that Teams wants left alone, until when (epoch milliseconds). */
  readonly rests: Map<string, number>;
  /** The conversation that was served last. */
  last: string;
}

/** Before the first look. */
export function newRounds(): Rounds {
  return { rests: new Map(), last: "" };
}

/** Posts and edits alert cards everywhere; only where this instance leads. */
export async function showAlerts(deps: Deps, watch: AlertWatch, rounds: Rounds): Promise<void> {
  for (;;) {
    const now = deps.clock.now();
    if (now >= watch.leadsUntil) return;
    const places = await deps.store.read((tx) => tx.alerts.places(now));
    if (places.length === 0) return;
    const closed = await closedPlaces(deps);
    const ready = places.filter((place) => (rounds.rests.get(place) ?? 0) <= now);
    const roomOf = (place: string): number =>
      throughGate(closed.get(place), deps.messenger.room(place, "own"), now);
    const shares = shareRoom(deps, inTurn(ready, rounds.last), roomOf);
    rounds.last = shares.at(-1)?.place ?? rounds.last;
    const shown = await Promise.all(shares.map((share) => serve(deps, share, rounds)));
    if (!shown.some((some) => some > 0)) return;
  }
}

interface Share {
  readonly place: string;
  /** How many cards may be sent there; at least 1. */
  readonly room: number;
}

/** From the first one after the last that was served. */
function inTurn(places: readonly string[], last: string): readonly string[] {
  const sorted = places.toSorted();
  const next = sorted.findIndex((place) => place > last);
  return next === -1 ? sorted : [...sorted.slice(next), ...sorted.slice(0, next)];
}

/** What Teams takes over all is dealt out beforehand: who finds it used up would have made their cards in vain. */
function shareRoom(
  { messenger }: Deps,
  places: readonly string[],
  roomOf: (place: string) => number,
): readonly Share[] {
  let left = messenger.room(null, "own");
  return places.flatMap((place) => {
    const room = Math.min(left, roomOf(place));
    left -= room;
    return room > 0 ? [{ place, room }] : [];
  });
}

/** One batch in one conversation; gives the number of cards shown. */
async function serve(deps: Deps, { place, room }: Share, { rests }: Rounds): Promise<number> {
  const now = deps.clock.now();
  const rows = await deps.store.transaction(async (tx) => {
    await compose(deps, tx, place, room);
    // By the time of now: what was composed a moment ago is due a moment later than `now`.
    return tx.posts.claimAlerts(place, deps.clock.now(), LEASE_MS, room, deps.clock.earliest());
  });
  rests.delete(place);
  let shown = 0;
  for (const [index, row] of rows.entries()) {
    if (deps.clock.now() - now > BATCH_MS || rests.has(place)) {
      // Due at once, and in the same order.
      await deps.store.transaction((tx) => tx.posts.putBack(row.id, now - rows.length + index));
      continue;
    }
    const outcome = await showRow(deps, row);
    if (outcome.kind === "shown") shown += 1;
    else if (outcome.kind === "rests") rests.set(place, outcome.until);
  }
  return shown;
}

function showRow(deps: Deps, row: PostRow): Promise<Outcome> {
  return deliver(deps, row, async () => {
    const { content, about, incidents, thread } = await deps.store.transaction((tx) => render(deps, tx, row));
    const isNew = row.activityId === null;
    const to = isNew ? { ...row.conversation, thread } : row.conversation;
    const also: Message<Tx>["also"] = async (tx, { at }) => {
      if (to.kind !== "channel") return;
      const root = at.conversation.thread ?? at.activityId;
      // The thread's root was deleted: what follows belongs under what stands there now.
      if (isNew && thread !== null && thread !== root) await tx.threads.forget(to.id, thread);
      await tx.threads.open(to.id, incidents, root, deps.clock.now());
    };
    return { content, about, to, also };
  });
}

async function render(deps: Deps, tx: Tx, row: PostRow) {
  const alerts = await tx.alerts.onPost(row.id);
  const incidents = incidentsOf(alerts);
  const inThread = row.conversation.kind === "channel" && row.activityId === null;
  const thread = inThread ? await tx.threads.root(row.conversation.id, incidents) : null;
  if (row.subject !== "")
    return { content: storedContent(row.subject), about: aboutOf([]), incidents, thread };
  const refs = new CardRefs(viewOf(row, alerts), deps.commands, shownBy(alerts));
  const found = contentOf(alerts, refs);
  // A card by itself stays short: what it names is in its menu.
  const content = found.kind === "card" && found.card === "posted" ? found : withNamed(found, refs);
  await refs.save(tx, deps.clock.now());
  return { content, about: aboutOf(alerts), incidents, thread };
}

/**
 * What the buttons of a card are kept by: of what it shows, so that a button of an earlier view still means what it meant
 * there, whatever has come to its place since.
 */
function viewOf(row: PostRow, alerts: readonly Alert[]): string {
  const shown = alerts.map(({ id, status, severity, incidentId, deviceId, people }) => [
    ...[id, status, severity, incidentId, deviceId],
    ...(people ?? []).map((person) => person.id ?? person.upn),
  ]);
  return sha256Of([row.id, shown])
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
