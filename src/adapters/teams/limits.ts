import { MAX_RETRY_AFTER_MS } from "./connector-errors.ts";
import type { Whose } from "../../messaging/messenger.ts";

/**
 * Teams' limits for one bot in one conversation, and for the bot over all (msteams-docs `rate-limit.md`). Edits are
 * counted as posts: the page doesn't list them apart.
 */
const PER_CONVERSATION: readonly Window[] = [
  { ms: 1_000, sends: 7 },
  { ms: 2_000, sends: 8 },
  { ms: 30_000, sends: 60 },
  { ms: 3_600_000, sends: 1_800 },
];
const OVER_ALL: readonly Window[] = [{ ms: 1_000, sends: 50 }];
/** Clocks tell whole milliseconds, and Teams counts by clocks of its own. */
const MARGIN_MS = 50;
/** What the bot sends of its own accord leaves the rest to what people wait for. */
const SHARE: Readonly<Record<Whose, number>> = { asked: 1, own: 0.8 };
/** Conversations in memory. */
const MAX_CONVERSATIONS = 5_000;

interface Window {
  readonly ms: number;
  readonly sends: number;
}

export interface Limiter {
  /**
   * Takes one send, to be `ended`, and returns 0; or takes nothing and returns the milliseconds until it may be tried
   * again.
   */
  take(conversationId: string, now: number): number;
  /** A send that was taken has been answered, or given up. */
  ended(conversationId: string, now: number): void;
  /** Teams wants the conversation left alone until then (epoch milliseconds). */
  rest(conversationId: string, until: number): void;
  /** How many sends may go there now; null: in all conversations together. */
  room(conversationId: string | null, whose: Whose, now: number): number;
}

/** When a send arrives is known only when it is answered: until then it counts as one of this moment. */
interface Sends {
  underWay: number;
  /** When the others were answered, oldest first. */
  readonly answered: number[];
  /** Teams takes nothing before, by its own word. */
  restsUntil: number;
}

/** Sliding windows over the sends: never more than Teams takes in any stretch of time, however long each is under way. */
export function createLimiter(): Limiter {
  const conversations = new Map<string, Sends>();
  const all = noSends();
  const sendsTo = (conversationId: string) => opened(conversations, conversationId);
  return {
    take(conversationId, now) {
      const own = sendsTo(conversationId);
      const waits = [waitFor(own, now, PER_CONVERSATION), waitFor(all, now, OVER_ALL)];
      const wait = Math.max(restOf(own, now), ...waits);
      if (wait > 0) return wait;
      own.underWay += 1;
      all.underWay += 1;
      return 0;
    },
    ended(conversationId, now) {
      for (const sends of [sendsTo(conversationId), all]) {
        sends.underWay = Math.max(0, sends.underWay - 1);
        sends.answered.push(now);
      }
    },
    rest: (conversationId, until) => void (sendsTo(conversationId).restsUntil = until),
    room(conversationId, whose, now) {
      const share = SHARE[whose];
      const overAll = Math.max(0, roomIn(all, share, now, OVER_ALL));
      if (conversationId === null) return overAll;
      const own = conversations.get(conversationId) ?? noSends();
      if (restOf(own, now) > 0) return 0;
      return Math.max(0, Math.min(overAll, roomIn(own, share, now, PER_CONVERSATION)));
    },
  };
}

/** Those of one conversation; whichever is unused for longest makes room for it. */
function opened(conversations: Map<string, Sends>, id: string): Sends {
  const own = conversations.get(id) ?? noSends();
  conversations.delete(id);
  conversations.set(id, own);
  const [oldest] = conversations.keys();
  if (conversations.size > MAX_CONVERSATIONS && oldest !== undefined) conversations.delete(oldest);
  return own;
}

function noSends(): Sends {
  return { underWay: 0, answered: [], restsUntil: 0 };
}

/** How long it rests still, in milliseconds; a clock that was set back makes no rest longer than any can be. */
function restOf({ restsUntil }: Sends, now: number): number {
  return restsUntil > now + MAX_RETRY_AFTER_MS ? 0 : Math.max(0, restsUntil - now);
}

/** Asks each window when its oldest send leaves it. */
function waitFor(sends: Sends, now: number, windows: readonly Window[]): number {
  const { underWay, answered } = tidied(sends, now, windows);
  return Math.max(
    0,
    ...windows.map(({ ms, sends: most }) => {
      const decisive = underWay < most ? answered.at(underWay - most) : now;
      return decisive === undefined ? 0 : decisive + ms + MARGIN_MS - now;
    }),
  );
}

function roomIn(sends: Sends, share: number, now: number, windows: readonly Window[]): number {
  const { underWay, answered } = tidied(sends, now, windows);
  return Math.min(
    ...windows.map(({ ms, sends: most }) => {
      const first = answered.findLastIndex((at) => at <= now - ms - MARGIN_MS) + 1;
      return Math.floor(most * share) - underWay - (answered.length - first);
    }),
  );
}

/** Without what has left the longest window, and what a clock that was set back has left in the future. */
function tidied(sends: Sends, now: number, windows: readonly Window[]): Sends {
  const { answered } = sends;
  while ((answered.at(-1) ?? now) > now) answered.pop();
  const longest = Math.max(...windows.map(({ ms }) => ms)) + MARGIN_MS;
  const kept = answered.findIndex((at) => at > now - longest);
  answered.splice(0, kept === -1 ? answered.length : kept);
  return sends;
}
