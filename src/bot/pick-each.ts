import { targetArg, type ChangeCommand } from "../requests/change-command.ts";
import type { Unclear } from "../requests/facts/unclear.ts";
import type { Invocation } from "../requests/invocation.ts";
import { listed } from "../grammar/several.ts";
import { card, type FormCardData, type FormField } from "../messaging/card.ts";
import { CardRefs, type StoredCommand, type Unpicked } from "../messaging/card-actions.ts";
import type { ClickTurn } from "../messaging/turn.ts";
import { UserError } from "../shared/errors.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { say, worded } from "../texts/text.ts";
import { ownOf } from "./ask-back.ts";
import type { Deps } from "./deps.ts";
import type { Done, Job } from "./job.ts";
import { hintOf } from "./picker.ts";

/** Names in a list that fit several: one card with a choice for each; then the whole list goes on as it was typed. */

/** Fewer than a card has room for, as on a picker. */
const MOST_CHOICES = 10;

/** The card for the person who typed the list, and nobody else. Sent twice, it opens one request. */
export async function pickEach(
  deps: Deps,
  job: Invocation & Job & { readonly command: ChangeCommand },
  names: readonly Unclear[],
): Promise<Done> {
  const { command, raw, sender } = job;
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const own = await ownOf(deps, sender, "picks");
  const picks = names.map(({ typed, candidates }) => ({
    typed,
    ids: candidates.slice(0, MOST_CHOICES).map(({ id }) => id),
  }));
  const title = command.button?.title ?? command.name;
  const button = refs.ownButton(title, { command: command.name, args: raw, own, picks });
  await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()));
  const data: FormCardData = {
    title: say("choices.chooseEach", { n: names.length }),
    text: hintOf({ command, raw, called: own.called }),
    problem: "",
    fields: names.map(fieldFor),
    buttons: [button],
    back: [],
  };
  return { kind: "content", content: card<FormCardData>("form", data, worded(data.title)) };
}

function fieldFor({ name, candidates }: Unclear, index: number): FormField {
  const shown = candidates.slice(0, MOST_CHOICES);
  return {
    id: boxOf(index),
    kind: "choice",
    label: say("choices.which", { name, hidden: candidates.length - shown.length }),
    required: true,
    placeholder: say("forms.pleaseChoose"),
    multiline: false,
    longest: 0,
    value: "",
    choices: shown.map(({ id, choice }) => ({ title: choice, value: id })),
    error: say("forms.chooseOne"),
    problem: "",
    fills: [],
  };
}

function boxOf(index: number): string {
  return `pick${index}`;
}

/**
 * The arguments with what was chosen in place of each name; as stored, where the card was no such choice.
 * @throws UserError when one is not chosen, or is none of what was offered
 */
export function withPicks(
  command: ChangeCommand,
  { picks }: StoredCommand,
  raw: RawArgs,
  { data }: ClickTurn,
): RawArgs {
  if (picks === undefined) return raw;
  const arg = targetArg(command);
  const chosen = new Map(picks.map((pick, index) => [pick.typed, chosenOf(pick, data[boxOf(index)])]));
  const targets = listed(raw[arg] ?? "").map((typed) => chosen.get(typed) ?? typed);
  return { ...raw, [arg]: targets.join(", ") };
}

function chosenOf({ typed, ids }: Unpicked, sent: string | undefined): string {
  const id = ids.find((one) => one === sent);
  if (id === undefined) throw new UserError("usage", say("choices.notChosen", { name: typed }));
  return id;
}
