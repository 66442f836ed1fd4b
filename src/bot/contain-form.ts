import { INCIDENT_ARG } from "../shared/raw-args.ts";
import type { ProposeCommand } from "../commands/command.ts";
import {
  ALERT_ARG,
  CardRefs,
  type Buttons,
  type Chosen,
  type StoredCommand,
} from "../messaging/card-actions.ts";
import type { Place } from "../messaging/trail.ts";
import { card } from "../messaging/card.ts";
import type { CardButton } from "../messaging/content.ts";
import type { ClickTurn } from "../messaging/turn.ts";
import { changeCommand } from "../requests/change-commands.ts";
import { proposalFor, type Proposal, type Proposed } from "../requests/contain/propose.ts";
import { guardOf } from "../requests/facts/guard.ts";
import type { Invocation } from "../requests/invocation.ts";
import { eachTarget } from "../requests/targets.ts";
import { readsOf } from "../defender/read-only.ts";
import { ROLE_MAX_AGE_MS } from "../identity/identity.ts";
import { bindRaw } from "../grammar/parse.ts";
import { UserError } from "../shared/errors.ts";
import { say, verbatim, type Text, type Words } from "../texts/text.ts";
import { ownOf } from "./ask-back.ts";
import { changeSeveral } from "./change-several.ts";
import type { Deps } from "./deps.ts";
import { noticeOf } from "./form.ts";
import type { Done, Job } from "./job.ts";

/**
 * `contain`: a form with what could be done, ticked; what its sender leaves ticked becomes one request, or several where
 * the policy asks for different things. What is sent is held against the attack as it is then: nothing in a card is believed.
 */

type ProposeJob = Job & { readonly command: ProposeCommand };

/** As many as a card has room for, with their warnings. */
const MOST_SHOWN = 45;
const BOX = /^step(\d{1,3})$/;

/**
 * What of a form's boxes is ticked. Clients send every box; where none is sent, nobody has unticked anything.
 * @throws UserError when something is ticked that the form did not propose
 */
export function chosenOn({ proposed }: StoredCommand, { data }: ClickTurn): readonly Chosen[] | undefined {
  if (proposed === undefined) return undefined;
  const sent = Object.entries(data).filter(([name]) => name.startsWith("step"));
  const isStrange = ([name, value]: [string, string]): boolean => {
    const index = BOX.exec(name)?.[1];
    return proposed[Number(index ?? NaN)] === undefined || !["true", "false"].includes(value);
  };
  if (sent.some(isStrange)) throw new UserError("forbidden", say("contain.notProposed"));
  return proposed.map(({ isTicked, ...offer }, index) => ({
    ...offer,
    isTicked: sent.length === 0 ? isTicked : data[`step${index}`] === "true",
  }));
}

/** The form, or what has become of it. @throws SignInRequired; UserError */
export async function propose(deps: Deps, job: ProposeJob): Promise<Done> {
  const { sender, signal, raw, chosen } = job;
  const known = await deps.identity.fresh(sender, ROLE_MAX_AGE_MS, signal);
  const defender = readsOf(deps.defender.as(sender, signal, "reading"));
  const sight = { defender, guard: guardOf(deps, defender, sender), person: known.person };
  const proposal = await proposalFor(sight, raw["id"] ?? "");
  if (proposal.steps.length === 0) {
    const nothing = say("contain.nothing", { id: proposal.id });
    return { kind: "content", content: noticeOf(say("contain.title"), nothing, "neutral") };
  }
  // A usual reason is filled in: whoever pressed it has not sent the form yet.
  if (chosen === undefined || job.fill !== undefined) return formOf(deps, job, proposal, NOTHING_WRONG);
  const ticked = chosen.filter(({ isTicked }) => isTicked);
  const wrong = wrongIn(deps, job, proposal, ticked);
  if (wrong.ticks !== null || wrong.reason !== null) return formOf(deps, job, proposal, wrong);
  const [first, ...more] = ticked.flatMap((one) => invocationsFor(deps, job, proposal, one));
  if (first === undefined) {
    return formOf(deps, job, proposal, { ...NOTHING_WRONG, ticks: say("contain.nothingTicked") });
  }
  return changeSeveral(deps, { ...job, command: first.command, raw: first.raw }, [first, ...more]);
}

/** Why nothing is asked for yet: what is wrong with the boxes, and with the reason; null: nothing. */
interface Wrong {
  readonly ticks: Text | null;
  readonly reason: Text | null;
}

const NOTHING_WRONG: Wrong = { ticks: null, reason: null };

function wrongIn(deps: Deps, { raw }: ProposeJob, proposal: Proposal, ticked: readonly Chosen[]): Wrong {
  const gone = ticked.filter((one) => proposedAs(proposal, one) === undefined);
  const names = [...new Set(gone.map(({ name }) => name))];
  const none = ticked.length === 0 ? say("contain.nothingTicked") : null;
  const needsReason = deps.policy().default.reason !== "optional";
  return {
    ticks: names.length > 0 ? say("contain.changed", { names }) : none,
    reason: needsReason && (raw["reason"] ?? "") === "" ? say("forms.giveReason") : null,
  };
}

function proposedAs({ steps }: Proposal, { command, target }: Pick<Chosen, "command" | "target">) {
  return steps.find((step) => step.command === command && step.id === target);
}

/** The command that a box stands for, as if it had been typed. */
function invocationsFor(
  deps: Deps,
  job: ProposeJob,
  proposal: Proposal,
  chosen: Chosen,
): readonly Invocation[] {
  const found = proposedAs(proposal, chosen);
  if (found === undefined) return [];
  const command = changeCommand(deps, found.command);
  const { reason = "" } = job.raw;
  const behind = proposal.kind === "alert" ? { [ALERT_ARG]: proposal.id } : { [INCIDENT_ARG]: proposal.id };
  const typed = { target: found.id, ...(reason === "" ? {} : { reason }) };
  const bound = bindRaw(command, typed);
  if (bound.kind !== "command") return [];
  const [invocation] = eachTarget({ ...job, command, raw: { ...typed, ...behind }, args: bound.args });
  return [found.isGuarded ? { ...invocation, isGuarded: true } : invocation];
}

export type ContainCardData = {
  readonly title: Words;
  readonly text: Text;
  readonly problem: Words;
  readonly gaps: readonly Words[];
  readonly sections: readonly { readonly heading: Words; readonly boxes: readonly Box[] }[];
  readonly reason: Words;
  readonly reasonProblem: Words;
  readonly fills: readonly CardButton[];
  readonly buttons: readonly CardButton[];
  readonly back: readonly CardButton[];
  /** From each of what it proposes to do something to, to its card. */
  readonly names: readonly CardButton[];
};

type Box = {
  readonly id: string;
  readonly check: Words;
  readonly ticked: string;
  readonly warnings: readonly Words[];
};

/** What shows the form again: whoever has looked at a device comes back to it. */
function homeOf({ command, raw }: ProposeJob): Place {
  return { kind: "command", command: command.name, args: { id: raw["id"] ?? "" } };
}

/** From what something would be done to, to its card. */
function opensStep(
  buttons: Pick<Buttons, "button">,
  { command, id, name }: Proposal["steps"][number],
): CardButton {
  return buttons.button(verbatim(name), command === "isolate" ? "device" : "user", { target: id });
}

async function formOf(deps: Deps, job: ProposeJob, proposal: Proposal, wrong: Wrong): Promise<Done> {
  const refs = new CardRefs(deps.ids.uuid(), deps.commands, homeOf(job));
  const shown = shownOf(job, proposal);
  const proposed = shown.map(({ step: { command, id: target, name }, isTicked }) => {
    return { command, target, name, isTicked };
  });
  const { reason = "", ...args } = job.raw;
  const title = say("contain.title");
  const own = await ownOf(deps, job.sender, "form");
  const trail = job.trail && { trail: job.trail };
  const kept = { command: job.command.name, args, own, suggested: { reason }, proposed, ...trail };
  const button = refs.ownButton(title, kept);
  const fills = job.command.reasons.map((usual) => refs.ownButton(usual, { ...kept, reason: usual }));
  const back = refs.backButton(job.trail);
  const names = shown.map(({ step }) => opensStep(refs, step));
  await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()));
  const boxes = shown.map(({ step, isTicked }, index) => ({ step, box: boxOf(step, index, isTicked) }));
  const section = (heading: Text, isOnDevice: boolean) => ({
    heading,
    boxes: boxes.filter(({ step }) => (step.command === "isolate") === isOnDevice).map(({ box }) => box),
  });
  const all = proposal.steps.length;
  const cut = all > shown.length ? [say("contain.tooMany", { shown: shown.length, all })] : [];
  const data: ContainCardData = {
    title: say("contain.formTitle", { kind: proposal.kind, id: proposal.id }),
    text: say("contain.intro", { title: proposal.title }),
    problem: wrong.ticks ?? "",
    gaps: [...cut, ...proposal.gaps],
    sections: [section(say("contain.devices"), true), section(say("contain.people"), false)].filter(
      (one) => one.boxes.length > 0,
    ),
    reason: job.fill ?? reason,
    reasonProblem: wrong.reason ?? "",
    fills,
    buttons: [button],
    back,
    names,
  };
  return { kind: "content", content: card<ContainCardData>("contain", data, data.title as Text) };
}

/** What is proposed, as far as a card has room for it, and what of it is ticked: as it was left, or what guards nobody. */
function shownOf({ chosen }: ProposeJob, { steps }: Proposal) {
  return steps.slice(0, MOST_SHOWN).map((step) => {
    const left = chosen?.find(({ command, target }) => step.command === command && step.id === target);
    return { step, isTicked: left?.isTicked ?? !step.isGuarded };
  });
}

const TITLES = {
  isolate: "isolate",
  "revoke-sessions": "revokeSessions",
  compromised: "compromised",
} as const;

function boxOf(
  { command, name, because, warnings, isGuarded }: Proposed,
  index: number,
  ticked: boolean,
): Box {
  const guarded = isGuarded && command !== "isolate" ? [say("contain.guarded")] : [];
  return {
    id: `step${index}`,
    check: say(`contain.${TITLES[command]}`, { name, because }),
    ticked: String(ticked),
    warnings: [...guarded, ...warnings],
  };
}
