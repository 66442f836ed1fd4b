import { planCards } from "./routing.ts";
import { card } from "../messaging/card.ts";
import type { Content } from "../messaging/content.ts";
import type { PostRow } from "../messaging/rows.ts";
import type { Tx } from "./rows.ts";
import { postedCard } from "./posted-card.ts";
import { alertRow, SEVERITY_ORDER, type AlertsCardData } from "./row.ts";
import type { Deps } from "./deps.ts";
import { deliver, type Outcome } from "../messaging/deliver.ts";
import type { Message } from "../messaging/outbox.ts";
import { closedPlaces, throughGate } from "../messaging/gates.ts";
import { CardRefs } from "../messaging/card-actions.ts";
import type { About } from "../messaging/smaller.ts";
import type { AlertWatch } from "./poll.ts";
import { say } from "../texts/text.ts";
import type { Alert } from "../defender/alert.ts";
import { newPost, refOf } from "../messaging/new-post.ts";

/**
 * Proactive alerts, second half: in each conversation as many cards as Teams takes there now, new ones before edits, one
 * after the other, so that the first alert of an incident has its thread before the second follows.
 */

const LEASE_MS = 20_000;
/** A batch ends so long before its lease that the last send is over in time. */
const BATCH_MS = 10_000;
/** A title in a list; longer ones would make Teams refuse the whole card. */
const MAX_TITLE = 120;

/** So many waiting alerts are looked at to find those of one incident. */
const LOOK_AHEAD = 1000;

/** What one instance keeps in mind from look to look. */
export interface Rounds {
  /** Conversations that Teams wants left alone, until when (epoch milliseconds). */
  readonly rests: Map<string, number>;
  /** The conversation that was served last. */
  last: string;
}

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
    return tx.posts.claimAlerts(place, deps.clock.now(), LEASE_MS, room);
  });
  rests.delete(place);
  let shown = 0;
  for (const row of rows) {
    if (deps.clock.now() - now > BATCH_MS || rests.has(place)) {
      await deps.store.transaction((tx) => tx.posts.putBack(row.id, deps.clock.now()));
      continue;
    }
    const outcome = await showRow(deps, row);
    if (outcome.kind === "shown") shown += 1;
    else if (outcome.kind === "rests") rests.set(place, outcome.until);
  }
  return shown;
}

/** Puts alerts that wait on new posts, as many as there is room for. */
async function compose(deps: Deps, tx: Tx, place: string, room: number): Promise<void> {
  const waiting = await tx.alerts.waiting(place, LOOK_AHEAD);
  if (waiting.length === 0) return;
  const conversation = await tx.conversations.get(place);
  if (conversation === null) return tx.alerts.drop(place);
  for (const ids of planCards(waiting).slice(0, room)) {
    const post = newPost(deps, refOf(conversation), "alerts", "", { audience: "alerts" });
    await tx.posts.insert(post);
    await tx.alerts.assign(place, ids, post.id);
  }
}

function showRow(deps: Deps, row: PostRow): Promise<Outcome> {
  return deliver(deps, row, async () => {
    const { alerts, content, thread } = await deps.store.transaction((tx) => render(deps, tx, row));
    const incidents = incidentsOf(alerts);
    const isNew = row.activityId === null;
    const to = isNew ? { ...row.conversation, thread } : row.conversation;
    const also: Message<Tx>["also"] = async (tx, { at }) => {
      if (to.kind !== "channel") return;
      const root = at.conversation.thread ?? at.activityId;
      // The thread's root was deleted: what follows belongs under what stands there now.
      if (isNew && thread !== null && thread !== root) await tx.threads.forget(to.id, thread);
      await tx.threads.open(to.id, incidents, root, deps.clock.now());
    };
    return { content, about: aboutOf(alerts), to, also };
  });
}

function aboutOf(alerts: readonly Alert[]): About {
  const [only] = alerts;
  const isOne = only !== undefined && alerts.length === 1;
  const name = isOne ? say("alerts.one", { id: only.id }) : say("alerts.count", { n: alerts.length });
  const look = isOne ? say("alerts.lookAtOne", { id: only.id }) : say("alerts.lookAtAll");
  return { name, look, buttons: [] };
}

async function render(deps: Deps, tx: Tx, row: PostRow) {
  const alerts = await tx.alerts.onPost(row.id);
  const refs = new CardRefs(row.id, deps.commands);
  const content = contentOf(alerts, refs);
  await refs.save(tx, deps.clock.now());
  const inThread = row.conversation.kind === "channel" && row.activityId === null;
  const thread = inThread ? await tx.threads.root(row.conversation.id, incidentsOf(alerts)) : null;
  return { alerts, content, thread };
}

function incidentsOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.flatMap((alert) => alert.incidentId ?? []))];
}

function contentOf(alerts: readonly Alert[], refs: CardRefs): Content {
  const [only] = alerts;
  if (only !== undefined && alerts.length === 1) {
    return postedCard(only, refs);
  }
  const rows = alerts.toSorted(bySeverity).map((alert) => {
    const button = refs.button(say("alerts.open", { id: alert.id }), "alert", { id: alert.id });
    const raised = say("alerts.raisedAt", { at: alert.createdAt });
    return { ...alertRow(alert, raised, button), title: cut(alert.title) };
  });
  const incidents = incidentsOf(alerts);
  const filter =
    incidents.length === 1 ? say("alerts.incident", { id: incidents[0] ?? "" }) : say("alerts.manyAtOnce");
  const heading = say("alerts.count", { n: alerts.length });
  return card<AlertsCardData>(
    "alerts",
    { heading, filter, filters: [], rows, paging: "", buttons: [] },
    heading,
  );
}

function bySeverity(a: Alert, b: Alert): number {
  return SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity);
}

function cut(title: string): string {
  const letters = [...title];
  return letters.length <= MAX_TITLE ? title : `${letters.slice(0, MAX_TITLE - 1).join("")}…`;
}
