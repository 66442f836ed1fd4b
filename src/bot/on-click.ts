import { GO_ON, SHOW_ALERT } from "../requests/card/request-card.ts";
import { SHOW_NAMED, SHOW_TARGET } from "../requests/card/shown-target.ts";
import { isRequestVerb } from "../requests/machine/verbs.ts";
import { StepUpRequired } from "../requests/machine/step-up.ts";
import type { ClickTurn, TurnAnswer } from "../messaging/turn.ts";
import { clickOnRequest, viewRequest } from "../requests/click/click.ts";
import { newChecking } from "../requests/facts/checking.ts";
import type { Deps } from "./deps.ts";
import { say } from "../texts/text.ts";
import { noticeOf } from "./form.ts";
import { joinByClick } from "./join-click.ts";
import { decideByClick } from "./long-click.ts";
import { STOP, stopByClick } from "./long-run.ts";
import { resumeByClick, resumeWaiting } from "./on-message.ts";
import { wordsFor } from "./words-for.ts";
import { followByClick, HANDLED, redeliveredRun, runByClick } from "./run-click.ts";
import { isCurable, oauthOf, preparePrompt } from "./sign-in-prompt.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import type { StepUpProof } from "../identity/step-up.ts";
import type { PopupStanding } from "../identity/identity.ts";

/** A click on one of the bot's cards. Its data is an opaque id; who clicked comes from the verified activity. */
export async function onClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  try {
    const signedIn = await signInFirst(deps, turn, signal);
    if (signedIn === "invalid-code") return { kind: "invalid-code" };
    return await act(deps, turn, signedIn?.proof ?? null, signal);
  } catch (error) {
    if (!(error instanceof SignInRequired)) return { kind: "message", text: wordsFor(deps, error) };
    // An automatic refresh goes to everybody who looks at the card: it never asks for a sign-in.
    if (turn.trigger === "automatic") return { kind: "none" };
    if (!isCurable(error)) return { kind: "message", text: wordsFor(deps, error) };
    // A token that was accepted and still does not suffice is no failure: the popup follows.
    const refused = turn.ssoToken !== null && !(error instanceof StepUpRequired);
    if (refused) return { kind: "sign-in-failed", text: say("signIn.signInNotAccepted") };
    return { ...oauthOf(await preparePrompt(deps, turn.sender, error, null)), kind: "login" };
  }
}

/** The sign-in that the client brings along when the bot asked for it; null: it brings none. */
async function signInFirst(
  deps: Deps,
  turn: ClickTurn,
  signal: AbortSignal,
): Promise<PopupStanding | "invalid-code" | null> {
  if (turn.ssoToken === null && turn.code === null) return null;
  const standing =
    turn.ssoToken !== null
      ? { ...(await deps.identity.signIn(turn.sender, turn.ssoToken, signal)), proof: null }
      : await deps.identity.popupRedeem(turn.sender, turn.code ?? "");
  if (standing === null) return "invalid-code";
  await resumeWaiting(deps, turn.sender, signal);
  return standing;
}

async function act(
  deps: Deps,
  turn: ClickTurn,
  proof: StepUpProof | null,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const { verb } = turn;
  // Everybody's client refreshes by itself: nobody has decided anything then.
  if (isRequestVerb(verb) && turn.trigger === "automatic") return viewRequest(deps, turn);
  if (turn.trigger === "automatic") return { kind: "none" };
  if (verb === "approve" || verb === "resume") return decideByClick(deps, turn, { verb, proof }, signal);
  if (isRequestVerb(verb)) {
    if (verb === "join") return joinByClick(deps, turn, signal);
    return (await clickOnRequest(deps, turn, { verb, proof, signal, checking: newChecking() })).answer;
  }
  switch (verb) {
    case "sign-in":
      return signInClick(deps, turn, signal);
    case STOP:
      return stopByClick(deps, turn);
    case "run":
      return runByClick(deps, turn, signal);
    case SHOW_ALERT:
    case SHOW_TARGET:
    case SHOW_NAMED:
    case GO_ON:
      return followByClick(deps, turn, signal);
    default:
      return { kind: "error", status: 400, code: "UnknownVerb", text: say("presses.strangeButton") };
  }
}

/** What leads from a request to what is read, or to a form: neither changes anything. */
const FOLLOWED: readonly string[] = [SHOW_ALERT, SHOW_TARGET, SHOW_NAMED, GO_ON];

async function signInClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const known = await deps.identity.known(turn.sender);
  if (known === null) throw new SignInRequired("no-token");
  // Whoever brought a proof of sign-in has had their commands resumed with it.
  if (turn.ssoToken === null && turn.code === null) await resumeByClick(deps, turn.sender, signal);
  return {
    kind: "card",
    content: noticeOf(say("signIn.signedIn"), say("signIn.signedInAs", { upn: known.person.upn }), "good"),
  };
}

/** Answers a click that has come once more: with the card as it is now, and without doing anything again. */
export async function redeliveredClick(
  deps: Deps,
  turn: ClickTurn,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  try {
    if (isRequestVerb(turn.verb)) return await viewRequest(deps, turn);
    if (FOLLOWED.includes(turn.verb)) return await followByClick(deps, turn, signal);
    if (turn.verb === "run") return await redeliveredRun(deps, turn, signal);
    return { kind: "message", text: HANDLED };
  } catch (error) {
    return { kind: "message", text: wordsFor(deps, error) };
  }
}
