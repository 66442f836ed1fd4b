import type { HeldClaim } from "./memory.ts";
import type { Claim } from "../shared/store.ts";
import { hash as digestOf } from "node:crypto";
import type { MessageTurn, Turn } from "../messaging/turn.ts";
import type { Deps } from "./deps.ts";
import type { Tx } from "./rows.ts";
import { placeOf } from "./known-conversations.ts";

/**
 * That an activity is run once, and is not lost when the process dies over it: what nobody holds any
 * more is free for the next delivery.
 */

/** How long a claim is its claimer's without being held further, in milliseconds. */
export const LEASE_MS = 5000;
/** Most turns are over before their claim has to be held. */
const HOLD_BELOW_MS = 3500;
const REMEMBER_MS = 3 * 86_400_000;

/** Keeps where the turn came from, and claims it; null: it may be run as often as it comes. */
export async function claimTurn(deps: Deps, turn: Turn): Promise<Claim | null> {
  // Nothing has been done for it yet: who forgets the claim in a power cut has forgotten the rest as well.
  const place = placeOf(deps, turn);
  const claim = await deps.store.transaction(async (tx) => {
    const taken = runsOnce(turn) ? await taking(deps, tx, keyOf(turn)) : null;
    // What is delivered again tells nothing new of where people are.
    if (taken === null || taken.kind === "taken") await place.keep(tx);
    return taken;
  }, "in-order");
  if (claim === null || claim.kind === "taken") place.kept();
  return claim;
}

/** Another's claim is over when it is by every clock: one that is ahead must not run what somebody is running. */
function taking({ clock }: Deps, tx: Tx, key: string): Promise<Claim> {
  return tx.once.take(key, clock.now(), LEASE_MS, clock.earliest());
}

/** Takes what waits for a sign-in or is long under way, as long as `whileHeld` holds it; false: somebody else may be at it. */
export function takeWaiting({ store, clock }: Deps, id: string): Promise<boolean> {
  const now = clock.now();
  return store.transaction((tx) => tx.pending.claim(id, now, now + LEASE_MS, clock.earliest()));
}

/** What may be looked at as often as it comes. */
const PASSING: readonly Turn["kind"][] = ["back", "deleted", "other"];

function runsOnce(turn: Turn): boolean {
  // A refresh only reads, and clients send many of them.
  const isRefresh = turn.kind === "click" && turn.trigger === "automatic";
  return turn.activityId !== "" && !PASSING.includes(turn.kind) && !isRefresh;
}

/** What is kept of a message that was not understood: its author, and nobody else, may mend it. */
function misunderstoodOf({ sender: { oid, tid } }: Turn): string {
  return `misunderstood|${tid}|${oid}`;
}

/** What is kept of a message that was begun, and whose author could not be told what became of it. */
const UNTOLD = "untold";

/**
 * Keeps that the author of a message has been told nothing of it. Never throws: where that can't be kept either, its next
 * delivery finds what it would if the process had died over it.
 */
export function markUntold(deps: Deps, turn: Turn): Promise<void> {
  return conclude(deps, keyOf(turn), true, UNTOLD);
}

/** Whether it falls to this delivery to tell the author of the message what the first did not; to one delivery only. */
export async function mustTell(deps: Deps, turn: Turn, claim: Claim): Promise<boolean> {
  if (turn.kind !== "message" || claim.kind !== "done" || claim.result !== UNTOLD) return false;
  const key = keyOf(turn);
  const now = deps.clock.now();
  return deps.store.transaction(async (tx) => {
    const found = await taking(deps, tx, key);
    if (found.kind === "taken") await tx.once.release(key);
    if (found.kind !== "done" || found.result !== UNTOLD) return false;
    await tx.once.finish(key, "", now + REMEMBER_MS);
    return true;
  });
}

/**
 * Whether an edit is to be answered: only where the message as it stood before was not understood, and once. The same edit
 * may come again after the process that worked on it has died.
 */
export async function mendsMessage(deps: Deps, turn: MessageTurn): Promise<boolean> {
  const key = originalKey(turn);
  const mended = `mended|${keyOf(turn)}`;
  const now = deps.clock.now();
  return deps.store.transaction(async (tx) => {
    const claim = await taking(deps, tx, key);
    if (claim.kind === "taken") await tx.once.release(key);
    if (claim.kind !== "done") return false;
    if (claim.result === misunderstoodOf(turn)) await tx.once.finish(key, mended, now + REMEMBER_MS);
    return claim.result === misunderstoodOf(turn) || claim.result === mended;
  });
}

function originalKey({ conversation, activityId }: Turn): string {
  return `turn|${conversation.id}|${activityId}`;
}

/** Every client of a person sends its own token exchange for one prompt: those are one turn. */
function keyOf(turn: Turn): string {
  if (turn.kind === "token-exchange")
    return `turn|${turn.conversation.id}|exchange|${turn.sender.oid}|${turn.exchangeId}`;
  if (turn.kind !== "message" || turn.isEdited !== true) return originalKey(turn);
  // An edit bears the message's id: it is another turn for other words, and for whoever has edited it.
  const words = digestOf("sha256", turn.text, "hex");
  return `${originalKey(turn)}|${turn.sender.oid}|${words}`;
}

/** Runs a turn that was claimed; unless `done`, it may be run again. */
export async function runClaimed<T>(
  deps: Deps,
  turn: Turn,
  run: () => Promise<{ readonly answer: T; readonly done: boolean; readonly misunderstood: boolean }>,
): Promise<T> {
  const key = keyOf(turn);
  // Done, unless it says otherwise: a turn that failed half-way must not run a second time by itself.
  let done = true;
  let misunderstood = false;
  try {
    const ran = await whileHeld(deps, key, (tx, until) => tx.once.hold(key, until), run);
    ({ done, misunderstood } = ran);
    return ran.answer;
  } finally {
    await conclude(deps, key, done, misunderstood ? misunderstoodOf(turn) : "");
    if (misunderstood && key !== originalKey(turn))
      await conclude(deps, originalKey(turn), true, misunderstoodOf(turn));
  }
}

/** Does work that was claimed for `LEASE_MS`, and holds the claim as long as it takes. */
export async function whileHeld<T>(
  deps: Deps,
  key: string,
  extend: HeldClaim["extend"],
  work: () => Promise<T>,
): Promise<T> {
  deps.memory.claims.set(key, { until: deps.clock.now() + LEASE_MS, extend });
  try {
    return await work();
  } finally {
    deps.memory.claims.delete(key);
  }
}

/** A step of the loops: holds the claims of what takes long. */
export async function holdTurns(deps: Deps): Promise<void> {
  const held = deps.memory.claims;
  const now = deps.clock.now();
  const until = now + LEASE_MS;
  const due = [...held].filter(([, one]) => one.until - now < HOLD_BELOW_MS);
  if (due.length === 0) return;
  await deps.store.transaction(async (tx) => {
    for (const [, one] of due) await one.extend(tx, until);
  });
  for (const [key, one] of due) if (held.has(key)) held.set(key, { ...one, until });
}

/** Never throws: what the turn has come to is true whether or not this can be written down. */
async function conclude(deps: Deps, key: string, done: boolean, result: string): Promise<void> {
  const until = deps.clock.now() + REMEMBER_MS;
  try {
    // Forgotten in a power cut, it is as if the process had died just before.
    await deps.store.transaction(
      (tx) => (done ? tx.once.finish(key, result, until) : tx.once.release(key)),
      "in-order",
    );
  } catch (error) {
    deps.log.error("the end of a turn could not be recorded", { error });
  }
}
