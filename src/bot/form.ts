import type { Arg } from "../grammar/args.ts";
import { card, type FormField, type Tone } from "../messaging/card.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, sayLine, type Shown } from "../shared/safe-text.ts";
import type { Reach } from "./answer.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import { FINAL_STATES } from "../requests/machine/state.ts";

/** The form that a button opens when it needs more than the click, derived from the declaration. */
export function formOf(
  command: ChangeCommand,
  raw: RawArgs,
  from: { readonly ref: string; readonly about: string },
  problem: string | null,
): Content {
  const spec = command.button;
  const title = spec?.title ?? command.name;
  const fields = (spec?.form ?? []).flatMap((name) => {
    const arg = command.args[name];
    return arg === undefined ? [] : [fieldOf(name, arg, raw)];
  });
  const asks = command.role === null ? "" : " Nothing happens before it is approved as the policy says.";
  const data = {
    // The button's title stays the contract's; what it is about stands beside it, so that nobody isolates a neighbour.
    title: from.about === "" ? title : `${title}: ${from.about}`,
    text: say`${command.summary}.${asks}`,
    problem: problem ?? "",
    fields,
    buttons: [{ title, verb: "run", ref: from.ref }],
  };
  return card("form", data, sayLine(title));
}

function fieldOf(name: string, arg: Arg, raw: RawArgs): FormField {
  const choices = arg.kind.choices ?? [];
  const isChoice = choices.length > 0;
  return {
    id: name,
    kind: isChoice ? "choice" : "text",
    label: arg.summary,
    // A reason is asked for on every form, even where a typed command may go without.
    required: arg.required || name === "reason",
    placeholder: isChoice ? "" : arg.kind.example,
    multiline: arg.place === "rest",
    // What has to be judged is left for the person to judge: a tired press must not close an alert as a true positive.
    value: raw[name] ?? (arg.required ? "" : (choices[0] ?? "")),
    choices: choices.map((value) => ({ title: value, value })),
    error: `Please fill this in: ${arg.kind.allowed}.`,
  };
}

/** A sentence on a card. */
export function noticeOf(
  title: string,
  text: Shown,
  tone: Tone,
  buttons: readonly CardButton[] = [],
): Content {
  return card("notice", { title, text, tone, buttons }, sayLine(title));
}

/**
 * What the person who opened a request by a button sees in place of the form.
 * @param elsewhere how far its card has come in their 1:1 chat; null: it is posted where they clicked
 */
export function openedNotice(request: Request, elsewhere: Reach | null): Content {
  if (FINAL_STATES.includes(request.state)) {
    const ended = say`${request.target.name}: it was asked for already and has ended. ${request.outcome ?? ""}`;
    return noticeOf(`Request ${request.id} is ${request.state}`, ended, "neutral");
  }
  const next = request.verdict.approvals === 0 ? "It needs no approval." : "It waits for approval.";
  const where = elsewhere === null ? "Its card in this conversation shows how it goes on." : CARDS[elsewhere];
  const tone = elsewhere === "closed" ? "warning" : "good";
  return noticeOf(`Request ${request.id} is open`, say`${request.target.name}: ${next} ${where}`, tone);
}

const CARDS: Readonly<Record<Reach, string>> = {
  there: "Its card in our 1:1 chat shows how it goes on.",
  follows: "Its card follows in our 1:1 chat as soon as Teams takes it.",
  closed:
    "I could not post its card in our 1:1 chat: Teams refuses my messages there. Please find me under Apps in Teams, add or unblock me, and say hi there.",
};
