import type { MachineAction } from "../defender/machine-action.ts";
import { OPERATIONS } from "../defender/operations.ts";
import { typesThat } from "../defender/response-operations.ts";
import type { AlertWatch } from "../alerts/poll.ts";
import { threadsAbout } from "../alerts/threads-about.ts";
import { text, type Content } from "../messaging/content.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import { postNotice } from "../messaging/new-post.ts";
import { requestIdIn } from "../requests/facts/already.ts";
import type { Request } from "../requests/machine/request.ts";
import { isOver, lasts, refusalIn, type Outage } from "../subscriptions/outage.ts";
import {
  alarmEverybody,
  approvalsConversations,
  tellAdmins,
  tellApprovers,
} from "../subscriptions/audience.ts";
import { isDue } from "../shared/due.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import type { Tx } from "./rows.ts";

/**
 * What others did: an action whose effect stays so (an isolation, a release, a restriction, an offboarding) and that was not made
 * here is told once: in the thread where the device's alert has its card, else where approvals are. It is never taken for ours.
 */

const TYPES = typesThat("until-undone", "for-good");
/** The cursor up to when it was looked. */
const LOOKED = "others' actions";
/** The one that says since when: what was before the first look is told by "isolated" and "bypass". */
const BEGAN = "others' actions since";
/** Defender lists an action some time after it was made, and what is under way here may not know its own yet. */
const OVERLAP_MS = 10 * 60_000;
/** Longer than an action is looked at again, also by a bot that was away. */
const KEPT_MS = 7 * 86_400_000;
/** As many as are read in time, at the pace that Defender allows: all kinds of actions are among them. */
const MOST_ACTIONS = 10_000;
const MOST_TOLD = 10;
/** How long to wait for the card of the device's alert: what raises an alert is often what isolates. */
const AWAITED_MS = 8_000;
const NEXT_LOOK_MS = 2_000;
const TIMEOUT_MS = 30_000;

/** A step that looks as often as alerts are looked for, and where they are. */
export function createOthersWatch(deps: Deps, watch: AlertWatch, pollMs: number): () => Promise<void> {
  let nextAt = -Infinity;
  const awaited = new Map<string, number>();
  return async function watchOthers(): Promise<void> {
    const now = deps.clock.now();
    if (now >= watch.leadsUntil) return;
    if (!isDue(now, nextAt, pollMs)) return;
    nextAt = now + pollMs;
    const since = await deps.store.read((tx) => tx.cursors.get(LOOKED));
    if (since === null) return begin(deps, now);
    try {
      const reader = deps.defender.asApplication(AbortSignal.timeout(TIMEOUT_MS), "watch");
      const { items: found } = await reader.machineActions({
        since: Math.min(since, now) - OVERLAP_MS,
        top: MOST_ACTIONS,
      });
      const made = found.filter(({ type }) => TYPES.includes(type));
      const waits = await deps.store.transaction((tx) => tell(deps, tx, { made, awaited }, now));
      if (waits) nextAt = Math.min(nextAt, now + NEXT_LOOK_MS);
      await isOver(deps, unreadActions(deps));
    } catch (error) {
      deps.log.warn("what others did could not be read", { error });
      await lasts(deps, unreadActions(deps), refusalIn(error));
    }
    deps.kick();
  };
}

/** A mute is no reason not to hear of it, and Admins can often cure it. */
function unreadActions(deps: Deps): Outage<Tx> {
  return {
    name: LOOKED,
    lasts: (since, why) => say("others.cantRead", { since, why }),
    over: say("others.canReadAgain"),
    tell: (tx, words) => alarmEverybody(deps, tx, text(words), null),
  };
}

async function begin(deps: Deps, now: number): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.cursors.set(BEGAN, now);
    await tx.cursors.set(LOOKED, now);
  });
}

interface Looked {
  readonly made: readonly MachineAction[];
  /** Until when the card of an action's device is waited for, by the action's id (epoch milliseconds). */
  readonly awaited: Map<string, number>;
}

/** @returns whether something is told later, since a card that it belongs to is on its way */
async function tell(deps: Deps, tx: Tx, { made, awaited }: Looked, now: number): Promise<boolean> {
  const news: News[] = [];
  let waits = false;
  let looked = now;
  const began = (await tx.cursors.get(BEGAN)) ?? now;
  for (const action of made) {
    const at = action.createdAt ?? now;
    const request = await requestBehind(tx, action);
    if (at < began || request?.machineActionId === action.id) continue;
    if (request !== null && mayBeIts(request)) {
      // It is listed again until that is known, however long it takes.
      looked = Math.min(looked, at);
      continue;
    }
    const key = `others|${action.id}`;
    if ((await tx.once.take(key, now, OVERLAP_MS)).kind !== "taken") continue;
    const { places, isAwaited } = await threadsAbout(tx, action.deviceId.toLowerCase(), now);
    if (isAwaited && mayWait(awaited, action.id, now)) {
      await tx.once.release(key);
      waits = true;
      continue;
    }
    awaited.delete(action.id);
    await tx.once.finish(key, "told", now + KEPT_MS);
    // What somebody else has released need not be silent any more.
    if (action.type === OPERATIONS.unisolate.type) await tx.rechecks.removeOf(action.deviceId.toLowerCase());
    news.push({ words: wordsOf(action, request), places });
  }
  await tx.cursors.set(LOOKED, looked);
  await tellEach(deps, tx, news);
  return waits;
}

/** What is told, and in which threads; none: where approvals are. */
interface News {
  readonly words: Text;
  readonly places: readonly ConversationRef[];
}

function mayWait(awaited: Map<string, number>, id: string, now: number): boolean {
  const until = awaited.get(id) ?? now + AWAITED_MS;
  awaited.set(id, until);
  // A clock that is set back meanwhile holds nothing up.
  return now < until && until - now <= AWAITED_MS;
}

async function tellEach(deps: Deps, tx: Tx, news: readonly News[]): Promise<void> {
  const inThreads = news.flatMap(({ words, places }) => places.map((place) => ({ words, place })));
  for (const some of Map.groupBy(inThreads, ({ place }) => `${place.id} ${place.thread}`).values()) {
    const [first] = some;
    if (first === undefined) continue;
    await postNotice(deps, tx, first.place, contentOf(some.map(({ words }) => words)));
  }
  const others = news.filter(({ places }) => places.length === 0).map(({ words }) => words);
  if (others.length === 0) return;
  // Where nobody has subscribed, somebody has to hear of it all the same.
  const isHeard = (await approvalsConversations(tx, null)).length > 0;
  await (isHeard
    ? tellApprovers(deps, tx, contentOf(others), null)
    : tellAdmins(deps, tx, contentOf(others)));
}

function contentOf(each: readonly Text[]): Content {
  const more = Math.max(0, each.length - MOST_TOLD);
  return text(say("others.news", { each: each.slice(0, MOST_TOLD), more }));
}

/** The request whose mark an action bears, on the device that it is about; a comment may say anything. */
async function requestBehind(tx: Tx, action: MachineAction): Promise<Request | null> {
  const id = requestIdIn(action);
  const request = id === null ? null : await tx.requests.get(id);
  return request?.target.id === action.deviceId.toLowerCase() ? request : null;
}

/** A request whose call may have been made does not know yet which action is its own; one that has sent nothing has none. */
function mayBeIts({ state, execution }: Request): boolean {
  return state === "Executing" && (execution?.sentAt ?? null) !== null;
}

/** One that bears the mark of a request which does not know it may be that one's own call, whose answer got lost. */
function wordsOf(action: MachineAction, request: Request | null): Text {
  const { type, deviceName, deviceId, requestor, createdAt } = action;
  const mark = request === null ? {} : { bears: request.id };
  return say("others.did", { type, device: deviceName ?? deviceId, who: requestor, at: createdAt, ...mark });
}
