import type { Command } from "../core/command.ts";
import type { Content } from "../core/content.ts";
import { SignInRequired, UserError } from "../core/errors.ts";
import { bindRaw, type RawArgs } from "../core/parse.ts";
import type { PopupStanding } from "../core/ports.ts";
import { isRequestVerb } from "../core/request-verbs.ts";
import { StepUpRequired, type StepUpProof } from "../core/step-up.ts";
import type { ClickTurn, TurnAnswer } from "../core/turn.ts";
import { clickOnRequest, viewRequest } from "./click-request.ts";
import type { Deps } from "./deps.ts";
import { formOf, noticeOf, openedNotice } from "./form.ts";
import { placeFor, resumeByClick, resumeWaiting, SENT_ELSEWHERE, sendText, wordsFor } from "./on-command.ts";
import { flushPosts } from "./posts.ts";
import { loadRef, type StoredCommand } from "./refs.ts";
import { runCommand, type Job } from "./run-command.ts";
import { oauthOf, preparePrompt } from "./sign-in.ts";
import { say } from "../core/safe-text.ts";

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
    // A token that was accepted and still does not suffice is no failure: the popup follows.
    const refused = turn.ssoToken !== null && !(error instanceof StepUpRequired);
    if (refused) return { kind: "sign-in-failed", text: say`Your sign-in was not accepted.` };
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
  if (isRequestVerb(verb)) return clickOnRequest(deps, turn, { verb, proof, signal });
  switch (verb) {
    case "sign-in":
      return signInClick(deps, turn, signal);
    case "run":
      return run(deps, turn, signal);
    default:
      return { kind: "error", status: 400, code: "UnknownVerb", text: say`This button is not one of mine.` };
  }
}

async function signInClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const known = await deps.identity.known(turn.sender);
  if (known === null) throw new SignInRequired("no-token");
  // Whoever brought a proof of sign-in has had his commands resumed with it.
  if (turn.ssoToken === null && turn.code === null) await resumeByClick(deps, turn.sender, signal);
  return {
    kind: "card",
    content: noticeOf("You are signed in", say`Signed in as ${known.person.upn}.`, "good"),
  };
}

/** What a button stands for, with what was filled in; `form`: something is still to be asked. */
type Wish =
  | { readonly kind: "form"; readonly content: Content }
  | ({ readonly kind: "bound" } & Pick<Job, "command" | "raw" | "args">);

/** @throws UserError `not-found` when the card is too old */
async function wishOf(deps: Deps, turn: ClickTurn): Promise<Wish> {
  const ref = turn.data["ref"] ?? "";
  const stored = await deps.store.read((tx) => loadRef(tx, ref, deps.clock.now()));
  const command = deps.commands.find((candidate) => candidate.name === stored?.command);
  if (stored === null || command === undefined) throw tooOld();
  const raw = withInputs(command, stored, turn);
  const bound = bindRaw(command, raw);
  const asks = command.effect === "changes" && command.button !== null && command.button.form.length > 0;
  if (asks && (bound.kind === "fault" || missesReason(command, raw))) {
    const submitted = command.button?.form.some((name) => name in turn.data) ?? false;
    const problem = submitted ? (bound.kind === "fault" ? bound.text : "Please give a reason.") : null;
    return { kind: "form", content: formOf(command, raw, { ref, about: stored.about ?? "" }, problem) };
  }
  if (bound.kind !== "command") throw tooOld();
  return { kind: "bound", command, raw, args: bound.args };
}

function tooOld(): UserError {
  return new UserError("not-found", "This card is too old to be used. Please ask for it again.");
}

async function run(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const wish = await wishOf(deps, turn);
  return wish.kind === "form" ? formAnswer(wish.content) : runBound(deps, turn, wish, signal);
}

/** As `run`, for a click that has been carried out: it reads or asks again, and changes nothing. */
async function runAgain(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const wish = await wishOf(deps, turn);
  if (wish.kind === "form") return formAnswer(wish.content);
  if (wish.command.effect === "reads") return runBound(deps, turn, wish, signal);
  const request = await deps.store.read((tx) => tx.requests.byOrigin(originOf(turn)));
  if (request !== null) return { kind: "card", content: openedNotice(request, false) };
  return { kind: "message", text: say`This click was handled already.` };
}

function formAnswer(content: Content): TurnAnswer {
  return { kind: "card", content };
}

function originOf({ conversation, activityId }: ClickTurn): string {
  return `${conversation.id}|${activityId}`;
}

/** A form adds what the button left open; it can't change what the button stands for. */
function withInputs(command: Command, stored: StoredCommand, turn: ClickTurn): RawArgs {
  const inputs = Object.keys(command.args)
    .filter((name) => !(name in stored.args))
    .flatMap((name) => {
      const value = turn.data[name]?.trim();
      return value === undefined || value === "" ? [] : [[name, value] as const];
    });
  return { ...stored.args, ...Object.fromEntries(inputs) };
}

function missesReason(command: Command, raw: RawArgs): boolean {
  return "reason" in command.args && (raw["reason"] ?? "") === "";
}

async function runBound(
  deps: Deps,
  turn: ClickTurn,
  bound: Pick<Job, "command" | "raw" | "args">,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const { place, elsewhere } = await placeFor(deps, turn.sender, turn.conversation, bound.command.shows);
  const done = await runCommand(deps, {
    command: bound.command,
    raw: bound.raw,
    args: bound.args,
    sender: turn.sender,
    conversation: turn.conversation,
    place,
    replyTo: elsewhere ? null : turn.cardActivityId,
    origin: originOf(turn),
    signal,
  });
  if (done.kind === "request") {
    await flushPosts(deps);
    return { kind: "card", content: openedNotice(done.request, elsewhere) };
  }
  if (!elsewhere) return { kind: "card", content: done.content };
  await deps.messenger.post(place, done.content, null);
  await sendText(deps, turn.conversation, SENT_ELSEWHERE);
  return { kind: "message", text: SENT_ELSEWHERE };
}

/** A click that was delivered again does nothing; it is answered with how things stand. */
export async function redeliveredClick(
  deps: Deps,
  turn: ClickTurn,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  try {
    if (isRequestVerb(turn.verb)) return await viewRequest(deps, turn);
    if (turn.verb === "run") return await runAgain(deps, turn, signal);
    return { kind: "message", text: say`This click was handled already.` };
  } catch (error) {
    return { kind: "message", text: wordsFor(deps, error) };
  }
}
