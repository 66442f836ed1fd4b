import { longLimit, type Command } from "../commands/command.ts";
import { UserError } from "../shared/errors.ts";
import { bindRaw, lineOf, type BoundArgs } from "../grammar/parse.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, type Text } from "../texts/text.ts";
import type { ClickTurn, MessageTurn, TurnAnswer } from "../messaging/turn.ts";
import { sendText, show, type Reach } from "./answer.ts";
import { approvalNeeded } from "./approval-needed.ts";
import type { Deps } from "./deps.ts";
import { keepDraft, keepingDraft } from "./drafts.ts";
import { choicesFor } from "./offer-choices.ts";
import { ownForm } from "./ask-back.ts";
import { fieldsOf, formOf, noticeOf, openedNotice } from "./form.ts";
import { elsewhereText, placeFor } from "./place.ts";
import {
  CardRefs,
  loadRef,
  type Chosen,
  type Loaded,
  type Own,
  type StoredCommand,
} from "../messaging/card-actions.ts";
import { withPicks } from "./pick-each.ts";
import { chosenOn } from "./propose.ts";
import { runLong } from "./long-run.ts";
import { runCommand } from "./run-command.ts";
import { withTicked } from "./ticked.ts";
import { isSame } from "../shared/people.ts";
import type { Trail } from "../messaging/trail.ts";
import type { CardButton } from "../messaging/content.ts";
import { requestBehind } from "../requests/click/click.ts";
import { nextStep } from "../requests/card/next-step.ts";
import { SHOW_ALERT } from "../requests/card/request-card.ts";

/** Clicks on buttons that run a command: those of cards, of forms and of pickers. */

/** What a click on such a button stands for. */
interface Pressed extends Loaded {
  readonly command: Command;
  /** One origin opens one request: a card's own buttons have one together, other buttons one for each click. */
  readonly origin: string;
}

/** Runs the command behind a button, or opens its form. @throws UserError; SignInRequired */
export async function runByClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  return runPressed(deps, turn, await pressedBy(deps, turn), signal);
}

/** What the request of this card leads on to. @throws UserError; SignInRequired */
export async function followByClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const request = await requestBehind(deps, turn);
  const stored = turn.verb === SHOW_ALERT ? alertBehind(request) : stepAfter(request, deps.commands);
  const command = deps.commands.find((candidate) => candidate.name === stored?.command);
  if (stored === null || command === undefined) throw new UserError("not-found", say("bot.nothingFollows"));
  const trail = { back: { kind: "request", id: request.id } } as const;
  const origin = `${turn.conversation.id}|${turn.activityId}`;
  return runPressed(deps, turn, { stored: { ...stored, trail }, cardId: "", command, origin }, signal);
}

function alertBehind({ alertId }: Request): StoredCommand | null {
  return alertId === null ? null : { command: "alert", args: { id: alertId } };
}

/** The form comes first, whatever is known already: nobody isolates anything by one press. */
function stepAfter(request: Request, commands: readonly Command[]): StoredCommand | null {
  const next = nextStep(request, commands);
  if (next === null) return null;
  const { command, args, suggested } = next;
  return { command: command.name, args, suggested, about: request.target.name };
}

async function runPressed(
  deps: Deps,
  turn: ClickTurn,
  pressed: Pressed,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const { command, stored, origin } = pressed;
  const raw = withInputs(pressed, turn);
  const earlier = stored.own === undefined ? null : await openedBy(deps, pressed);
  if (earlier !== null) return { kind: "card", content: openedAlready(earlier, stored.own, raw) };
  const lacking = command.effect === "proposes" ? null : lackingIn(pressed, raw);
  if (lacking !== null && hasForm(pressed)) return formFor(deps, turn, pressed, { raw, lacking, signal });
  const picked = command.effect === "changes" ? withPicks(command, stored, raw, turn) : raw;
  const bound = bindRaw(command, picked);
  if (bound.kind !== "command") return { kind: "message", text: say("bot.cardTooOld") };
  const { own = null, trail } = stored;
  const chosen = chosenOn(stored, turn);
  const run = { command, raw: picked, args: bound.args, origin, own, trail, chosen };
  if (!isSubmitted(command, stored, turn)) return runBound(deps, turn, run, signal);
  return keepingDraft(deps, { sender: turn.sender, command, args: stored.args }, raw, () =>
    runBound(deps, turn, run, signal),
  );
}

async function pressedBy(deps: Deps, turn: ClickTurn): Promise<Pressed> {
  const now = deps.clock.now();
  const loaded = await deps.store.read((tx) => loadRef(tx, turn.data["ref"] ?? "", now));
  const command = deps.commands.find((candidate) => candidate.name === loaded?.stored.command);
  if (loaded === null || command === undefined) {
    throw new UserError("not-found", say("bot.askAgain"));
  }
  const { own } = loaded.stored;
  if (own !== undefined && !isSame(own, turn.sender)) {
    throw new UserError("forbidden", say("bot.notYours", { whose: own.called }));
  }
  const origin = own === undefined ? `${turn.conversation.id}|${turn.activityId}` : `card|${loaded.cardId}`;
  return { ...loaded, stored: withTicked(command, loaded.stored, turn), command, origin };
}

/**
 * A form adds what it asks for and nothing else; it can't change what the button stands for. A field that is not sent keeps
 * what was typed: nobody has taken it back.
 */
function withInputs({ command, stored }: Pressed, turn: ClickTurn): RawArgs {
  const asked = fieldsOf(command, stored.args);
  const typed = isSubmitted(command, stored, turn) ? (stored.suggested ?? {}) : {};
  const inputs = Object.keys(command.args)
    .filter((name) => !(name in stored.args))
    .flatMap((name) => {
      const value = ((asked.includes(name) ? turn.data[name] : undefined) ?? typed[name])?.trim();
      return value === undefined || value === "" ? [] : [[name, value] as const];
    });
  return { ...stored.args, ...Object.fromEntries(inputs) };
}

/** Whether the click sends a form, and not the first press on a card's button. */
function isSubmitted(command: Command, { args }: StoredCommand, { data }: ClickTurn): boolean {
  return fieldsOf(command, args).some((name) => name in data);
}

/** What is still to be asked, in words; null: nothing. */
function lackingIn(pressed: Pressed, raw: RawArgs): Text | null {
  const bound = bindRaw(pressed.command, raw);
  if (bound.kind === "fault") return bound.wrong;
  return missesReason(pressed, raw) ? say("bot.giveReason") : null;
}

function hasForm({ command, stored: { own } }: Pressed): boolean {
  if (own !== undefined) return TAKES_MORE.includes(own.what);
  if (command.effect === "configures") return command.form !== undefined;
  // Of a command that reads, what it can't do without is asked for.
  return (
    command.effect === "reads" || (command.effect === "changes" && (command.button?.form.length ?? 0) > 0)
  );
}

/** Own buttons after which something can still be asked. */
const TAKES_MORE: readonly Own["what"][] = ["form", "meant"];

/** A form asks for a reason whatever the policy says; who typed the command has decided about it. */
function missesReason({ command, stored: { own } }: Pressed, raw: RawArgs): boolean {
  if (own !== undefined && !TAKES_MORE.includes(own.what)) return false;
  return "reason" in command.args && (raw["reason"] ?? "") === "";
}

interface Lacking {
  readonly raw: RawArgs;
  readonly lacking: Text;
  readonly signal: AbortSignal;
}

/** A form of this person's own: however often it is sent, it opens one request. */
async function formFor(
  deps: Deps,
  turn: ClickTurn,
  { command, stored, cardId }: Pressed,
  { raw: given, lacking, signal }: Lacking,
): Promise<TurnAnswer> {
  const { sender } = turn;
  const problem = isSubmitted(command, stored, turn) ? lacking : null;
  if (problem !== null) await keepDraft(deps, { sender, command, args: stored.args }, given);
  const choices = (await choicesFor(deps, sender, command, signal)) ?? undefined;
  if (stored.own === undefined) {
    const asked = { ...stored, command, raw: given, problem, choices };
    return { kind: "card", content: await ownForm(deps, { sender, signal }, asked) };
  }
  const raw = { ...stored.suggested, ...given };
  const need = await approvalNeeded(deps, sender, command, raw, signal);
  const asked = { command, raw, problem, choices, need };
  const { args: fixed, about = "", trail } = stored;
  const ref = turn.data["ref"] ?? "";
  return { kind: "card", content: formOf({ ...asked, fixed, about, ref, back: sameBack() }) };

  /** As the form had it when it was opened. */
  function sameBack(): readonly CardButton[] {
    if (trail?.back.kind !== "command") return new CardRefs(cardId, deps.commands).backButton(trail);
    return [{ title: say("messaging.back"), verb: "run", ref: `${cardId}.1` }];
  }
}

interface Run {
  readonly command: Command;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly origin: string;
  readonly own: Own | null;
  readonly trail: Trail | undefined;
  readonly chosen: readonly Chosen[] | undefined;
}

async function runBound(
  deps: Deps,
  turn: ClickTurn,
  { own, ...run }: Run,
  signal: AbortSignal,
): Promise<TurnAnswer> {
  const { place, elsewhere } = await placeFor(deps, turn.sender, turn.conversation, run.command.shows);
  const job = {
    ...run,
    sender: turn.sender,
    conversation: turn.conversation,
    place,
    replyTo: elsewhere ? null : turn.cardActivityId,
    address: own?.address,
    allTheSame: own?.what === "all-the-same",
  };
  const limitMs = longLimit(run.command);
  if (limitMs !== undefined) {
    const reach = await runLong(deps, asTyped(turn, run), job, limitMs);
    if (elsewhere) await sendText(deps, turn.conversation, elsewhereText(run.command, reach));
    return { kind: "message", text: say("bot.answerFollows") };
  }
  const done = await runCommand(deps, { ...job, signal });
  if (done.kind === "content" && !elsewhere) return { kind: "card", content: done.content };
  const reach = await show(deps, done, place, null);
  if (done.kind === "request") {
    const where = elsewhere ? reach : null;
    return { kind: "card", content: openedAlready(done.request, own ?? undefined, run.raw, where) };
  }
  const text = elsewhereText(run.command, reach);
  await sendText(deps, turn.conversation, text);
  return { kind: "message", text };
}

/** What takes longer than a click may is answered by a message of its own, as if it had been typed. */
function asTyped(turn: ClickTurn, { command, raw }: Pick<Run, "command" | "raw">): MessageTurn {
  const { activityId, sender, conversation, at, team, locale } = turn;
  return {
    ...{ activityId, sender, conversation, at },
    ...(team === undefined ? {} : { team }),
    ...(locale === undefined ? {} : { locale }),
    kind: "message",
    text: lineOf(command, raw),
    codeBlocks: [],
  };
}

/** The request of a card, also where another of its buttons has opened it: that is said. */
function openedAlready(request: Request, own: Own | undefined, raw: RawArgs, elsewhere: Reach | null = null) {
  const chosen = raw["target"]?.toLowerCase();
  if (own?.what !== "pick" || chosen === request.target.id) return openedNotice(request, elsewhere);
  const { id, name } = request.target;
  const text = say("bot.chosenAlready", { id, name });
  return noticeOf(say("bot.requestIsOpen", { id: request.id }), text, "warning");
}

async function openedBy(deps: Deps, { origin }: Pressed): Promise<Request | null> {
  return deps.store.read((tx) => tx.requests.byOrigin(origin));
}

/** What a click is answered with of which no more is known than that it came before. */
export const HANDLED = say("bot.clickHandled");

/** A click that was delivered again: what reads is read again, what changes something is not done again. */
export async function redeliveredRun(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const pressed = await pressedBy(deps, turn);
  if (longLimit(pressed.command) !== undefined) return { kind: "message", text: HANDLED };
  // A form that is opened once more asks for nothing.
  const isForm = pressed.command.effect === "proposes" && pressed.stored.proposed === undefined;
  if (pressed.command.effect === "reads" || isForm) return runByClick(deps, turn, signal);
  const raw = withInputs(pressed, turn);
  const request = await openedBy(deps, pressed);
  if (request !== null) return { kind: "card", content: openedAlready(request, pressed.stored.own, raw) };
  const lacking = lackingIn(pressed, raw);
  if (lacking !== null && hasForm(pressed)) return formFor(deps, turn, pressed, { raw, lacking, signal });
  return { kind: "message", text: HANDLED };
}
