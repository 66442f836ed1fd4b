import type { Command } from "../core/command.ts";
import { SignInRequired, UserError } from "../core/errors.ts";
import type { Halt } from "../core/halt.ts";
import { isScheduled } from "../core/lease.ts";
import { bindRaw, type RawArgs } from "../core/parse.ts";
import type { PopupStanding } from "../core/ports.ts";
import { isSame, type Request } from "../core/request.ts";
import { StepUpRequired, type StepUpProof } from "../core/step-up.ts";
import type { ClickTurn, TurnAnswer } from "../core/turn.ts";
import { decideRequest, type Verb } from "./decide-request.ts";
import type { Deps } from "./deps.ts";
import { reviewEmergency } from "./emergency.ts";
import { extendForm, extendLease, LONGER_INPUT } from "./extend.ts";
import { formOf, noticeOf, openedNotice } from "./form.ts";
import { requestJustPosted } from "./deliver.ts";
import { ELSEWHERE, placeFor, resumeByClick, resumeWaiting, show, wordsFor } from "./on-command.ts";
import { loadRef, type StoredCommand } from "./refs.ts";
import { offers, requestCard } from "./request-card.ts";
import { runCommand } from "./run-command.ts";
import { sendText } from "./say.ts";
import { oauthOf, preparePrompt } from "./sign-in.ts";

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
    if (refused) return { kind: "sign-in-failed", text: "Your sign-in was not accepted." };
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

/** What the buttons of a request's card ask for. */
const ON_REQUESTS: readonly string[] = ["approve", "deny", "cancel", "resume", "extend", "review", "view"];

async function act(
  deps: Deps,
  turn: ClickTurn,
  proof: StepUpProof | null,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  switch (turn.verb) {
    case "approve":
    case "deny":
    case "cancel":
    case "revoke":
    case "resume":
      return decideByClick(deps, turn, { verb: turn.verb, proof }, signal);
    case "review":
      return reviewByClick(deps, turn, signal);
    case "extend":
      return extendByClick(deps, turn, proof, signal);
    case "view":
      return view(deps, turn);
    case "sign-in":
      return signInClick(deps, turn, signal);
    case "run":
      return run(deps, turn, signal);
    default:
      return { kind: "error", status: 400, code: "UnknownVerb", text: "This button is not one of mine." };
  }
}

/** A request as it stands, and whether everything is halted. */
interface Found {
  readonly request: Request;
  readonly halt: Halt | null;
}

/** The request whose card was clicked: only a card that the bot posted in this very conversation counts. */
async function requestOn(deps: Deps, turn: ClickTurn): Promise<Found> {
  const id = turn.data["ref"] ?? "";
  const place = [turn.conversation.id, turn.cardActivityId ?? ""] as const;
  const { post, request, halt } = await deps.store.read(async (tx) => ({
    post: await tx.posts.find(...place),
    request: await tx.requests.get(id),
    halt: await tx.switches.halt(),
  }));
  // A quick hand may be there before it is written down where the card stands.
  const shown = post?.kind === "request" ? post.subject : requestJustPosted(deps, ...place);
  if (request !== null && shown === id) return { request, halt };
  // Of a forwarded card no more is told than its state: this conversation was not meant to see the rest.
  const state = request === null ? "" : ` ${request.id} is ${request.state} now.`;
  throw new UserError(
    "forbidden",
    `This card can't be used here: a request is decided on a card that I posted in this conversation. Nothing was done.${state}`,
  );
}

async function decideByClick(
  deps: Deps,
  turn: ClickTurn,
  by: { readonly verb: Verb; readonly proof: StepUpProof | null },
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const found = await requestOn(deps, turn);
  // An old view of the card: it acts on nothing and shows how things stand.
  if (!offers(found.request, by.verb)) return cardFor(deps, turn, found);
  const reason = turn.data["reason"]?.trim().slice(0, 500) || null;
  const click = { ...by, ...found, sender: turn.sender, reason, signal };
  const decided = await decideRequest(deps, click);
  if (decided.refusal === null || !offers(decided.request, by.verb)) {
    return cardFor(deps, turn, { ...found, request: decided.request });
  }
  return { kind: "message", text: decided.refusal };
}

async function reviewByClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const comment = turn.data["comment"]?.trim().slice(0, 500) || null;
  const click = { sender: turn.sender, signal, comment };
  const found = await requestOn(deps, turn);
  const decided = await reviewEmergency(deps, found.request, click);
  if (decided.refusal !== null) return { kind: "message", text: decided.refusal };
  return cardFor(deps, turn, { ...found, request: decided.request });
}

async function extendByClick(
  deps: Deps,
  turn: ClickTurn,
  proof: StepUpProof | null,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const found = await requestOn(deps, turn);
  const { request } = found;
  const longer = turn.data[LONGER_INPUT];
  if (!isScheduled(request)) return cardFor(deps, turn, found);
  if (longer === undefined) return { kind: "card", content: extendForm(request) };
  const decided = await extendLease(deps, request, { sender: turn.sender, proof, signal, longer });
  if (decided.refusal !== null) return { kind: "message", text: decided.refusal };
  return cardFor(deps, turn, { ...found, request: decided.request });
}

function cardFor(deps: Deps, turn: ClickTurn, { request, halt }: Found): TurnAnswer {
  const viewer = isSame(request.requester, turn.sender) ? "requester" : "anyone";
  return { kind: "card", content: requestCard(request, { commands: deps.commands, halt }, viewer) };
}

async function view(deps: Deps, turn: ClickTurn): Promise<TurnAnswer> {
  return cardFor(deps, turn, await requestOn(deps, turn));
}

async function signInClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const known = await deps.identity.known(turn.sender);
  if (known === null) throw new SignInRequired("no-token");
  // Whoever brought a proof of sign-in has had his commands resumed with it.
  if (turn.ssoToken === null && turn.code === null) await resumeByClick(deps, turn.sender, signal);
  return {
    kind: "card",
    content: noticeOf("You are signed in", `Signed in as ${known.person.upn}.`, "good"),
  };
}

async function run(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const now = deps.clock.now();
  const stored = await deps.store.read((tx) => loadRef(tx, turn.data["ref"] ?? "", now));
  const command = deps.commands.find((candidate) => candidate.name === stored?.command);
  if (stored === null || command === undefined) {
    throw new UserError("not-found", "This card is too old to be used. Please ask for it again.");
  }
  const raw = withInputs(command, stored, turn);
  const bound = bindRaw(command, raw);
  const asks = command.effect === "changes" && command.button !== null && command.button.form.length > 0;
  if (asks && (bound.kind === "fault" || missesReason(command, raw))) {
    const submitted = command.button?.form.some((name) => name in turn.data) ?? false;
    const problem = submitted ? (bound.kind === "fault" ? bound.text : "Please give a reason.") : null;
    const from = { ref: turn.data["ref"] ?? "", about: stored.about ?? "" };
    return { kind: "card", content: formOf(command, raw, from, problem) };
  }
  if (bound.kind !== "command") return { kind: "message", text: "This card is too old to be used." };
  return runBound(deps, turn, { command, raw, args: bound.args }, signal);
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
  bound: { command: Command; raw: RawArgs; args: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const { place, elsewhere } = await placeFor(deps, turn.sender, turn.conversation, bound.command.shows);
  const done = await runCommand(deps, {
    ...bound,
    sender: turn.sender,
    conversation: turn.conversation,
    place,
    replyTo: elsewhere ? null : turn.cardActivityId,
    origin: `${turn.conversation.id}|${turn.activityId}`,
    signal,
  });
  if (done.kind === "content" && !elsewhere) return { kind: "card", content: done.content };
  const reach = await show(deps, done, place, null);
  if (done.kind === "request") {
    return { kind: "card", content: openedNotice(done.request, elsewhere ? reach : null) };
  }
  await sendText(deps, turn.conversation, ELSEWHERE[reach]);
  return { kind: "message", text: ELSEWHERE[reach] };
}

/** A click that was delivered again does nothing; it is answered with how things stand (CONTRACT §3). */
export async function redeliveredClick(
  deps: Deps,
  turn: ClickTurn,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  try {
    if (ON_REQUESTS.includes(turn.verb)) return await view(deps, turn);
    const now = deps.clock.now();
    const stored = await deps.store.read((tx) => loadRef(tx, turn.data["ref"] ?? "", now));
    const command = deps.commands.find((candidate) => candidate.name === stored?.command);
    if (turn.verb === "run" && command?.effect === "reads") return await run(deps, turn, signal);
    const origin = `${turn.conversation.id}|${turn.activityId}`;
    const request = await deps.store.read((tx) => tx.requests.byOrigin(origin));
    if (request !== null) return { kind: "card", content: openedNotice(request, null) };
    return { kind: "message", text: "This click was handled already." };
  } catch (error) {
    return { kind: "message", text: wordsFor(deps, error) };
  }
}
