import { say, type Text, type Words } from "../../texts/text.ts";
import { card, type LabelValue, type Tone } from "../../messaging/card.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import { UNCHECKED } from "../facts/device-lines.ts";
import { tagsInWords } from "../facts/device-words.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { groupInWords } from "../../policy/device-facts.ts";
import { awaitsReview, emergencyBanner, runsUnapproved } from "../machine/emergency.ts";
import { utc } from "../../texts/format.ts";
import { haltLine, isStoppable, type Halt } from "../machine/halt.ts";
import type { Device } from "../../defender/device.ts";
import { leaseLine } from "../machine/lease-release.ts";
import type { Request } from "../machine/request.ts";
import { refOf, REQUEST_VERBS, type RequestVerb, type Viewer } from "../machine/verbs.ts";
import { togetherOf, type StepsShown, type TogetherData } from "./steps-section.ts";
import { FINAL_STATES, type RequestState } from "../machine/state.ts";

export type RequestCardData = {
  /** For whoever has just clicked, above all else: what came of it; or empty. */
  readonly notice: Words;
  /** Who ran it without approval and whether that was reviewed; empty: it is no emergency. */
  readonly emergency: Words;
  /** Whether the review is open: then the card takes a comment. */
  readonly reviewOpen: boolean;
  readonly state: Words;
  readonly tone: Tone;
  /** "Isolate (Full)". */
  readonly what: Words;
  readonly target: Words;
  readonly id: Words;
  readonly reason: Words;
  /** The way of a request. An `if` in the template would cost more than the line itself. */
  readonly steps: readonly {
    readonly text: Words;
    readonly weight: "Bolder" | "Default";
    readonly isAhead: boolean;
  }[];
  /** Of a request of several steps: how far they have come. */
  readonly together: TogetherData;
  readonly facts: readonly LabelValue[];
  readonly warnings: readonly Words[];
  readonly outcome: Words;
  /** Who halted all changing actions, and why; or empty. */
  readonly halted: Words;
  /** A line when nobody who could approve is told, or empty. */
  readonly nobodyTold: Words;
  readonly history: readonly LabelValue[];
  /** Whether to show the input for the reason of a denial, which nobody has to fill in. */
  readonly asksWhy: boolean;
  readonly buttons: readonly CardButton[];
  /** The view that only these people get; null: none. */
  readonly refresh: {
    readonly verb: string;
    readonly ref: string;
    readonly userIds: readonly string[];
  } | null;
};

const TONES: Readonly<Record<RequestState, Tone>> = {
  Requested: "warning",
  Approved: "accent",
  Executing: "accent",
  Pending: "accent",
  InProgress: "accent",
  Succeeded: "good",
  Failed: "attention",
  Denied: "attention",
  Expired: "neutral",
  Cancelled: "neutral",
  TimedOut: "attention",
  Partial: "warning",
  Interrupted: "attention",
};

/**
 * The steps in everyday words. They are not the states' names: a card names one state only, the one it is in, so that
 * nobody (and no program that reads cards) takes a step ahead for the state.
 */
const STEPS = ["ask", "approval", "send", "wait", "run", "done"] as const;

/** What only a machine action goes through: of other calls Defender's answer is the end. */
const ON_DEVICE: readonly string[] = ["wait", "run"];

/** How many of the steps are behind a request in that state; what is not here has left the way. */
const STEPS_BEHIND: Readonly<Partial<Record<RequestState, number>>> = {
  Requested: 1,
  Approved: 2,
  Executing: 2,
  Pending: 3,
  InProgress: 4,
  Succeeded: STEPS.length,
};

const MAX_HISTORY = 8;

/** What a card shows beside its request. */
export interface Surroundings {
  readonly commands: readonly AnyCommand[];
  readonly halt: Halt | null;
  /** Of a request of several steps; null or absent: it is none. */
  readonly steps?: StepsShown | null;
  /** For whoever has just clicked: what came of it, where the card alone does not tell; empty or absent: nothing. */
  readonly notice?: Text | "";
}

/** The card of a request as it stands. Times are absolute, so that an old card does not lie. */
export function requestCard(
  request: Request,
  { commands, halt, steps = null, notice = "" }: Surroundings,
  viewer: Viewer = "anyone",
): Content {
  const buttons = buttonsOf(request, viewer, steps);
  const command = commandOf(request, commands);
  const what = command?.title(request.args) ?? request.command;
  const waits = request.state === "Requested" || awaitsReview(request);
  const open = !FINAL_STATES.includes(request.state);
  const data: RequestCardData = {
    notice,
    emergency: emergencyBanner(request),
    reviewOpen: awaitsReview(request),
    state: request.state,
    tone: TONES[request.state],
    what,
    target: request.target.name,
    id: request.id,
    reason: reasonOf(request, command),
    steps: stepsOf(request, command),
    together: togetherOf(request, steps),
    facts: factsOf(request),
    warnings: open ? request.warnings : [],
    outcome: request.outcome ?? "",
    halted: halt !== null && isHeldUp(request) ? say("requestCard.heldUp", { halted: haltLine(halt) }) : "",
    nobodyTold: request.nobodyTold && waits ? say("requestCard.nobodyTold") : "",
    history: historyOf(request),
    asksWhy: buttons.some((button) => button.verb === "deny"),
    buttons,
    refresh: refreshOf(request),
  };
  const { id, state, target } = request;
  const summary = { emergency: awaitsReview(request), id, state, what, target: target.name };
  return card<RequestCardData>("request", data, say("requestCard.summary", summary));
}

function refreshOf(request: Request): RequestCardData["refresh"] {
  return request.state === "Requested"
    ? { verb: "view", ref: refOf(request, "view"), userIds: [request.requesterTeamsId] }
    : null;
}

function historyOf(request: Request): RequestCardData["history"] {
  return request.history.slice(-MAX_HISTORY).map((entry) => ({
    label: utc(entry.at),
    value: say("requests.did", { by: entry.by, what: entry.text }),
  }));
}

function commandOf(request: Request, commands: readonly AnyCommand[]): ChangeCommand | null {
  const command = commands.find((candidate) => candidate.name === request.command);
  return command?.effect === "changes" ? command : null;
}

/** Empty: the command asks for none. */
function reasonOf({ reason }: Request, command: ChangeCommand | null): Words {
  if (reason !== "") return reason;
  return command !== null && "reason" in command.args ? say("requestCard.noReason") : "";
}

/** Whether a halt stands between this request and Defender. */
function isHeldUp({ action, state, machineActionId }: Request): boolean {
  return isStoppable(action) && machineActionId === null && !FINAL_STATES.includes(state);
}

function buttonsOf(request: Request, viewer: Viewer, steps: StepsShown | null): readonly CardButton[] {
  const own = (Object.keys(REQUEST_VERBS) as RequestVerb[]).flatMap((verb) => {
    const row = REQUEST_VERBS[verb];
    // Nobody approves what they have not been shown.
    if (verb === "page" || (verb === "approve" && steps?.isWhole === false)) return [];
    return row.offered(request, viewer)
      ? [{ title: say(`requestCard.${verb}`), verb, ref: refOf(request, verb) }]
      : [];
  });
  return [...own, ...pageButtons(request, steps)];
}

function pageButtons({ id }: Request, steps: StepsShown | null): readonly CardButton[] {
  if (steps === null) return [];
  const to = (page: number): string => `${id}.${page}`;
  const { page, pages } = steps;
  return [
    ...(page > 0 ? [{ title: say("requestCard.back"), verb: "page", ref: to(page - 1) }] : []),
    ...(page < pages - 1 ? [{ title: say("requestCard.next"), verb: "page", ref: to(page + 1) }] : []),
  ];
}

function stepsOf(request: Request, command: ChangeCommand | null): RequestCardData["steps"] {
  const goes = (name: string) =>
    (name !== "approval" || isAsked(request)) &&
    (command?.call.kind !== "direct" || !ON_DEVICE.includes(name));
  const behind = STEPS_BEHIND[request.state];
  if (behind === undefined) {
    // It left the way: show how far it had come, and where it ended.
    const reached = request.machineActionId !== null ? 4 : request.execution !== null ? 3 : 1;
    const way = stepsUpTo(reached, reached).filter(({ name }) => goes(name));
    return drawn([...way, { name: "ended", mark: "now" }]);
  }
  return drawn(stepsUpTo(behind, STEPS.length).filter(({ name }) => goes(name)));
}

/** A request that nobody had to approve has no approval to show. */
function isAsked(request: Request): boolean {
  return !runsUnapproved(request) && !needsNobody(request.verdict);
}

interface Step {
  readonly name: (typeof STEPS)[number] | "ended";
  readonly mark: "done" | "now" | "next";
}

function drawn(steps: readonly Step[]): RequestCardData["steps"] {
  return steps.map(({ name, mark }, index) => ({
    text: say("requestCard.step", { name: say(`requestCard.${name}`), mark, first: index === 0 }),
    weight: mark === "now" ? "Bolder" : "Default",
    isAhead: mark === "next",
  }));
}

/** The first `end` steps, `behind` of them done. */
function stepsUpTo(behind: number, end: number): readonly Step[] {
  return STEPS.slice(0, end).map((name, index) => ({
    name,
    mark: index < behind ? "done" : index === behind ? "now" : "next",
  }));
}

function approvalsOf(request: Request): Text {
  const { approvals: needed } = request.verdict;
  if (runsUnapproved(request)) return say("requestCard.noneEmergency");
  if (needsNobody(request.verdict)) return say("requestCard.noneNeeded");
  const names = request.approvals.map((approval) => approval.person.upn);
  return say("requestCard.given", { given: names.length, needed, names });
}

/** Arguments that the card says in words of its own. */
const OWN_LINES: readonly string[] = ["type", "for", "emergency"];

function factsOf(request: Request): readonly LabelValue[] {
  const rules = request.verdict.rules.map((rule) => rule.name).join(", ");
  const { name, upn } = request.requester;
  const facts: LabelValue[] = [
    { label: say("requestCard.approvals"), value: approvalsOf(request) },
    ...(rules === "" ? [] : [{ label: say("requestCard.rules"), value: rules }]),
    { label: say("requestCard.askedBy"), value: say("requestCard.person", { name, upn }) },
    { label: say("requestCard.askedAt"), value: utc(request.requestedAt) },
  ];
  if (request.state === "Requested")
    facts.push({ label: say("requestCard.expiresAt"), value: utc(request.expiresAt) });
  const { stepUp } = request.verdict;
  if (request.state === "Requested" && stepUp.length > 0) {
    facts.push({
      label: say("requestCard.signIn"),
      value: say("requestCard.stronger", { contexts: stepUp }),
    });
  }
  const lease = leaseLine(request);
  if (lease !== null) facts.push({ label: say("requestCard.lease"), value: lease });
  const args = Object.entries(request.args).filter(([name]) => !OWN_LINES.includes(name));
  for (const [name, value] of args) facts.push({ label: name, value });
  if (request.alertId !== null) facts.push({ label: say("requestCard.alert"), value: request.alertId });
  return request.device === null ? facts : [...facts, ...deviceFacts(request.device), ...request.facts];
}

function deviceFacts(device: Device): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null])[] = [
    [say("requestCard.group"), groupInWords(device)],
    [say("requestCard.value"), device.value],
    [say("requestCard.tags"), tagsInWords(device) ?? UNCHECKED],
    [say("requestCard.os"), [device.os, device.osVersion].filter(Boolean).join(" ")],
    [say("requestCard.health"), device.health],
    [say("requestCard.lastSeen"), device.lastSeenAt === null ? null : utc(device.lastSeenAt)],
    [say("requestCard.deviceId"), device.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
