import type { AuditActor, AuditDraft } from "../audit/record.ts";
import { text } from "../messaging/content.ts";
import { say } from "../texts/text.ts";
import { recorded } from "../texts/render.ts";
import type { Tx } from "./rows.ts";
import type { Turn } from "../messaging/turn.ts";
import { placeWords, subscriptionWords } from "../subscriptions/place-words.ts";
import type { Deps } from "./deps.ts";
import { seemsClosed } from "../messaging/gates.ts";
import { retell } from "../requests/transition/told.ts";
import { NOBODY } from "../shared/people.ts";
import type { ConversationRow, Whereabouts } from "../messaging/rows.ts";
import { alarmEverybody } from "../subscriptions/audience.ts";

/** Conversations that the bot is in, with what it needs to speak there by itself. */

/** A conversation that was written down is not written again for so long, unless it has changed. */
const KEPT_MS = 60_000;
/** Conversations held in memory. */
const MOST = 2_000;

export interface Place {
  /** Writes down what the turn says of where it came from, where that is due. */
  keep(tx: Tx): Promise<void>;
  /** For when that is committed. */
  kept(): void;
}

/**
 * Where the turn came from. Only a person who acts there, or the bot's being added, brings a conversation back that the
 * bot was removed from, or is to be tried again at once; what else is delivered may be late.
 */
export function placeOf(deps: Deps, turn: Turn): Place {
  const { clock } = deps;
  const known = deps.memory.knownConversations;
  const { id } = turn.conversation;
  const [place, now] = [rowOf(turn), clock.now()];
  const row = JSON.stringify(place);
  const before = known.get(id);
  // Only what persons do: who is added again was removed, and perhaps another instance was told.
  const isKnown =
    (turn.kind === "message" || turn.kind === "click") &&
    before?.row === row &&
    Math.abs(now - before.at) < KEPT_MS;
  return {
    async keep(tx) {
      if (turn.kind === "removed") return leave(deps, tx, turn);
      if (turn.kind === "back") await tx.conversations.wake(null, now);
      if (!isLively(turn)) return tx.conversations.note(place, now);
      if (!isKnown) await tx.conversations.touch(place, now);
      if (!isKnown || seemsClosed(deps, id)) await tx.conversations.wake(id, now);
    },
    kept() {
      if (isKnown || !isLively(turn)) {
        if (turn.kind === "removed") known.clear();
        return;
      }
      known.delete(id);
      if (known.size >= MOST) known.clear();
      known.set(id, { row, at: now });
    },
  };
}

/** What is no word from there, and may be late. */
const LIFELESS: readonly Turn["kind"][] = ["removed", "back", "deleted", "other"];

function isLively(turn: Turn): boolean {
  const isRefresh = turn.kind === "click" && turn.trigger === "automatic";
  return !isRefresh && !LIFELESS.includes(turn.kind);
}

function rowOf(turn: Turn): Whereabouts {
  const { id, kind, tenantId, serviceUrl } = turn.conversation;
  const isOwn = kind === "personal" && turn.sender.oid !== NOBODY;
  const personOid = isOwn ? turn.sender.oid : null;
  const { team = null, locale = null, timeZone = null } = turn;
  return { id, kind, tenantId, serviceUrl, personOid, team, locale, timeZone };
}

/** The bot was removed: from a team, that ends all of its channels. */
async function leave(deps: Deps, tx: Tx, turn: Turn): Promise<void> {
  const here = await tx.conversations.get(turn.conversation.id);
  const others = turn.team === undefined ? [] : await tx.conversations.inTeam(turn.team);
  const places = new Map([...others, ...(here === null ? [] : [here])].map((row) => [row.id, row]));
  for (const place of places.values()) await end(deps, tx, place, whoRemoved(turn));
}

function whoRemoved({ sender: { oid, tid } }: Turn): AuditActor {
  return oid === NOBODY ? { system: true } : { oid, tid, upn: "unknown" };
}

/** What was promised there ends, with its records, and whoever relies on it is told. */
async function end(deps: Deps, tx: Tx, place: ConversationRow, actor: AuditActor): Promise<void> {
  const now = deps.clock.now();
  const subscribed = (await tx.subscriptions.list(place.id)).map(subscriptionWords);
  const base = { at: now, actor, args: { conversation: place.id }, detail: "the bot was removed" };
  const hunts = await tx.savedHunts.list(place.id);
  const drafts: AuditDraft[] = [
    ...subscribed.map((what): AuditDraft => ({
      ...base,
      event: "unsubscribed",
      command: "unsubscribe",
      args: { ...base.args, what: recorded(what) },
      outcome: "unsubscribed",
    })),
    // What is forgotten here can be saved again from its record.
    ...hunts.map(({ name, kql }): AuditDraft => ({
      ...base,
      event: "changed",
      command: "hunt forget",
      args: { ...base.args, name, kql },
      outcome: "hunting query forgotten",
    })),
  ];
  if (place.enabled) {
    drafts.push({ ...base, event: "disabled", command: "disable", outcome: "device data hidden" });
  }
  for (const draft of drafts) await tx.audit.append(draft);
  const missing = await tx.posts.missingIn(place.id);
  await tx.conversations.remove(place.id);
  for (const id of missing) await retell(tx, id, now);
  // What was kept in a 1:1 chat concerns nobody but its owner.
  const kept = place.kind === "personal" ? [] : hunts.map(({ name }) => name);
  if (subscribed.length === 0 && kept.length === 0) return;
  const words = say("news.removedFrom", { place: placeWords(place), subscribed, hunts: kept });
  await alarmEverybody(deps, tx, text(words), place.id);
}
