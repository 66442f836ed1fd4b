import { say, type Text, type Words } from "../../texts/text.ts";
import { card, type LabelValue, type RequestCardData, type Tone } from "../../messaging/card.ts";
import type { AnyCommand } from "../change-command.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import { UNCHECKED } from "../facts/device-lines.ts";
import { tagsInWords } from "../facts/device-words.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { groupInWords } from "../../policy/device-facts.ts";
import { awaitsReview, emergencyBanner, runsUnapproved } from "../machine/emergency.ts";
import { utc } from "../../shared/format.ts";
import { haltLine, isStoppable, type Halt } from "../machine/halt.ts";
import type { Device } from "../../defender/device.ts";
import { leaseLine } from "../machine/lease-release.ts";
import type { Request } from "../machine/request.ts";
import { refOf, REQUEST_VERBS, type RequestVerb, type Viewer } from "../machine/verbs.ts";
import { FINAL_STATES, type RequestState } from "../machine/state.ts";

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
  Interrupted: "attention",
};

/**
 * The steps in everyday words. They are not the states' names: a card names one state only, the one it is in, so that
 * nobody (and no program that reads cards) takes a step ahead for the state.
 */
const STEPS = ["ask", "approval", "send", "wait", "run", "done"] as const;

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
  /** For whoever has just clicked: what came of it, where the card alone does not tell; empty or absent: nothing. */
  readonly notice?: Text | "";
}

/** The card of a request as it stands. Times are absolute, so that an old card does not lie. */
export function requestCard(
  request: Request,
  { commands, halt, notice = "" }: Surroundings,
  viewer: Viewer = "anyone",
): Content {
  const buttons = buttonsOf(request, viewer);
  const what = titleOf(request, commands);
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
    reason: request.reason === "" ? say("requestCard.noReason") : request.reason,
    steps: stepsOf(request),
    facts: factsOf(request),
    warnings: open ? request.warnings : [],
    outcome: request.outcome ?? "",
    halted: halt !== null && isHeldUp(request) ? say("requestCard.heldUp", { halted: haltLine(halt) }) : "",
    nobodyTold: request.nobodyTold && waits ? say("requestCard.nobodyTold") : "",
    history: request.history.slice(-MAX_HISTORY).map((entry) => ({
      label: utc(entry.at),
      value: say("requests.did", { by: entry.by, what: entry.text }),
    })),
    asksWhy: buttons.some((button) => button.verb === "deny"),
    buttons,
    refresh:
      request.state === "Requested"
        ? { verb: "view", ref: refOf(request, "view"), userIds: [request.requesterTeamsId] }
        : null,
  };
  const { id, state, target } = request;
  const summary = { emergency: awaitsReview(request), id, state, what, target: target.name };
  return card("request", data, say("requestCard.summary", summary));
}

function titleOf(request: Request, commands: readonly AnyCommand[]): string {
  const command = commands.find((candidate) => candidate.name === request.command);
  return command?.effect === "changes" ? command.title(request.args) : request.command;
}

/** Whether a halt stands between this request and Defender. */
function isHeldUp({ action, state, machineActionId }: Request): boolean {
  return isStoppable(action) && machineActionId === null && !FINAL_STATES.includes(state);
}

function buttonsOf(request: Request, viewer: Viewer): readonly CardButton[] {
  return (Object.keys(REQUEST_VERBS) as RequestVerb[]).flatMap((verb) => {
    const row = REQUEST_VERBS[verb];
    return row.offered(request, viewer)
      ? [{ title: say(`requestCard.${verb}`), verb, ref: refOf(request, verb) }]
      : [];
  });
}

function stepsOf(request: Request): RequestCardData["steps"] {
  const behind = STEPS_BEHIND[request.state];
  if (behind === undefined) {
    // It left the way: show how far it had come, and where it ended.
    const reached = request.machineActionId !== null ? 4 : request.execution !== null ? 3 : 1;
    return drawn([...stepsUpTo(request, reached, reached), { name: "ended", mark: "now" }]);
  }
  return drawn(stepsUpTo(request, behind, STEPS.length));
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

/** The first `end` steps, `behind` of them done. A request that nobody had to approve has no approval to show. */
function stepsUpTo(request: Request, behind: number, end: number): readonly Step[] {
  const isAsked = !runsUnapproved(request) && !needsNobody(request.verdict);
  return STEPS.slice(0, end)
    .map((name, index) => ({
      name,
      mark: index < behind ? ("done" as const) : index === behind ? ("now" as const) : ("next" as const),
    }))
    .filter(({ name }) => isAsked || name !== "approval");
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
