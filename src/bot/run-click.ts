import { byName } from "../shared/by-name.ts";
import { longLimit, type Command } from "../commands/command.ts";
import { UserError } from "../shared/errors.ts";
import { namesOtherTenant } from "../grammar/foreign-link.ts";
import { bindRaw, lineOf, type BoundArgs } from "../grammar/parse.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, type Text } from "../texts/text.ts";
import type { ClickTurn, MessageTurn, TurnAnswer } from "../messaging/turn.ts";
import { sendText, show, type Reach } from "./answer.ts";
import type { Deps } from "./deps.ts";
import { keepingDraft } from "./drafts.ts";
import { noticeOf, openedNotice } from "./form.ts";
import { asksByForm, formFor, isSubmitted, withInputs, type Pressed } from "./form-click.ts";
import { elsewhereText, placeFor } from "./place.ts";
import { loadRef, type Chosen, type Own, type StoredCommand } from "../messaging/card-actions.ts";
import { withPicks } from "./pick-each.ts";
import { chosenOn } from "./contain-form.ts";
import { runLong } from "./long-run.ts";
import { runCommand } from "./run-command.ts";
import { withTicked } from "./ticked.ts";
import { isSame } from "../shared/people.ts";
import type { Trail } from "../messaging/trail.ts";
import { requestBehind } from "../requests/click/click.ts";
import { nextStep } from "../requests/card/next-step.ts";
import { requestCard, SHOW_ALERT } from "../requests/card/request-card.ts";
import { namedOn } from "../messaging/named-on.ts";
import { namedRef, SHOW_NAMED, SHOW_TARGET, shownTarget } from "../requests/card/shown-target.ts";

/** Clicks on buttons that run a command: those of cards, of forms and of pickers. */

/** Runs the command behind a button, or opens its form. @throws UserError; SignInRequired */
export async function runByClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  return runPressed(deps, turn, await pressedBy(deps, turn), signal);
}

/** What the request of this card leads on to. @throws UserError; SignInRequired */
export async function followByClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const request = await requestBehind(deps, turn);
  const stored =
    turn.verb === SHOW_NAMED
      ? await namedBehind(deps, request, turn.data["ref"] ?? "")
      : behind(turn.verb, request, deps.commands);
  const command = byName(deps.commands, stored?.command);
  if (stored === null || command === undefined)
    throw new UserError("not-found", say("presses.nothingFollows"));
  const trail = { back: { kind: "request", id: request.of?.leader ?? request.id } } as const;
  const origin = `${turn.conversation.id}|${turn.activityId}`;
  return runPressed(deps, turn, { stored: { ...stored, trail }, cardId: "", command, origin }, signal);
}

function behind(verb: string, request: Request, commands: readonly Command[]): StoredCommand | null {
  if (verb === SHOW_ALERT) return alertBehind(request);
  return verb === SHOW_TARGET ? shownTarget(request) : stepAfter(request, commands);
}

/** What the card of this request, or that of one of its steps, names so. */
async function namedBehind(deps: Deps, request: Request, ref: string): Promise<StoredCommand | null> {
  const steps = await deps.store.read((tx) => tx.steps.all(request.id));
  const cards = [request, ...steps].map((one) => requestCard(one, { commands: deps.commands, halt: null }));
  const named = cards
    .flatMap(namedOn)
    .find(({ command, args }) => namedRef(request.id, command, args) === ref);
  return named === undefined ? null : { command: named.command, args: named.args };
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
  if (namesOtherTenant(command, raw, turn.sender.tid))
    throw new UserError("usage", say("typed.otherTenantsLink"));
  const earlier = stored.own === undefined ? null : await openedBy(deps, pressed);
  if (earlier !== null) return { kind: "card", content: openedAlready(earlier, stored.own, raw) };
  if (asksByForm(pressed, raw)) return formFor(deps, turn, pressed, { raw, signal });
  const picked = command.effect === "changes" ? withPicks(command, stored, raw, turn) : raw;
  const bound = bindRaw(command, picked);
  if (bound.kind !== "command") return { kind: "message", text: say("presses.cardTooOld") };
  const { own = null, trail, each, reason: fill } = stored;
  const chosen = chosenOn(stored, turn);
  const run = { command, raw: picked, args: bound.args, origin, own, trail, chosen, each, fill };
  if (!isSubmitted(command, stored, turn)) return runBound(deps, turn, run, signal);
  return keepingDraft(deps, { sender: turn.sender, command, args: stored.args }, raw, () =>
    runBound(deps, turn, run, signal),
  );
}

async function pressedBy(deps: Deps, turn: ClickTurn): Promise<Pressed> {
  const now = deps.clock.now();
  const loaded = await deps.store.read((tx) => loadRef(tx, turn.data["ref"] ?? "", now));
  const command = byName(deps.commands, loaded?.stored.command);
  if (loaded === null || command === undefined) {
    throw new UserError("not-found", say("presses.askAgain"));
  }
  const { own } = loaded.stored;
  if (own !== undefined && !isSame(own, turn.sender)) {
    throw new UserError("forbidden", say("presses.notYours", { whose: own.called }));
  }
  const origin = own === undefined ? `${turn.conversation.id}|${turn.activityId}` : `card|${loaded.cardId}`;
  return { ...loaded, stored: withTicked(command, loaded.stored, turn), command, origin };
}

interface Run {
  readonly command: Command;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly origin: string;
  readonly own: Own | null;
  readonly trail: Trail | undefined;
  readonly chosen: readonly Chosen[] | undefined;
  readonly each: readonly RawArgs[] | undefined;
  readonly fill: Text | undefined;
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
    return { kind: "message", text: say("presses.answerFollows") };
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
  const text = say("presses.chosenAlready", { id, name });
  return noticeOf(say("forms.requestIsOpen", { id: request.id }), text, "warning");
}

async function openedBy(deps: Deps, { origin }: Pressed): Promise<Request | null> {
  return deps.store.read((tx) => tx.requests.byOrigin(origin));
}

/** What a click is answered with of which no more is known than that it came before. */
export const HANDLED = say("presses.clickHandled");

/** A click that was delivered again: what reads is read again, what changes something is not done again. */
export async function redeliveredRun(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const pressed = await pressedBy(deps, turn);
  if (longLimit(pressed.command) !== undefined) return { kind: "message", text: HANDLED };
  // A form that is opened once more asks for nothing.
  const { proposed, reason } = pressed.stored;
  const isForm = pressed.command.effect === "proposes" && (proposed === undefined || reason !== undefined);
  if (pressed.command.effect === "reads" || isForm) return runByClick(deps, turn, signal);
  const raw = withInputs(pressed, turn);
  const request = await openedBy(deps, pressed);
  if (request !== null) return { kind: "card", content: openedAlready(request, pressed.stored.own, raw) };
  if (asksByForm(pressed, raw)) return formFor(deps, turn, pressed, { raw, signal });
  return { kind: "message", text: HANDLED };
}
