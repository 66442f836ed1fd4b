import type { ConversationRow } from "../../messaging/rows.ts";
import type { Sender } from "../../shared/people.ts";
import type { Round, SubscriptionRow } from "../../subscriptions/rows.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Tx } from "../rows.ts";
import { keyOf, type Bypasses } from "./bypasses.ts";

/** What is told every week of what gets round the approval, to an Admin who wants it, in their 1:1 chat. */

const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;
/** Defender lists an action some time after it was made. */
const OVERLAP_MS = 10 * 60_000;

/** Somebody's 1:1 chat and what of this they have subscribed there. */
export interface Weekly {
  readonly chat: ConversationRow;
  /** Null: nothing; a paused one is one. */
  readonly row: SubscriptionRow | null;
}

/** Null: their 1:1 chat is not known. */
export async function weeklyOf(tx: Tx, { oid }: Pick<Sender, "oid">): Promise<Weekly | null> {
  const chat = await tx.conversations.personalOf(oid);
  if (chat === null) return null;
  const rows = await tx.subscriptions.list(chat.id);
  return { chat, row: rows.find(({ kind }) => kind === "bypass") ?? null };
}

/** Since when actions are counted that come after what was seen then, epoch milliseconds. */
export function countedSince(lookedAt: number): number {
  return lookedAt - OVERLAP_MS;
}

/** The round after one that has found this. @param before null: it is the first */
export function nextRound(found: Bypasses, before: Round | null, now: number): Round {
  const held = found.applications.flat().map(keyOf);
  // What a list that was cut does not show may be there all the same: it would be new every other week.
  const kept = found.isGrantsCut ? [...new Set([...(before?.known ?? []), ...held])] : held;
  const lately = found.foreign.filter(
    ({ createdAt }) => createdAt === null || createdAt >= countedSince(now),
  );
  const known = [...kept, ...lately.map(({ id }) => id)];
  return { dueAt: now + WEEK_MS, lookedAt: now, failingSince: null, known };
}

/** What was found, without the actions that were counted before. */
export function uncounted(found: Bypasses, { known }: Round): Bypasses {
  return { ...found, foreign: found.foreign.filter(({ id }) => !known.includes(id)) };
}

/** The line. @param before null: there is nothing yet to compare it with */
export function weeklyLine(found: Bypasses, before: Round | null, now: number): Text {
  const fresh = before === null ? null : newOf(found, before).length;
  return say("bypass.weekly", {
    applications: found.applications.length,
    fresh,
    actions: found.foreign.length,
    days: before === null ? WEEK_MS / DAY_MS : Math.max(1, Math.round((now - before.lookedAt) / DAY_MS)),
    isWhole: found.isWhole,
  });
}

/** Names of applications that hold something which they did not hold then. Names are hostile. */
export function namesOfNew(found: Bypasses, before: Round): readonly string[] {
  return newOf(found, before).map(([first]) => first?.application ?? "");
}

function newOf({ applications }: Bypasses, { known }: Round): Bypasses["applications"] {
  return applications.filter((grants) => grants.some((grant) => !known.includes(keyOf(grant))));
}
