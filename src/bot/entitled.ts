import { text } from "../messaging/content.ts";
import type { SubscriptionRow } from "../subscriptions/rows.ts";
import type { PostRow, ConversationRow } from "../messaging/rows.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { retell } from "../requests/transition/told.ts";
import { isDue } from "../shared/due.ts";
import type { Role } from "../shared/people.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import { ROLE_MAX_AGE_MS } from "../identity/identity.ts";
import { postNotice, refOf } from "../messaging/new-post.ts";

/**
 * Whether a person may still get what was once subscribed in their own 1:1 chat. In a channel an Admin answers for who
 * reads along; in a 1:1 chat nobody does, and roles end without the bot's being told.
 */

type Kind = SubscriptionRow["kind"];

/** Any one of these; the same that it takes to subscribe in a 1:1 chat. */
const ENTITLED: Readonly<Record<Kind, readonly Role[]>> = {
  approvals: ["Approver", "Admin"],
  alerts: ["Admin"],
  bypass: ["Admin"],
};
const CHECK_MS = 8_000;
const DAY_MS = 86_400_000;
const CHECK_EVERY_MS = 600_000;

/**
 * Asked before a message that follows a subscription goes to a 1:1 chat; false: it does not, and what was subscribed
 * there is paused. @throws UserError `could-not-check`: it waits
 */
export async function mayStillSee(deps: Deps, row: PostRow): Promise<boolean> {
  if (row.audience === null || row.conversation.kind !== "personal") return true;
  const place = await deps.store.read((tx) => tx.conversations.get(row.conversation.id));
  if (place !== null && (await isEntitled(deps, place, row.audience, ROLE_MAX_AGE_MS))) return true;
  await deps.store.transaction((tx) => tx.posts.retry(row.id, null));
  if (place !== null) await pause(deps, place, row.audience);
  return false;
}

/** Looks at everybody who has subscribed in their 1:1 chat; Entra is asked of each once a day. */
export function createStandingCheck(deps: Deps): () => Promise<void> {
  let nextAt = 0;
  return async function checkStandings(): Promise<void> {
    const now = deps.clock.now();
    if (!isDue(now, nextAt, CHECK_EVERY_MS)) return;
    nextAt = now + CHECK_EVERY_MS;
    for (const { place, kind } of await deps.store.read((tx) => tx.subscriptions.personal())) {
      try {
        if (!(await isEntitled(deps, place, kind, DAY_MS))) await pause(deps, place, kind);
      } catch (error) {
        deps.log.warn("a subscriber's roles could not be checked", { conversation: place.id, error });
      }
    }
  };
}

/**
 * Whether whose 1:1 chat it is may get that there.
 * @param maxAgeMs how old what Entra said may be @throws UserError `could-not-check`
 */
export async function isEntitled(
  deps: Deps,
  { personOid, tenantId }: ConversationRow,
  kind: Kind,
  maxAgeMs: number,
): Promise<boolean> {
  if (personOid === null) return false;
  const owner = { oid: personOid, tid: tenantId };
  try {
    const { roles } = await deps.identity.fresh(owner, maxAgeMs, AbortSignal.timeout(CHECK_MS));
    return ENTITLED[kind].some((role) => roles.includes(role));
  } catch (error) {
    if (error instanceof SignInRequired) return false;
    throw error;
  }
}

/** Nothing more goes there by itself; its owner is told so, once, and without a word of what it was about. */
export async function pause(deps: Deps, place: ConversationRow, kind: Kind): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const now = deps.clock.now();
    const missing = await tx.posts.missingIn(place.id);
    await tx.posts.giveUp(place.id, kind);
    for (const id of missing) await retell(tx, id, now);
    const rows = await tx.subscriptions.list(place.id);
    if (!rows.some((row) => row.kind === kind && row.pausedSince === null)) return;
    await tx.subscriptions.pause(place.id, kind, now);
    await postNotice(deps, tx, refOf(place), text(PAUSED[kind]));
  });
}

const PAUSED: Readonly<Record<Kind, Text>> = {
  approvals: say("news.approvalsPaused"),
  alerts: say("news.alertsPaused"),
  bypass: say("news.bypassPaused"),
};
