import type { Command } from "../commands/command.ts";
import { faultsIn } from "../grammar/parse.ts";
import { CardRefs, type Loaded, type Own, type StoredCommand } from "../messaging/card-actions.ts";
import type { CardButton } from "../messaging/content.ts";
import type { ClickTurn, TurnAnswer } from "../messaging/turn.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { say } from "../texts/text.ts";
import { approvalNeeded } from "./approval-needed.ts";
import { ownForm } from "./ask-back.ts";
import type { Deps } from "./deps.ts";
import { draftOf, keepDraft } from "./drafts.ts";
import { fieldsOf, formOf, lackingIn, refsOn, usualReasonsOf, type Wrong } from "./form.ts";
import { choicesFor } from "./offer-choices.ts";

/** What a form adds to the button that opened it, and when a click is answered with a form. */

/** What a click on a button that runs a command stands for. */
export interface Pressed extends Loaded {
  readonly command: Command;
  /** One origin opens one request: a card's own buttons have one together, other buttons one for each click. */
  readonly origin: string;
}

/**
 * A form adds what it asks for and nothing else; it can't change what the button stands for. A field that is not sent keeps
 * what was typed: nobody has taken it back.
 */
export function withInputs({ command, stored }: Pressed, turn: ClickTurn): RawArgs {
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
export function isSubmitted(command: Command, { args }: StoredCommand, { data }: ClickTurn): boolean {
  return fieldsOf(command, args).some((name) => name in data);
}

/** Whether the click is answered with a form: something is still to be asked, or a usual reason was pressed on one. */
export function asksByForm(pressed: Pressed, raw: RawArgs): boolean {
  if (pressed.command.effect === "proposes" || !hasForm(pressed)) return false;
  return pressed.stored.reason !== undefined || wrongIn(pressed, raw).length > 0;
}

/** All that is still to be asked, by the argument. */
function wrongIn(pressed: Pressed, raw: RawArgs): readonly Wrong[] {
  const faults = [...faultsIn(pressed.command, raw), ...lackingWords(pressed.command, raw)];
  if (!missesReason(pressed, raw) || faults.some(({ argument }) => argument === "reason")) return faults;
  return [...faults, { argument: "reason", wrong: say("forms.giveReason") }];
}

function lackingWords(command: Command, raw: RawArgs): readonly Wrong[] {
  return lackingIn(command, raw).map((argument) => {
    const allowed = command.args[argument]?.kind.allowed ?? "";
    return { argument, wrong: say("forms.fillIn", { allowed }) };
  });
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

interface Given {
  readonly raw: RawArgs;
  readonly signal: AbortSignal;
}

/** A form of this person's own: however often it is sent, it opens one request. */
export async function formFor(
  deps: Deps,
  turn: ClickTurn,
  pressed: Pressed,
  { raw: given, signal }: Given,
): Promise<TurnAnswer> {
  const { command, stored, cardId } = pressed;
  const { sender, conversation } = turn;
  const key = { sender, command, args: stored.args };
  const isSent = isSubmitted(command, stored, turn);
  // Whoever presses a usual reason has not sent the form yet.
  const wrong = isSent && stored.reason === undefined ? wrongIn(pressed, given) : [];
  if (wrong.length > 0) await keepDraft(deps, key, given);
  const choices = (await choicesFor(deps, sender, command, signal)) ?? undefined;
  if (stored.own === undefined) {
    const asked = { ...stored, command, raw: given, wrong, choices };
    return { kind: "card", content: await ownForm(deps, { sender, conversation, signal }, asked) };
  }
  // From a client that leaves the fields out of such a press: what was sent before stands in them.
  const earlier = stored.reason === undefined || isSent ? {} : await draftOf(deps, key);
  const raw = { ...stored.suggested, ...earlier, ...given };
  const need = await approvalNeeded(deps, sender, command, raw, signal);
  const { args: fixed, about = "", trail, reason, intro } = stored;
  const refs = refsOn(cardId, usualReasonsOf(command, fixed).length);
  const asked = { command, raw, wrong, choices, need, fixed, about, ...refs, back: sameBack(refs.back) };
  const besides = { ...(reason && { reason, isReasonAlone: !isSent }), ...(intro && { intro }) };
  return { kind: "card", content: formOf({ ...asked, ...besides }) };

  /** As the form had it when it was opened. */
  function sameBack(ref: string): readonly CardButton[] {
    if (trail?.back.kind !== "command") return new CardRefs(cardId, deps.commands).backButton(trail);
    return [{ title: say("messaging.back"), verb: "run", ref }];
  }
}
