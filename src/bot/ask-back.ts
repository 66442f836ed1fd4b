import type { Command } from "../commands/command.ts";
import type { TwoWays } from "../grammar/parse.ts";
import { CardRefs, type Own, type StoredCommand } from "../messaging/card-actions.ts";
import type { Content } from "../messaging/content.ts";
import { parseDuration } from "../shared/duration.ts";
import type { Sender } from "../shared/people.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { say, type Text } from "../texts/text.ts";
import { approvalNeeded } from "./approval-needed.ts";
import type { Deps } from "./deps.ts";
import { draftOf } from "./drafts.ts";
import { fieldsOf, formOf, noticeOf, refsOn, usualReasonsOf, type FormOf } from "./form.ts";
import type { Job } from "./job.ts";
import { refuseBeforeForm } from "./role-first.ts";

/**
 * What is asked of a person whose line could not be carried out as it stands: nothing that they typed is lost, and nothing
 * is guessed. Nobody else can answer for them.
 */

/** Whether a line lacks the reason that the policy asks for. */
export function lacksReason(deps: Deps, command: Command, raw: RawArgs): boolean {
  if (command.effect !== "changes" || !("reason" in command.args)) return false;
  return (raw["reason"] ?? "") === "" && deps.policy().default.reason !== "optional";
}

/** The form for what is missing of a line, with all that was typed. */
export async function typedForm(
  deps: Deps,
  who: Waiting,
  command: Command,
  raw: RawArgs,
  { intro, choices, wrong = [], each }: Besides = {},
): Promise<Content> {
  const asked = fieldsOf(command, {}).filter(
    (name) => command.args[name]?.place !== "positional" || name === choices?.arg,
  );
  const args = Object.fromEntries(Object.entries(raw).filter(([name]) => !asked.includes(name)));
  const about = raw["target"] ?? raw["id"] ?? "";
  const besides = { ...(intro && { intro }), ...(each && { each }) };
  return ownForm(deps, who, { command, args, about, raw, wrong, choices, ...besides });
}

/** Whom a form is for, and how long their turn lasts. */
export type Waiting = Pick<Job, "sender" | "conversation" | "signal">;

/** What a form shows besides what is missing. */
type Besides = Partial<Pick<FormOf, "intro" | "choices" | "wrong">> & Pick<StoredCommand, "each">;

type Asked = Pick<FormOf, "raw" | "wrong" | "intro" | "choices"> &
  Omit<StoredCommand, "command"> & { readonly command: Command };

/** A form that this person alone can send. @throws UserError before it: they may not */
export async function ownForm(deps: Deps, who: Waiting, asked: Asked): Promise<Content> {
  const { sender, signal } = who;
  const { command, args, about = "", trail, wrong, intro, choices, each } = asked;
  await refuseBeforeForm(deps, { ...who, command, raw: { ...args, ...asked.raw } });
  const draft = await draftOf(deps, { sender, command, args });
  const raw = { ...asked.suggested, ...draft, ...asked.raw };
  const need = await approvalNeeded(deps, sender, command, raw, signal);
  const cardId = deps.ids.uuid();
  const refs = new CardRefs(cardId, deps.commands);
  const own = await ownOf(deps, sender, "form");
  const filled = Object.entries(raw).filter(([name]) => !(name in args));
  const besides = { ...(trail && { trail }), ...(each && { each }), ...(intro && { intro }) };
  const kept = { ...besides, suggested: Object.fromEntries(filled) };
  const sent = { ...kept, command: command.name, args, about, own };
  const usual = usualReasonsOf(command, args);
  // In the order in which `refsOn` counts them.
  refs.ownButton("", sent);
  for (const reason of usual) refs.ownButton(reason, { ...sent, reason });
  const back = refs.backButton(trail);
  await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()));
  const shown = {
    command,
    raw,
    fixed: args,
    about,
    wrong,
    choices,
    need,
    ...refsOn(cardId, usual.length),
    back,
  };
  return formOf({ ...shown, ...(intro && { intro }) });
}

/** Asks which of two was meant, a key or the beginning of the text, with a button for each. */
export async function twoWays(deps: Deps, sender: Sender, asked: TwoWays<Command>): Promise<Content> {
  const { command, key, meant, asText } = asked;
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const own = await ownOf(deps, sender, "meant");
  const about = meant["target"] ?? meant["id"] ?? "";
  const button = (title: Text, args: RawArgs) =>
    refs.ownButton(title, { command: command.name, args, about, own });
  const ms = key.name === "for" ? parseDuration(key.value) : null;
  const buttons =
    ms === null
      ? [
          button(say("typed.asKey", { key: `${key.name}:${key.value}` }), meant),
          button(say("typed.asText"), asText),
        ]
      : [button(say("typed.forSoLong", { ms }), meant), button(say("argument.withoutEnd"), asText)];
  await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()));
  const question = say("typed.twoWays", { typed: key.typed, key: `${key.name}:${key.value}` });
  return noticeOf(say("typed.whatIsMeant"), question, "warning", buttons);
}

/** Whose a card is that nobody else may press. */
export async function ownOf(deps: Deps, sender: Sender, what: Own["what"]): Promise<Own> {
  const { oid, tid, name } = sender;
  const known = await deps.identity.known(sender);
  return { oid, tid, called: known?.person.upn ?? name, what };
}
