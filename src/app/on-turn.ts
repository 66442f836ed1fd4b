import { SignInRequired, UserError } from "../core/errors.ts";
import type { Claim, Tx } from "../core/store.ts";
import type { Turn, TurnAnswer } from "../core/turn.ts";
import type { Deps } from "./deps.ts";
import { onClick, redeliveredClick } from "./on-card.ts";
import { onMessage, resumeWaiting, sendText } from "./on-command.ts";

/** A person has an answer within 10 s, whatever hangs; the rest of the time is for sending it. */
const TURN_MS = 7500;
const TURN_LEASE_MS = 30_000;
const REMEMBER_MS = 3 * 86_400_000;
const NONE: TurnAnswer = { kind: "none" };

const WELCOME =
  'Hello. I run Microsoft Defender for Endpoint with your own rights. Type "help" for what I can do, or "alerts" to start.';

/** Every verified activity comes in here. An activity is run once (CONTRACT §3). */
export async function onTurn(deps: Deps, turn: Turn, connection: AbortSignal): Promise<TurnAnswer> {
  const signal = AbortSignal.any([connection, AbortSignal.timeout(TURN_MS)]);
  const claim = await deps.store.transaction((tx) => arrive(deps, tx, turn));
  if (claim === null) return turn.kind === "click" ? onClick(deps, turn, signal) : NONE;
  if (claim.kind !== "taken") return redelivered(deps, turn, claim.kind, signal);
  const key = keyOf(turn);
  // Done, unless it says otherwise: a turn that failed half-way must not run a second time by itself.
  let done = true;
  try {
    const answer = await dispatch(deps, turn, signal);
    // After "please sign in" nothing has happened, and the client sends the same activity again.
    done = answer.kind !== "login" && answer.kind !== "exchange-failed";
    return answer;
  } finally {
    await conclude(deps, key, done);
  }
}

/** Keeps where the turn came from, and claims it; null: it may be run as often as it comes. */
async function arrive(deps: Deps, tx: Tx, turn: Turn): Promise<Claim | null> {
  const now = deps.clock.now();
  if (turn.kind === "removed") {
    await tx.conversations.remove(turn.conversation.id);
    return null;
  }
  await tx.conversations.touch(conversationRow(turn), now);
  // A refresh only reads, and clients send many of them.
  const isRefresh = turn.kind === "click" && turn.trigger === "automatic";
  return turn.kind === "other" || isRefresh ? null : tx.once.take(keyOf(turn), now, TURN_LEASE_MS);
}

function conversationRow(turn: Turn) {
  const { id, kind, tenantId, serviceUrl } = turn.conversation;
  return { id, kind, tenantId, serviceUrl, personOid: kind === "personal" ? turn.sender.oid : null };
}

/** Never throws: what the turn has come to is true whether or not this can be written down. */
async function conclude(deps: Deps, key: string, done: boolean): Promise<void> {
  const until = deps.clock.now() + REMEMBER_MS;
  try {
    await deps.store.transaction((tx) => (done ? tx.once.finish(key, "", until) : tx.once.release(key)));
  } catch (error) {
    deps.log.error("the end of a turn could not be recorded", { error });
  }
}

/** Every client of a person sends its own token exchange for one prompt: those are one turn. */
function keyOf(turn: Turn): string {
  const own =
    turn.kind === "token-exchange" ? `exchange|${turn.sender.oid}|${turn.exchangeId}` : turn.activityId;
  return `turn|${turn.conversation.id}|${own}`;
}

async function redelivered(
  deps: Deps,
  turn: Turn,
  state: "busy" | "done",
  signal: AbortSignal,
): Promise<TurnAnswer> {
  if (turn.kind === "click") return redeliveredClick(deps, turn, signal);
  if (turn.kind !== "token-exchange") return NONE;
  return state === "done" ? succeeded(turn) : attempt(deps, turn, signal);
}

async function dispatch(deps: Deps, turn: Turn, signal: AbortSignal): Promise<TurnAnswer> {
  switch (turn.kind) {
    case "message":
      await onMessage(deps, turn, signal);
      return NONE;
    case "click":
      return onClick(deps, turn, signal);
    case "token-exchange":
      return exchange(deps, turn, signal);
    case "verify-state":
      return redeem(deps, turn, signal);
    case "sign-in-failure":
      deps.log.warn("silent sign-in failed in the client", { code: turn.code.slice(0, 60) });
      return NONE;
    case "installed":
      await sendText(deps, turn.conversation, WELCOME);
      return NONE;
    case "removed":
    case "other":
      return NONE;
  }
}

type Kind<K extends Turn["kind"]> = Extract<Turn, { kind: K }>;

async function exchange(deps: Deps, turn: Kind<"token-exchange">, signal: AbortSignal): Promise<TurnAnswer> {
  const answer = await attempt(deps, turn, signal);
  if (answer.kind !== "exchange-ok") return answer;
  await resumeWaiting(deps, turn.sender, signal);
  return answer;
}

/** Exchanges the token; while another client's exchange is under way, its outcome counts. */
async function attempt(deps: Deps, turn: Kind<"token-exchange">, signal: AbortSignal): Promise<TurnAnswer> {
  try {
    await deps.identity.signIn(turn.sender, turn.token, signal);
    return succeeded(turn);
  } catch (error) {
    if (error instanceof SignInRequired) return failed(turn, `sign-in is needed: ${error.reason}`);
    if (error instanceof UserError) return failed(turn, error.message);
    throw error;
  }
}

function succeeded({ exchangeId, connectionName }: Kind<"token-exchange">): TurnAnswer {
  return { kind: "exchange-ok", exchangeId, connectionName };
}

function failed(turn: Kind<"token-exchange">, detail: string): TurnAnswer {
  const { exchangeId, connectionName } = turn;
  return { kind: "exchange-failed", exchangeId, connectionName, detail };
}

async function redeem(deps: Deps, turn: Kind<"verify-state">, signal: AbortSignal): Promise<TurnAnswer> {
  const standing = await deps.identity.popupRedeem(turn.sender, turn.code);
  if (standing === null) {
    await sendText(deps, turn.conversation, "That sign-in did not fit you or was too old. Please try again.");
    return NONE;
  }
  await resumeWaiting(deps, turn.sender, signal);
  return NONE;
}
