import { CardRefs } from "../messaging/card-actions.ts";
import type { Content } from "../messaging/content.ts";
import { postNotice, refOf } from "../messaging/new-post.ts";
import type { ConversationRow } from "../messaging/rows.ts";
import { ROLE_MAX_AGE_MS } from "../identity/identity.ts";
import { lookForBypasses } from "../commands/parts/bypasses.ts";
import {
  countedSince,
  namesOfNew,
  nextRound,
  uncounted,
  WEEK_MS,
  weeklyLine,
} from "../commands/parts/weekly.ts";
import { takeDue, type DueRows } from "../shared/due.ts";
import { isRefusal } from "../requests/execute/refusal.ts";
import type { Round, Rounded } from "../subscriptions/rows.ts";
import { say } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { isEntitled, pause } from "./entitled.ts";
import { noticeOf } from "./form.ts";
import type { Tx } from "./rows.ts";
import { isCurable } from "./sign-in-prompt.ts";
import { wordsFor } from "./words-for.ts";

/**
 * Tells Admins who have subscribed to it, every week, what gets round the approval: looked at with their own token, and
 * with the role of that minute. The line is written in the transaction that puts off the next look, so it is said once.
 */

const BATCH = 10;
const TIMEOUT_MS = 45_000;
const RETRY_MS = 600_000;
/** What can't be looked at for so long is told; the next look is a week later then. */
const PATIENCE_MS = 86_400_000;

/** One round of the loop. What time alone brings about waits until all clocks agree that it has come. */
export async function tellBypasses(deps: Deps): Promise<void> {
  const clock = { now: () => deps.clock.earliest() };
  await Promise.all(
    (await takeDue({ store: deps.store, clock }, ROUNDS, BATCH)).map((row) => tell(deps, row)),
  );
}

const ROUNDS: DueRows<Tx, Rounded> = {
  due: (tx, now, limit) => tx.subscriptions.due(now, limit),
  async hold(tx, row, dueAt) {
    const held = { ...row, round: { ...row.round, dueAt } };
    return (await tx.subscriptions.moveOn(row, held.round)) ? held : null;
  },
};

async function tell(deps: Deps, row: Rounded): Promise<void> {
  const place = await deps.store.read((tx) => tx.conversations.get(row.conversationId));
  // Where the bot was removed from, its subscriptions have gone too.
  if (place === null) return;
  try {
    if (await isEntitled(deps, place, "bypass", ROLE_MAX_AGE_MS)) await look(deps, row, place);
    else await pause(deps, place, "bypass");
  } catch (error) {
    deps.log.warn("what gets round the approval could not be looked at", { conversation: place.id, error });
    await notLooked(deps, row, place, error);
  }
}

async function look(deps: Deps, row: Rounded, place: ConversationRow): Promise<void> {
  const owner = { oid: place.personOid ?? "", tid: place.tenantId };
  const defender = deps.defender.as(owner, AbortSignal.timeout(TIMEOUT_MS));
  const since = countedSince(row.round.lookedAt);
  const found = uncounted(await lookForBypasses({ defender, store: deps.store }, since), row.round);
  const now = deps.clock.now();
  const fresh = namesOfNew(found, row.round);
  const isClear = found.isWhole && fresh.length === 0 && found.foreign.length === 0;
  const line = weeklyLine(found, row.round, now);
  const words = say("bypass.weeklyNew", { names: fresh });
  await post(deps, { row, place, next: nextRound(found, row.round, now) }, (buttons) =>
    noticeOf(line, words, isClear ? "neutral" : "warning", buttons),
  );
}

async function notLooked(deps: Deps, row: Rounded, place: ConversationRow, error: unknown): Promise<void> {
  const now = deps.clock.now();
  const failingSince = row.round.failingSince ?? now;
  if (!isRefusal(error) && now - failingSince < PATIENCE_MS) {
    const later: Round = { ...row.round, failingSince, dueAt: now + RETRY_MS };
    await deps.store.transaction((tx) => tx.subscriptions.moveOn(row, later));
    return;
  }
  const why = isCurable(error) ? say("bypass.needsSignIn") : wordsFor(deps, error);
  const next: Round = { ...row.round, failingSince: null, dueAt: now + WEEK_MS };
  await post(deps, { row, place, next }, (buttons) =>
    noticeOf(say("bypass.notLooked"), why, "warning", buttons),
  );
}

interface Told {
  readonly row: Rounded;
  readonly place: ConversationRow;
  readonly next: Round;
}

async function post(
  deps: Deps,
  { row, place, next }: Told,
  content: (buttons: Parameters<typeof noticeOf>[3]) => Content,
): Promise<void> {
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const shown = content([refs.button(say("bypass.show"), "bypass", {})]);
  await deps.store.transaction(async (tx) => {
    // Another instance was faster, or it was ended meanwhile.
    if (!(await tx.subscriptions.moveOn(row, next))) return;
    await refs.save(tx, deps.clock.now());
    await postNotice(deps, tx, refOf(place), shown, { audience: "bypass" });
  });
  deps.kick();
}
