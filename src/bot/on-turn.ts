import { UserError } from "../shared/errors.ts";
import type { Claim } from "../shared/store.ts";
import type { MessageTurn, Turn, TurnAnswer } from "../messaging/turn.ts";
import { answerFileConsent } from "../files/consent.ts";
import type { Deps } from "./deps.ts";
import { onClick, redeliveredClick } from "./on-click.ts";
import { onMessage, resumeWaiting } from "./on-message.ts";
import { claimTurn, mendsMessage, mustTell, runClaimed } from "./deduplicate.ts";
import { onExtension } from "./extension/on-extension.ts";
import { beyondSignIn } from "./sign-in-prompt.ts";
import { say, type Sayable } from "../texts/text.ts";
import { sendText } from "./answer.ts";
import { takeBack } from "./resumed.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";

/** Answers after which the client sends the same activity again, once the person has signed in. */
const UNDONE: readonly TurnAnswer["kind"][] = ["login", "exchange-failed", "sign-in-failed", "invalid-code"];

/** What somebody has said or decided. */
const PROMISED: readonly Turn["kind"][] = ["message", "click", "file-consent"];

const NONE: TurnAnswer = { kind: "none" };

/** Every verified activity comes in here. An activity is run once. `signal` ends what it waits for. */
export async function onTurn(deps: Deps, turn: Turn, signal: AbortSignal): Promise<TurnAnswer> {
  if (turn.kind === "extension") return onExtension(deps, turn, signal);
  const claim = await claimTurn(deps, turn);
  if (turn.kind === "deleted") await takeBack(deps, turn, null);
  if (claim === null) return turn.kind === "click" ? onClick(deps, turn, signal) : NONE;
  if (claim.kind !== "taken") return redelivered(deps, turn, claim, signal);
  if (turn.kind === "message" && turn.isEdited === true && !(await isMeantAnew(deps, turn))) return NONE;
  return runClaimed(deps, turn, async () => {
    const answer = await dispatch(deps, turn, signal);
    const misunderstood = answer.kind === "none" && answer.misunderstood === true;
    return { answer, done: !UNDONE.includes(answer.kind), misunderstood };
  });
}

/** What was carried out, or is, is not done again for the sake of an edit. */
async function isMeantAnew(deps: Deps, turn: MessageTurn): Promise<boolean> {
  return (await takeBack(deps, turn, turn.text)) || (await mendsMessage(deps, turn));
}

async function redelivered(
  deps: Deps,
  turn: Turn,
  claim: Exclude<Claim, { kind: "taken" }>,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const { kind: state } = claim;
  // A 200 is a promise, and the process that could keep it may be dead.
  if (PROMISED.includes(turn.kind) && state === "busy") return { kind: "busy" };
  if (turn.kind === "click") return redeliveredClick(deps, turn, signal);
  if (await mustTell(deps, turn, claim))
    await sendText(deps, turn.conversation, say("typed.untold"), turn.activityId);
  if (turn.kind !== "token-exchange") return NONE;
  return state === "done" ? succeeded(turn) : attempt(deps, turn, signal);
}

async function dispatch(deps: Deps, turn: Turn, signal: AbortSignal): Promise<TurnAnswer> {
  switch (turn.kind) {
    case "message":
      return (await onMessage(deps, turn, signal)) === "misunderstood"
        ? { kind: "none", misunderstood: true }
        : NONE;
    case "click":
      return onClick(deps, turn, signal);
    case "token-exchange":
      return exchange(deps, turn, signal);
    case "verify-state":
      return redeem(deps, turn, signal);
    case "sign-in-failure":
      deps.log.warn("silent sign-in failed in the client", { failure: turn.code.slice(0, 60) });
      return NONE;
    case "extension":
      return onExtension(deps, turn, signal);
    case "file-consent":
      await answerFileConsent(deps, turn);
      deps.kick();
      return NONE;
    case "installed":
      await sendText(deps, turn.conversation, say("typed.welcome"));
      return NONE;
    case "added":
    case "removed":
    case "back":
    case "deleted":
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
    const words = beyondSignIn(error);
    if (words !== null) await endWaiting(deps, turn, words);
    if (error instanceof SignInRequired)
      return failed(turn, say("signIn.signInNeeded", { reason: error.reason }));
    if (error instanceof UserError) return failed(turn, error.text);
    throw error;
  }
}

/** Commands that wait for a sign-in which can't succeed end, and their author is told once, not by each client. */
async function endWaiting(deps: Deps, turn: Kind<"token-exchange">, words: Sayable): Promise<void> {
  const ended = await deps.store.transaction((tx) => tx.pending.removeAllOf(turn.sender));
  if (ended > 0) await sendText(deps, turn.conversation, words);
}

function succeeded({ exchangeId, connectionName }: Kind<"token-exchange">): TurnAnswer {
  return { kind: "exchange-ok", exchangeId, connectionName };
}

function failed(turn: Kind<"token-exchange">, detail: Sayable): TurnAnswer {
  const { exchangeId, connectionName } = turn;
  return { kind: "exchange-failed", exchangeId, connectionName, detail };
}

async function redeem(deps: Deps, turn: Kind<"verify-state">, signal: AbortSignal): Promise<TurnAnswer> {
  const standing = await deps.identity.popupRedeem(turn.sender, turn.code);
  if (standing === null) {
    await sendText(deps, turn.conversation, say("signIn.signInUnfit"));
    return NONE;
  }
  await resumeWaiting(deps, turn.sender, signal);
  return NONE;
}
