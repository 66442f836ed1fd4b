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
/** What the bot posts by itself leaves the rest to the answers that people wait for. */
const OWN_SHARE = 0.8;
/** Conversations in memory; the one unused for longest goes first. */
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
  /** How many sends of the bot's own accord may go there now. */
  room(conversationId: string, now: number): number;
}

/** When a send arrives is known only when it is answered: until then it counts as one of this moment. */
interface Sends {
  underWay: number;
  /** When the others were answered, oldest first. */
  readonly answered: number[];
}

/** Sliding windows over the sends: never more than Teams takes in any stretch of time, however long each is under way. */
export function createLimiter(): Limiter {
  const byConversation = new Map<string, Sends>();
  const all = noSends();
  function sendsTo(conversationId: string): Sends {
    const own = byConversation.get(conversationId) ?? noSends();
    byConversation.delete(conversationId);
    byConversation.set(conversationId, own);
    if (byConversation.size > MAX_CONVERSATIONS) {
      for (const oldest of byConversation.keys()) {
        byConversation.delete(oldest);
        break;
      }
    }
    return own;
  }
  return {
    take(conversationId, now) {
      const own = sendsTo(conversationId);
      const wait = Math.max(waitFor(own, now, PER_CONVERSATION), waitFor(all, now, OVER_ALL));
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
    room(conversationId, now) {
      const own = byConversation.get(conversationId) ?? noSends();
      return Math.max(0, Math.min(roomIn(own, now, PER_CONVERSATION), roomIn(all, now, OVER_ALL)));
    },
  };
}

function noSends(): Sends {
  return { underWay: 0, answered: [] };
}

/** Forgets what has left the longest window, then asks each window when its oldest send leaves it. */
function waitFor({ underWay, answered }: Sends, now: number, windows: readonly Window[]): number {
  // A clock set back would leave sends in the future, and hold up all others until it has caught up.
  while ((answered.at(-1) ?? now) > now) answered.pop();
  const longest = Math.max(...windows.map(({ ms }) => ms)) + MARGIN_MS;
  const kept = answered.findIndex((at) => at > now - longest);
  answered.splice(0, kept === -1 ? answered.length : kept);
  return Math.max(
    0,
    ...windows.map(({ ms, sends }) => {
      const decisive = underWay < sends ? answered.at(underWay - sends) : now;
      return decisive === undefined ? 0 : decisive + ms + MARGIN_MS - now;
    }),
  );
}

function roomIn({ underWay, answered }: Sends, now: number, windows: readonly Window[]): number {
  return Math.min(
    ...windows.map(({ ms, sends }) => {
      const first = answered.findLastIndex((at) => at <= now - ms - MARGIN_MS) + 1;
      return Math.floor(sends * OWN_SHARE) - underWay - (answered.length - first);
    }),
  );
}
