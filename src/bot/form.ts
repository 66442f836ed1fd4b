import { needsNobody } from "../policy/approvals.ts";
import type { Arg } from "../grammar/args.ts";
import {
  card,
  type FormField,
  type Tone,
  type FormCardData,
  type NoticeCardData,
} from "../messaging/card.ts";
import type { ButtonSpec } from "../messaging/card-actions.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, worded, type Sayable, type Text } from "../texts/text.ts";
import type { Choices } from "./offer-choices.ts";
import type { Reach } from "./answer.ts";
import type { Command } from "../commands/command.ts";
import { FINAL_STATES } from "../requests/machine/state.ts";

/** What a form is for. */
export interface FormOf {
  readonly command: Command;
  /** What has been given so far, by the button, the typed line or an earlier try. */
  readonly raw: RawArgs;
  /** What of it the form can't change. */
  readonly fixed: RawArgs;
  /** What it is about, as its heading says it; empty: nothing. */
  readonly about: string;
  readonly ref: string;
  /** The way back to where it was opened from. */
  readonly back: readonly CardButton[];
  /** What is wrong with what was filled in; null: nothing yet. */
  readonly problem: Text | null;
  /** What can be chosen from for one of its fields, where Defender was asked; absent: as declared. */
  readonly choices?: Choices | undefined;
  /** What stands above its fields; absent: what the command does. */
  readonly intro?: Text;
  /** What approval it will need, in words; null: nothing is to be said of that. */
  readonly need: Text | null;
}

/** Names of what a form asks for: what its button would ask for, and whatever else is missing. */
export function fieldsOf(command: Command, fixed: RawArgs): readonly string[] {
  const asked = command.effect === "changes" ? (command.button?.form ?? []) : [];
  return Object.entries(command.args)
    .filter(([name, arg]) => asked.includes(name) || arg.required || name === "reason")
    .map(([name]) => name)
    .filter((name) => !(name in fixed));
}

/** The form for what a button, or a line that somebody typed, has left open; derived from the declaration. */
export function formOf({
  command,
  raw,
  fixed,
  about,
  ref,
  back,
  problem,
  intro,
  need,
  choices: offered,
}: FormOf): Content {
  const spec = formSpecOf(command);
  const title = spec?.title ?? (command.effect === "reads" ? command.asks : undefined) ?? command.name;
  const fields = fieldsOf(command, fixed).flatMap((name) => {
    const arg = command.args[name];
    const looked = offered?.arg === name ? offered.values : undefined;
    const choices = looked ?? spec?.choices?.[name] ?? arg?.kind.choices ?? [];
    return arg === undefined ? [] : [fieldOf(name, arg, raw, choices)];
  });
  const data = {
    // The button's title stays the contract's; what it is about stands beside it, so that nobody isolates a neighbour.
    title: about === "" ? title : say("bot.formTitle", { title, about }),
    text: intro ?? say("bot.formText", { summary: command.summary, need }),
    problem: problem ?? "",
    fields,
    buttons: [{ title, verb: "run", ref }],
    back,
  };
  return card<FormCardData>("form", data, worded(title));
}

function formSpecOf(command: Command): Pick<ButtonSpec, "title" | "choices"> | null {
  if (command.effect === "changes") return command.button;
  return command.effect === "configures" ? (command.form ?? null) : null;
}

/** Characters: a reason's end is the grammar's, a query's that of any field in Teams. */
const LONGEST = { code: 4_000, reason: 500, other: 1_000 } as const;

function fieldOf(name: string, arg: Arg, raw: RawArgs, choices: readonly string[]): FormField {
  const isChoice = choices.length > 0;
  const given = raw[name] ?? (arg.required ? "" : (arg.kind.choices?.[0] ?? ""));
  // What was typed can be chosen, also where it is none of the usual ones.
  const offered = !isChoice || given === "" || choices.includes(given) ? choices : [given, ...choices];
  return {
    id: name,
    kind: isChoice ? "choice" : "text",
    label: arg.summary,
    // A reason is asked for on every form, even where a typed command may go without.
    required: arg.required || name === "reason",
    placeholder: isChoice ? "" : arg.kind.example,
    multiline: arg.place === "rest",
    longest: arg.code === true ? LONGEST.code : name === "reason" ? LONGEST.reason : LONGEST.other,
    // What has to be judged is left for the person to judge: a tired press must not close an alert as a true positive.
    value: given,
    choices: offered.map((value) => ({ title: arg.kind.called?.(value) ?? value, value })),
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
