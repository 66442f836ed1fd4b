import { needsNobody } from "../policy/approvals.ts";
import type { Arg } from "../grammar/args.ts";
import { parse } from "../grammar/parse.ts";
import {
  card,
  type FormField,
  type Tone,
  type FormCardData,
  type NoticeCardData,
} from "../messaging/card.ts";
import type { FormSpec } from "../messaging/button-spec.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, worded, type Sayable, type Text, type Words } from "../texts/text.ts";
import type { Choices } from "./offer-choices.ts";
import type { Reach } from "./answer.ts";
import type { Command } from "../commands/command.ts";
import { isScheduled } from "../requests/machine/lease.ts";
import { isFinal } from "../requests/machine/state.ts";

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
  /** Of the buttons that fill in a usual reason, in their order. */
  readonly fills: readonly string[];
  /** The way back to where it was opened from. */
  readonly back: readonly CardButton[];
  /** All that is wrong with what was filled in; empty: nothing yet. */
  readonly wrong: readonly Wrong[];
  /** A usual reason that was pressed; absent: what was typed. */
  readonly reason?: Text;
  /** Whether it was pressed without the other fields. */
  readonly isReasonAlone?: boolean;
  /** What can be chosen from for one of its fields, where Defender was asked; absent: as declared. */
  readonly choices?: Choices | undefined;
  /** What stands above its fields; absent: what the command does. */
  readonly intro?: Text;
  /** What approval it will need, in words; null: nothing is to be said of that. */
  readonly need: Text | null;
}

/** What is wrong with an argument. */
export interface Wrong {
  readonly argument: string;
  readonly wrong: Text;
}

/** The reasons that a form offers to fill in; none: it asks for no reason, or has none that are usual. */
export function usualReasonsOf(command: Command, fixed: RawArgs): readonly Text[] {
  return fieldsOf(command, fixed).includes("reason") ? (formSpecOf(command)?.reasons ?? []) : [];
}

/** The refs of a form's buttons, by their order on its card: the one that sends it, the usual reasons, `Back`. */
export function refsOn(cardId: string, reasons: number) {
  const fills = Array.from({ length: reasons }, (_, at) => `${cardId}.${at + 1}`);
  return { ref: `${cardId}.0`, fills, back: `${cardId}.${reasons + 1}` };
}

/** Names of what a form asks for: what its button would ask for, and whatever else is missing. */
export function fieldsOf(command: Command, fixed: RawArgs): readonly string[] {
  const asked = command.effect === "changes" ? (command.button?.form ?? []) : [];
  const lacking = lackingIn(command, fixed);
  const lacks = (name: string) => lacking.includes(name);
  return Object.entries(command.args)
    .filter(
      ([name, arg]) =>
        asked.includes(name) || arg.required || isOpen(arg, fixed) || name === "reason" || lacks(name),
    )
    .map(([name]) => name)
    .filter((name) => !(name in fixed));
}

/** What a command that reads can't do without, as these arguments are, and is not given. */
export function lackingIn(command: Command, raw: RawArgs): readonly string[] {
  const lacks = command.effect === "reads" ? (command.lacks?.(raw) ?? []) : [];
  return lacks.filter((name) => (raw[name] ?? "") === "");
}

/** Whether one of several has to be given, and none of them is. */
function isOpen({ oneOf }: Arg, fixed: RawArgs): boolean {
  return oneOf !== undefined && !oneOf.some((name) => name in fixed);
}

/** What its button is called where nothing else is said: "take-over" as "Take over". */
function calledAs({ name }: Command): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
}

/** The form for what a button, or a line that somebody typed, has left open; derived from the declaration. */
export function formOf(form: FormOf): Content {
  const { command, fixed, about, ref, back, intro, need } = form;
  const spec = formSpecOf(command);
  const title = spec?.title ?? (command.effect === "reads" ? command.asks : undefined) ?? calledAs(command);
  const asked = fieldsOf(command, fixed);
  // A client keeps back any press that sends fields while a required one is empty: where there are usual reasons, only theirs is.
  const hasUsual = usualReasonsOf(command, fixed).length > 0;
  const text = intro ?? say("forms.formText", { summary: command.summary, need });
  // What is wrong stands at its field, once; above them stands what belongs to none.
  const [astray] = form.wrong.filter(({ argument }) => !asked.includes(argument));
  const data = {
    // The button's title stays the contract's; what it is about stands beside it, so that nobody isolates a neighbour.
    title: about === "" ? title : say("forms.formTitle", { title, about }),
    text: form.isReasonAlone === true && asked.length > 1 ? filledIn(text) : text,
    problem: astray?.wrong ?? "",
    fields: asked
      .flatMap((name) => fieldOn(form, name))
      .map((field) => (hasUsual && field.id !== "reason" ? { ...field, required: false } : field)),
    buttons: [{ title, verb: "run", ref }],
    back,
  };
  return card<FormCardData>("form", data, worded(title));
}

/** As long as the reason is empty its usual ones are sent by themselves: what was chosen in the other fields before is gone. */
function filledIn(text: Text): Text {
  return say("common.sentences", { all: [say("forms.reasonFilled"), text] });
}

function fieldOn(form: FormOf, name: string): readonly FormField[] {
  const { command, raw, fixed, choices: offered, wrong, fills, reason } = form;
  const declared = command.args[name];
  if (declared === undefined) return [];
  const arg = { ...declared, required: declared.required || lackingIn(command, fixed).includes(name) };
  const looked = offered?.arg === name ? offered.values : undefined;
  const usual = name === "reason" ? usualReasonsOf(command, fixed) : [];
  const example = usual[0] ?? exampleOf(command, name, arg);
  const choices = looked ?? formSpecOf(command)?.choices?.[name] ?? arg.kind.choices ?? [];
  const field = fieldOf(name, arg, example, raw[name], choices);
  const fault = wrong.find(({ argument }) => argument === name);
  // Of what is missing the field's own message says it better than a line that somebody typed is answered with.
  const problem =
    fault === undefined ? "" : (raw[name] ?? "") === "" ? field.error : labelled(fault.wrong, arg.summary);
  if (name !== "reason") return [{ ...field, problem }];
  const value = reason ?? field.value;
  const alone = value === "";
  const pressed = usual.map((title, at) => ({ title, verb: "run", ref: fills[at] ?? "", alone }));
  return [{ ...field, problem, value, fills: pressed }];
}

/** Who fills in a form knows a field by its label, and not by the key that is typed in a line. */
function labelled(wrong: Text, label: Words): Text {
  return "name" in wrong.with ? { ...wrong, with: { ...wrong.with, name: label } } : wrong;
}

/** What could stand in a field for which there is no usual reason. A text is the command's own: why a device is isolated is no reason to release it. */
function exampleOf(command: Command, name: string, { kind, place, code }: Arg): string {
  if (place !== "rest" || code === true) return kind.example;
  const read = parse(command.example, [command]);
  return (read.kind === "command" ? read.raw[name] : undefined) ?? kind.example;
}

function formSpecOf(command: Command): FormSpec | null {
  if (command.effect === "changes") return command.button;
  return command.effect === "configures" ? (command.form ?? null) : null;
}

/** Characters: a reason's end is the grammar's, a query's that of any field in Teams. */
const LONGEST = { code: 4_000, reason: 500, other: 1_000 } as const;

function fieldOf(
  name: string,
  arg: Arg,
  example: Words,
  typed: string | undefined,
  choices: readonly string[],
): FormField {
  const isChoice = choices.length > 0;
  const given = typed ?? (arg.required ? "" : (arg.kind.choices?.[0] ?? ""));
  // What was typed can be chosen, also where it is none of the usual ones.
  const offered = !isChoice || given === "" || choices.includes(given) ? choices : [given, ...choices];
  return {
    id: name,
    kind: isChoice ? "choice" : "text",
    label: arg.summary,
    // A reason is asked for on every form, even where a typed command may go without.
    required: arg.required || name === "reason",
    placeholder: isChoice ? (arg.leftOut ?? say("forms.pleaseChoose")) : example,
    multiline: arg.place === "rest",
    longest: arg.code === true ? LONGEST.code : name === "reason" ? LONGEST.reason : LONGEST.other,
    // What has to be judged is left for the person to judge: a tired press must not close an alert as a true positive.
    value: given,
    choices: offered.map((value) => ({ title: arg.kind.called?.(value) ?? value, value })),
    error: whatIsMissing(name, arg, isChoice),
    problem: "",
    fills: [],
  };
}

/** What has to be chosen goes by names there; the words of a typed command would only puzzle. */
function whatIsMissing(name: string, { kind }: Arg, isChoice: boolean): Text {
  if (name === "reason") return say("forms.giveReason");
  return isChoice ? say("forms.chooseOne") : say("forms.fillIn", { allowed: kind.allowed });
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
  if (isFinal(state)) {
    const ended = say("forms.endedAlready", { name: target.name, outcome: request.outcome ?? "" });
    return noticeOf(say("forms.requestHasState", { id, state }), ended, "neutral");
  }
  const { name } = target;
  const reach = elsewhere ?? "here";
  const tone = elsewhere === "closed" ? "warning" : "good";
  // Nobody can open a release for later but by taking an isolation over.
  const text = isScheduled(request)
    ? say("takeOver.takenOver", { name, at: request.lease.endsAt, reach })
    : say("forms.opened", { name, free: needsNobody(request.verdict), reach });
  return noticeOf(say("forms.requestIsOpen", { id }), text, tone);
}
