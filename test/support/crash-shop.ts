import { setTimeout as pause } from "node:timers/promises";
import type { BotProcess } from "../../sandbox/bot-process.ts";
import type { Random } from "../../sandbox/defender/random.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import type { Evidence } from "./crash-evidence.ts";
import { shownIn, type Tenant } from "./tenant.ts";
import { STATES } from "../../src/requests/machine/state.ts";

/** The place of the crash test: what all of its people share, and how they see a card. */

export interface Shop {
  readonly tenant: Tenant;
  /** The instances of the bot. */
  readonly bots: readonly BotProcess[];
  readonly evidence: Evidence;
  readonly inFlight: number;
  /** Whether that many were under way at once: from then on people decide. */
  full: boolean;
  /** Whether everybody is to go home. */
  closed: boolean;
  asked: number;
  /** Requests that are under way. */
  open: number;
  /** How many are typing or clicking at this moment. */
  busy: number;
  /** What nobody sits over any more: not acknowledged, forgotten by a restore, or over, which a restore may undo. */
  readonly left: Asked[];
  /** What the bot has said in the channel, by thread; oldest first. */
  readonly replies: ReadonlyMap<string, readonly Message[]>;
}

export interface Question {
  /** A text that no other request has. */
  readonly reason: string;
  /** What is typed. */
  readonly text: string;
  readonly by: PersonKey;
  readonly approvers: readonly PersonKey[];
  /** What its people have in mind; to waver is to approve, revoke and approve again; to stop, to approve first. */
  readonly plan: "approve" | "waver" | "deny" | "cancel" | "stop";
  /** Whether it is answered by a form, which has to be sent. */
  readonly byForm: boolean;
}

/** All of a request that its people know: what they asked for, and the thread of the message. */
export interface Asked extends Question {
  readonly thread: string;
  /** When it was acknowledged, in epoch milliseconds. */
  readonly at: number;
}

/** Who asks: enough people for the limits on one person. */
export const ASKERS: readonly PersonKey[] = ["ana", "ben", "erin", "frida", "noor"];
/** If all did something at once, nothing would come to its end. */
const MOST_BUSY = 2;
export const LOOK_EVERY_MS = 200;

export function newShop(tenant: Tenant, bots: readonly BotProcess[], inFlight: number): Shop {
  const evidence: Evidence = { asked: [], told: [], kills: [], restores: [], lives: [], story: [] };
  return {
    tenant,
    bots,
    evidence,
    inFlight,
    full: false,
    closed: false,
    asked: 0,
    open: 0,
    busy: 0,
    left: [],
    replies: followReplies(tenant),
  };
}

/** Notes what was done to the bot. */
export function tell({ evidence }: Shop, what: string): void {
  evidence.story.push({ at: Date.now(), what });
}

function followReplies({ teams: { state } }: Tenant): ReadonlyMap<string, readonly Message[]> {
  const replies = new Map<string, Message[]>();
  const known = new Set<string>();
  state.on((event) => {
    if (event.kind !== "message" || known.has(event.messageId)) return;
    known.add(event.messageId);
    const message = state.message(event.messageId);
    if (message === null || message.rootId === null || message.author !== null) return;
    const before = replies.get(message.rootId);
    if (before === undefined) replies.set(message.rootId, [message]);
    else before.push(message);
  });
  return replies;
}

export function repliesIn({ replies }: Shop, thread: string): readonly Message[] {
  return replies.get(thread) ?? [];
}

/**
 * The copies of a request's card, or of the release's at the end of its lease: after a crash there may be one that the bot
 * does not know.
 */
export function cardsOf(
  shop: Shop,
  { thread, reason }: Pick<Asked, "thread" | "reason">,
  of: "request" | "release" = "request",
): readonly Message[] {
  const words = of === "request" ? `"  ${reason}"` : `: ${reason}"`;
  return repliesIn(shop, thread).filter((message) => shownIn(message).includes(words));
}

/** A card names one state only: the one it is in. */
const STATE = new RegExp(`"text":"(${STATES.join("|")})"`);

/** The state that a card shows; null: it is no request's. */
export function stateOf(card: Message): (typeof STATES)[number] | null {
  const [, state] = STATE.exec(shownIn(card)) ?? [];
  return STATES.find((one) => one === state) ?? null;
}

export function happens(random: Random, probability: number): boolean {
  return random.int(1_000_000) < probability * 1_000_000;
}

/** Does it while the bot runs and not too many others do something. */
export async function inTurn<T>(shop: Shop, work: () => Promise<T>): Promise<T> {
  while (shop.busy >= MOST_BUSY || !(runningOf(shop).length > 0 || shop.closed)) await pause(LOOK_EVERY_MS);
  shop.busy += 1;
  turnTo(shop);
  return work().finally(() => (shop.busy -= 1));
}

export function runningOf({ bots }: Pick<Shop, "bots">): readonly BotProcess[] {
  return bots.filter((bot) => bot.status().state === "running");
}

let turns = 0;

/** What comes next is delivered to the next instance that runs, as by a load balancer. */
export function turnTo(shop: Shop): void {
  const running = runningOf(shop);
  const next = running[(turns += 1) % Math.max(1, running.length)];
  if (next !== undefined) shop.tenant.teams.setBotUrl(next.url);
}

/** Looks again and again until there is something, or the shop is closed, or it took too long. */
export async function until(
  shop: Shop,
  find: () => true | null | Promise<true | null>,
  longest = Infinity,
): Promise<void> {
  const last = Date.now() + longest;
  while (!shop.closed && Date.now() < last) {
    if ((await find()) !== null) return;
    await pause(LOOK_EVERY_MS);
  }
}
