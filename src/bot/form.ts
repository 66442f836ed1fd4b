import { needsNobody } from "../policy/approvals.ts";
import type { Arg } from "../grammar/args.ts";
import {
  card,
  type FormField,
  type Tone,
  type FormCardData,
  type NoticeCardData,
} from "../messaging/card.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, worded, type Sayable, type Text } from "../texts/text.ts";
import type { Reach } from "./answer.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import { FINAL_STATES } from "../requests/machine/state.ts";

/** The form that a button opens when it needs more than the click, derived from the declaration. */
export function formOf(
  command: ChangeCommand,
  raw: RawArgs,
  from: { readonly ref: string; readonly about: string; readonly back: readonly CardButton[] },
  problem: Text | null,
): Content {
  const spec = command.button;
  const title = spec?.title ?? command.name;
  const fields = (spec?.form ?? []).flatMap((name) => {
    const arg = command.args[name];
    const choices = spec?.choices?.[name] ?? arg?.kind.choices ?? [];
    return arg === undefined ? [] : [fieldOf(name, arg, raw, choices)];
  });
  const data = {
    // The button's title stays the contract's; what it is about stands beside it, so that nobody isolates a neighbour.
    title: from.about === "" ? title : say("bot.formTitle", { title, about: from.about }),
    text: say("bot.formText", { summary: command.summary, asks: command.role !== null }),
    problem: problem ?? "",
    fields,
    buttons: [{ title, verb: "run", ref: from.ref }],
    back: from.back,
  };
  return card<FormCardData>("form", data, worded(title));
}

function fieldOf(name: string, arg: Arg, raw: RawArgs, choices: readonly string[]): FormField {
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
    value: raw[name] ?? (arg.required ? "" : (arg.kind.choices?.[0] ?? "")),
    choices: choices.map((value) => ({ title: value, value })),
    error: say("bot.fillIn", { allowed: arg.kind.allowed }),
  };
}

/** A sentence on a card. */
export function noticeOf(
  title: Text,
  text: Sayable,
  tone: Tone,
  buttons: readonly CardButton[] = [],
): Content {
  return card<NoticeCardData>("notice", { title, text, tone, buttons }, title);
}

/**
 * What the person who opened a request by a button sees in place of the form.
 * @param elsewhere how far its card has come in their 1:1 chat; null: it is posted where they clicked
 */
export function openedNotice(request: Request, elsewhere: Reach | null): Content {
  const { id, state, target } = request;
  if (FINAL_STATES.includes(state)) {
    const ended = say("bot.endedAlready", { name: target.name, outcome: request.outcome ?? "" });
    return noticeOf(say("bot.requestHasState", { id, state }), ended, "neutral");
  }
  const free = needsNobody(request.verdict);
  const tone = elsewhere === "closed" ? "warning" : "good";
  const text = say("bot.opened", { name: target.name, free, reach: elsewhere ?? "here" });
  return noticeOf(say("bot.requestIsOpen", { id }), text, tone);
}
