import { card, type LabelValue, type RequestCardData, type Tone } from "../core/card-data.ts";
import type { Command } from "../core/command.ts";
import type { CardButton, Content } from "../core/content.ts";
import { awaitsReview, emergencyBanner } from "../core/emergency.ts";
import { utc } from "../core/format.ts";
import type { Device } from "../core/model.ts";
import { isScheduled } from "../core/lease.ts";
import { leaseLine } from "../core/lease-birth.ts";
import { FINAL_STATES, type Request, type RequestState } from "../core/request.ts";

/** The view for everybody, or the one that the requester alone gets (CONTRACT §4). */
export type Viewer = "anyone" | "requester";

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

const WAY: readonly RequestState[] = [
  "Requested",
  "Approved",
  "Executing",
  "Pending",
  "InProgress",
  "Succeeded",
];

/**
 * The steps in everyday words. They are not the states' names: a card names one state only, the one it is in, so that
 * nobody (and no program that reads cards) takes a step ahead for the state.
 */
const STEPS: readonly string[] = ["Ask", "Approval", "Send", "Wait for the device", "Run", "Done"];

const MAX_HISTORY = 8;

/** The card of a request as it stands. Times are absolute, so that an old card does not lie. */
export function requestCard(
  request: Request,
  commands: readonly Command[],
  viewer: Viewer = "anyone",
): Content {
  const command = commands.find((candidate) => candidate.name === request.command);
  const what = command?.effect === "changes" ? command.title(request.args) : request.command;
  const waits = request.state === "Requested" || awaitsReview(request);
  const open = !FINAL_STATES.includes(request.state);
  const data: RequestCardData = {
    emergency: emergencyBanner(request),
    reviewOpen: awaitsReview(request),
    state: request.state,
    tone: TONES[request.state],
    what,
    target: request.target.name,
    id: request.id,
    reason: request.reason,
    steps: stepsOf(request),
    facts: factsOf(request),
    approvals: approvalsOf(request),
    rules: request.verdict.rules.map((rule) => rule.name).join(", "),
    warnings: open ? request.warnings : [],
    outcome: request.outcome ?? "",
    nobodyTold: request.nobodyTold && waits ? NOBODY_TOLD : "",
    history: request.history.slice(-MAX_HISTORY).map((entry) => ({
      label: utc(entry.at),
      value: entry.by === null ? entry.text : `${entry.by} ${entry.text}`,
    })),
    buttons: [...reviewButton(request), ...buttonsOf(request, viewer)],
    refresh:
      request.state === "Requested"
        ? { verb: "view", ref: request.id, userIds: [request.requesterTeamsId] }
        : null,
  };
  const alarm = awaitsReview(request) ? "EMERGENCY, " : "";
  return card("request", data, `${alarm}${request.state}: ${what} ${request.target.name} (${request.id})`);
}

function reviewButton(request: Request): readonly CardButton[] {
  return awaitsReview(request) ? [{ title: "Review", verb: "review", ref: request.id }] : [];
}

const NOBODY_TOLD =
  "Nobody who could approve this has been told: no conversation has subscribed to approvals. Ask an Approver directly, or an Admin to type: subscribe approvals";

function buttonsOf(request: Request, viewer: Viewer): readonly CardButton[] {
  const button = (title: string, verb: string): CardButton => ({ title, verb, ref: request.id });
  switch (request.state) {
    case "Requested":
      return [
        button("Approve", "approve"),
        button("Deny", "deny"),
        ...(viewer === "requester" ? [button("Cancel request", "cancel")] : []),
        button("Refresh", "view"),
      ];
    case "Interrupted":
      return [button("Resume", "resume"), button("Refresh", "view")];
    case "Approved":
      return [...(isScheduled(request) ? [button("Extend", "extend")] : []), button("Refresh", "view")];
    case "Executing":
    case "Pending":
    case "InProgress":
      return [button("Refresh", "view")];
    case "Denied":
    case "Expired":
    case "Cancelled":
    case "Succeeded":
    case "Failed":
    case "TimedOut":
      return [];
  }
}

function stepsOf(request: Request): RequestCardData["steps"] {
  const position = WAY.indexOf(request.state);
  if (position >= 0) {
    return STEPS.map((name, index) => ({
      name,
      mark: index < position || request.state === "Succeeded" ? "done" : index === position ? "now" : "next",
    }));
  }
  // It left the way: show how far it had come, and where it ended.
  const reached = request.machineActionId !== null ? 4 : request.execution !== null ? 3 : 1;
  const passed = STEPS.slice(0, reached).map((name) => ({ name, mark: "done" as const }));
  return [...passed, { name: "Ended", mark: "now" }];
}

function approvalsOf(request: Request): string {
  const { approvals: needed } = request.verdict;
  if (request.emergency !== undefined) return "none: run as an emergency";
  if (needed === 0) return "none needed (policy)";
  const names = request.approvals.map((approval) => approval.person.upn).join(", ");
  const given = `${request.approvals.length} of ${needed}`;
  return names === "" ? given : `${given}: ${names}`;
}

/** Arguments that the card says in words of its own. */
const OWN_LINES: readonly string[] = ["type", "for", "emergency"];

function factsOf(request: Request): readonly LabelValue[] {
  const facts: LabelValue[] = [
    { label: "Asked by", value: `${request.requester.name} (${request.requester.upn})` },
    { label: "Asked at", value: utc(request.requestedAt) },
  ];
  if (request.state === "Requested") facts.push({ label: "Expires at", value: utc(request.expiresAt) });
  const lease = leaseLine(request);
  if (lease !== null) facts.push({ label: "Lease", value: lease });
  const args = Object.entries(request.args).filter(([name]) => !OWN_LINES.includes(name));
  for (const [name, value] of args) facts.push({ label: name, value });
  if (request.alertId !== null) facts.push({ label: "Alert", value: request.alertId });
  return request.device === null ? facts : [...facts, ...deviceFacts(request.device), ...request.facts];
}

function deviceFacts(device: Device): readonly LabelValue[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ["Device group", device.group],
    ["Value", device.value],
    ["Tags", device.tags.join(", ")],
    ["OS", [device.os, device.osVersion].filter(Boolean).join(" ")],
    ["Health", device.health],
    ["Last seen", device.lastSeenAt === null ? null : utc(device.lastSeenAt)],
    ["Device id", device.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
