import { text } from "../messaging/content.ts";
import { postNotice, refOf } from "../messaging/new-post.ts";
import type { ClickTurn, TurnAnswer } from "../messaging/turn.ts";
import {
  clickOnRequest,
  demandSignInFirst,
  viewRequest,
  type Clicked,
  type KeptClick,
} from "../requests/click/click.ts";
import { isUnderWay, newChecking, type Checking } from "../requests/facts/checking.ts";
import { readRef } from "../requests/machine/verbs.ts";
import type { PendingRow } from "../identity/rows.ts";
import { within } from "../shared/within.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { LEASE_MS, takeWaiting, whileHeld } from "./deduplicate.ts";
import type { Deps } from "./deps.ts";
import { isCurable } from "./sign-in-prompt.ts";
import { wordsFor } from "./words-for.ts";

/**
 * A click whose checks take longer than a turn. Whoever clicked is told that it is kept, and how far the checks have come; it
 * counts once all of them have passed, under what holds then. Such a click is a row: held while its process lives, and taken up
 * by another one when that has died. What keeps it from counting is told to whoever clicked.
 */

/** How long the checks may take in all, whoever makes them, in milliseconds. */
const LIMIT_MS = 600_000;

/** As it is stored, to be made again: what it was signed in by is no part of it, but for what that has proven. */
interface StoredClick extends KeptClick {
  readonly kind: "click";
  readonly turn: ClickTurn;
}

/** Carries out a click that approves. @param signal ends when whoever clicked has to be answered */
export async function decideByClick(
  deps: Deps,
  turn: ClickTurn,
  click: KeptClick,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const again = deps.memory.clicks.get(keyOf(turn));
  if (again !== undefined) return viewRequest(deps, turn, checkingText(again));
  const stop = new AbortController();
  const checking = newChecking();
  const work = within(LIMIT_MS, (limit) => {
    limit.addEventListener("abort", () => stop.abort());
    return clickOnRequest(deps, turn, { ...click, signal: stop.signal, checking });
  });
  const soon = await Promise.race([work, endOf(signal)]);
  if (soon !== null) return soon.answer;
  try {
    // Where not even the target could be read, a service does not answer: that is said at once.
    if (!isUnderWay(checking)) stop.abort();
    else return await keep(deps, turn, click, { work, checking });
  } catch (error) {
    stop.abort();
    work.catch(() => undefined);
    throw error;
  }
  return (await work).answer;
}

/** Null, when the signal ends. */
function endOf(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
}

/** One person's clicks on one button. */
function keyOf({ sender, verb, data }: ClickTurn): string {
  return [sender.tid, sender.oid, verb, data["ref"] ?? ""].join("|");
}

function checkingText({ done, total }: Checking): Text {
  return say("clicks.clickKept", { done: Math.min(done, total), total });
}

interface Work {
  readonly work: Promise<Clicked>;
  readonly checking: Checking;
}

/** @throws StepUpRequired */
async function keep(
  deps: Deps,
  turn: ClickTurn,
  click: KeptClick,
  { work, checking }: Work,
): Promise<TurnAnswer> {
  await demandSignInFirst(deps, turn, click);
  const id = deps.ids.uuid();
  const { oid, tid } = turn.sender;
  const now = deps.clock.now();
  const stored: StoredClick = {
    ...click,
    kind: "click",
    turn: { ...turn, ssoToken: null, code: null },
  };
  const row = { id, oid, tid, turn: JSON.stringify(stored), expiresAt: now + LIMIT_MS };
  await deps.store.transaction(async (tx) => {
    await tx.pending.insert(row);
    await tx.pending.hold(id, now + LEASE_MS);
  });
  checking.kept = id;
  void goOn(deps, { turn, id }, { work, checking });
  return viewRequest(deps, turn, checkingText(checking));
}

interface Kept {
  readonly id: string;
  readonly turn: ClickTurn;
}

/** Never throws: nobody waits for it. */
async function goOn(deps: Deps, { id, turn }: Kept, { work, checking }: Work): Promise<void> {
  const key = keyOf(turn);
  deps.memory.clicks.set(key, checking);
  try {
    await whileHeld(
      deps,
      `pending|${id}`,
      (tx, until) => tx.pending.hold(id, until),
      async () => end(deps, { id, turn }, await whyNot(deps, work)),
    );
  } catch (error) {
    deps.log.error("a kept click could not be ended", { error });
  } finally {
    deps.memory.clicks.delete(key);
  }
}

/** Why it does not count; empty: it does. */
async function whyNot(deps: Deps, work: Promise<Clicked>): Promise<Words> {
  try {
    return (await work).told;
  } catch (error) {
    return isCurable(error) ? say("signIn.pleaseSignIn") : wordsFor(deps, error);
  }
}

/** It has its outcome. Whoever clicked sees it on the card; why it does not count is for them alone, in their own chat. */
async function end(deps: Deps, { id, turn }: Kept, why: Words): Promise<void> {
  const { sender, conversation } = turn;
  const request = readRef(turn.data["ref"] ?? "").id;
  await deps.store.transaction(async (tx) => {
    if (!(await tx.pending.remove(id))) return;
    // Their view says that it is being checked.
    await tx.posts.want(request, deps.clock.now());
    if (why === "") return;
    const own = await tx.conversations.personalOf(sender.oid);
    const words = text(say("clicks.clickDidNotCount", { name: sender.name, id: request, why }));
    await postNotice(deps, tx, own === null ? conversation : refOf(own), words, { asker: sender.oid });
  });
  deps.kick();
}

/** The click that a row keeps; null: it keeps a command. */
function clickIn({ turn }: PendingRow): StoredClick | null {
  const stored = JSON.parse(turn) as StoredClick | { readonly kind: "message" };
  return stored.kind === "click" ? stored : null;
}

/** Whether a row keeps a click: its author's next sign-in is not what it waits for. */
export function keepsClick(row: PendingRow): boolean {
  return clickIn(row) !== null;
}

/** A step of the loops: goes on with clicks whose process has died. */
export async function resumeClicks(deps: Deps): Promise<void> {
  const over = deps.clock.earliest();
  const rows = await deps.store.read((tx) => tx.pending.interrupted(over));
  for (const row of rows) {
    const click = clickIn(row);
    if (click !== null) await resumeClick(deps, row, click);
  }
}

async function resumeClick(
  deps: Deps,
  { id, expiresAt }: PendingRow,
  { turn, verb, proof }: StoredClick,
): Promise<void> {
  const now = deps.clock.now();
  if (now >= expiresAt) return end(deps, { id, turn }, say("clicks.clickTooLong"));
  if (!(await takeWaiting(deps, id))) return;
  const checking = newChecking(id);
  const signal = AbortSignal.timeout(expiresAt - now);
  await goOn(
    deps,
    { id, turn },
    { work: clickOnRequest(deps, turn, { verb, proof, signal, checking }), checking },
  );
}
