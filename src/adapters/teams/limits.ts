import { MAX_RETRY_AFTER_MS } from "./connector-errors.ts";
import type { Whose } from "../../messaging/messenger.ts";
import { addTime, forgetOld, roomIn, untilRoom, type Window } from "../../shared/sliding-windows.ts";

/** Clocks tell whole milliseconds, and Teams counts by clocks of its own. */
const MARGIN_MS = 50;
/**
 * Teams' limits for one bot in one conversation, and for the bot over all (msteams-docs `rate-limit.md`). Edits are
 * counted as posts: the page doesn't list them apart.
 */
const PER_CONVERSATION: readonly Window[] = [
  { ms: 1_000 + MARGIN_MS, most: 7 },
  { ms: 2_000 + MARGIN_MS, most: 8 },
  { ms: 30_000 + MARGIN_MS, most: 60 },
  { ms: 3_600_000 + MARGIN_MS, most: 1_800 },
];
const OVER_ALL: readonly Window[] = [{ ms: 1_000 + MARGIN_MS, most: 50 }];
/** What the bot sends of its own accord leaves the rest to what people wait for. */
const SHARE: Readonly<Record<Whose, number>> = { asked: 1, own: 0.8 };
/** Conversations in memory. */
const MAX_CONVERSATIONS = 5_000;

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
        addTime(sends.answered, now);
      }
    },
    rest: (conversationId, until) => void (sendsTo(conversationId).restsUntil = until),
    room(conversationId, whose, now) {
      const share = SHARE[whose];
      const overAll = Math.max(0, roomFor(all, share, now, OVER_ALL));
      if (conversationId === null) return overAll;
      const own = conversations.get(conversationId) ?? noSends();
      if (restOf(own, now) > 0) return 0;
      return Math.max(0, Math.min(overAll, roomFor(own, share, now, PER_CONVERSATION)));
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

function waitFor({ answered, underWay }: Sends, now: number, windows: readonly Window[]): number {
  forgetOld(answered, windows, now);
  return untilRoom(answered, windows, now, { share: 1, underWay });
}

function roomFor({ answered, underWay }: Sends, share: number, now: number, windows: readonly Window[]) {
  forgetOld(answered, windows, now);
  return roomIn(answered, windows, now, { share, underWay });
}
