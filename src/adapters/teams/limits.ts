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
/** What was sent evenly may arrive in a bunch: each window is taken to be longer by this. */
const JITTER_MS = 200;
/** What the bot posts by itself leaves the rest to the answers that people wait for. */
const OWN_SHARE = 0.8;
/** Conversations in memory; the one unused for longest goes first. */
const MAX_CONVERSATIONS = 5_000;

interface Window {
  readonly ms: number;
  readonly sends: number;
}

export interface Limiter {
  /** Takes one send and returns 0, or takes nothing and returns the milliseconds until it may be tried again. */
  take(conversationId: string, now: number): number;
  /** How many sends of the bot's own accord may go there now. */
  room(conversationId: string, now: number): number;
}

/** Sliding windows over the times of the sends: never more than Teams takes in any stretch of time. */
export function createLimiter(): Limiter {
  const byConversation = new Map<string, number[]>();
  const all: number[] = [];
  function timesOf(conversationId: string): number[] {
    const own = byConversation.get(conversationId) ?? [];
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
      const own = timesOf(conversationId);
      const wait = Math.max(waitFor(own, now, PER_CONVERSATION), waitFor(all, now, OVER_ALL));
      if (wait > 0) return wait;
      own.push(now);
      all.push(now);
      return 0;
    },
    room(conversationId, now) {
      const own = byConversation.get(conversationId) ?? [];
      return Math.max(0, Math.min(roomIn(own, now, PER_CONVERSATION), roomIn(all, now, OVER_ALL)));
    },
  };
}

/** Forgets what has left the longest window, then asks each window when its oldest send leaves it. */
function waitFor(times: number[], now: number, windows: readonly Window[]): number {
  // A clock set back would leave sends in the future, and hold up all others until it has caught up.
  while ((times.at(-1) ?? now) > now) times.pop();
  const longest = Math.max(...windows.map(({ ms }) => ms)) + JITTER_MS;
  const kept = times.findIndex((at) => at > now - longest);
  times.splice(0, kept === -1 ? times.length : kept);
  return Math.max(
    0,
    ...windows.map(({ ms, sends }) => {
      const decisive = times.at(-sends);
      return decisive === undefined ? 0 : decisive + ms + JITTER_MS - now;
    }),
  );
}

function roomIn(times: readonly number[], now: number, windows: readonly Window[]): number {
  return Math.min(
    ...windows.map(({ ms, sends }) => {
      const first = times.findLastIndex((at) => at <= now - ms - JITTER_MS) + 1;
      return Math.floor(sends * OWN_SHARE) - (times.length - first);
    }),
  );
}
