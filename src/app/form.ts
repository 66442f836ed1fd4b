import type { Arg } from "../core/args.ts";
import { card, type FormField, type Tone } from "../core/card-data.ts";
import type { ChangeCommand } from "../core/command.ts";
import type { CardButton, Content } from "../core/content.ts";
import type { RawArgs } from "../core/parse.ts";
import { FINAL_STATES, type Request } from "../core/request.ts";
import { say, sayLine, type Shown } from "../core/safe-text.ts";

/** The form that a button opens when it needs more than the click (CONTRACT §4), derived from the declaration. */
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
    // A reason is asked for on every form, even where a typed command may go without (CONTRACT §4).
    required: arg.required || name === "reason",
    placeholder: isChoice ? "" : arg.kind.example,
    multiline: arg.place === "rest",
    value: raw[name] ?? (isChoice ? (choices[0] ?? "") : ""),
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

/** What the person who opened a request by a button sees in place of the form. */
export function openedNotice(request: Request, elsewhere: boolean): Content {
  const where = elsewhere ? "in our 1:1 chat" : "in this conversation";
  if (FINAL_STATES.includes(request.state)) {
    const ended = say`${request.target.name}: it was asked for already and has ended. ${request.outcome ?? ""}`;
    return noticeOf(`Request ${request.id} is ${request.state}`, ended, "neutral");
  }
  const next =
    request.verdict.approvals === 0
      ? `It needs no approval. Its card ${where} shows how it goes on.`
      : `It waits for approval. Its card ${where} shows how it goes on.`;
  return noticeOf(`Request ${request.id} is open`, say`${request.target.name}: ${next}`, "good");
}
