import { INCIDENT_ARG } from "../../shared/raw-args.ts";
import type { Person } from "../../shared/people.ts";
import { recorded } from "../../texts/render.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import type { Words } from "../../texts/text.ts";
import { isTriage, type IncidentComments } from "../../policy/model.ts";
import { countsOf } from "./lead.ts";
import { inComment, markOf } from "./ownership.ts";
import type { ApprovalEvent, Request } from "./request.ts";
import { isFinal } from "./state.ts";
import { actionOf, calledOff, isStep, namesOf } from "./steps.ts";
import { ticketOf } from "./ticket.ts";

/** What an incident is told of a decision that came from it, and of how that ended. */

/** Something to be told. */
export interface Milestone {
  /** A person's decision, or the state that it ended in. */
  readonly what: string;
  /** By whose token it is told: who decided. */
  readonly author: Person;
  /** Whether the author has just done it; else it has come to this by itself. */
  readonly isDecision: boolean;
  readonly why: Words | null;
}

/** What an event is for the incident; null: nothing to tell, or nobody by whose token it could be told. */
export function milestoneIn(before: Request, after: Request, event: ApprovalEvent): Milestone | null {
  // Its leader speaks for all.
  if (isStep(after) || before.state === after.state) return null;
  const decided = decisionIn(after, event);
  if (decided !== null) return decided;
  if (!isFinal(after.state) || isFinal(before.state)) return null;
  const { executor: author, state: what, outcome: why } = after;
  return author === null ? null : { what, author, isDecision: false, why };
}

/** What a person has just done, as the incident is told of it; null: nothing that it is told of. */
function decisionIn({ state }: Request, event: ApprovalEvent): Milestone | null {
  const isDecision = true;
  if (event.kind === "deny") {
    return { what: "denied", author: event.by.person, isDecision, why: event.reason };
  }
  if (event.kind === "cancel") {
    return { what: "cancelled", author: event.by.person, isDecision, why: null };
  }
  if (state !== "Approved" || (event.kind !== "approve" && event.kind !== "resume")) return null;
  const what = event.kind === "approve" ? "approved" : "resumed";
  return { what, author: event.by.person, isDecision, why: null };
}

/** The incident that a request came from, or an alert of it; null: neither is known. */
export function originOf({ args, alertId }: Pick<Request, "args" | "alertId">): string | null {
  return args[INCIDENT_ARG] ?? alertId;
}

/** Whether its incident is told of it. Triage shows there by itself. */
export function isToldOf(one: Request, { enabled, people }: IncidentComments): boolean {
  return enabled && !isTriage(actionOf(one)) && (people || one.target.kind !== "user");
}

/** How the comment begins, and no other one: by it, it is found again. @param now epoch milliseconds */
export function beginningOf({ id }: Pick<Request, "id">, { what }: Milestone, now: number): string {
  const at = new Date(now).toISOString();
  return `${markOf(id)} ${what} at ${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

/** The longest comment that Graph is known to take. */
const LONGEST = 1000;

/** What of a request an incident is told of. */
export interface Told {
  readonly request: Request;
  /** The request itself, or those of its steps that came from that incident. */
  readonly each: readonly Request[];
  /** What is done, in words. */
  readonly titleOf: (one: Request) => string;
}

/** The comment; no text of others in it can look like a mark, or begin another part. @param now epoch milliseconds */
export function commentOn(told: Told, milestone: Milestone, now: number): string {
  const { request } = told;
  const { author, isDecision, why } = milestone;
  const ticket = ticketOf(request);
  const approvers = request.approvals.map(({ person }) => inComment(person.upn));
  const parts = [
    `${beginningOf(request, milestone, now)}${isDecision ? ` by ${inComment(author.upn)}` : ""}`,
    ...whatWasDone(told),
    ...(isDecision ? [] : [endsOf(told)]),
    ...(why === null ? [] : [inComment(recorded(why))]),
    inComment(request.reason),
    ...(ticket === null ? [] : [`ticket ${ticket}`]),
    `requested by ${inComment(request.requester.upn)}`,
    ...(approvers.length === 0 ? [] : [`approved by ${approvers.join(", ")}`]),
  ];
  return cleanLine(parts.filter((part) => part !== "").join(" | "), LONGEST);
}

/** "Isolate (Full): web01, web02 +38". */
function whatWasDone({ each, titleOf }: Told): readonly string[] {
  return [...Map.groupBy(each, titleOf)].map(([title, some]) =>
    inComment(`${title}: ${namesOf(some.map(({ target }) => target.name))}`),
  );
}

/** "38 Succeeded, 2 Failed"; of one, its state stands in front. */
function endsOf({ request, each }: Told): string {
  if (each.length === 1) return "";
  const tally = Object.fromEntries(
    [...Map.groupBy(each, ({ state }) => state)].map(([state, some]) => [state, some.length]),
  );
  return countsOf(calledOff({ tally, ...pickStopped(request) })).join(", ");
}

function pickStopped({ steps }: Request) {
  return steps?.stopped === undefined ? {} : { stopped: steps.stopped };
}

/** How one of several leases that began together has ended. */
export interface Ended {
  readonly name: string;
  readonly state: Request["state"];
}

/** How the comment on leases that ended together begins. @param now epoch milliseconds */
export function beginningOfEnds(leader: Request, { author }: Milestone, now: number): string {
  const told = { what: "leases ended", author, isDecision: false, why: null };
  return `${beginningOf(leader, told, now)}, sent as ${inComment(author.upn)}`;
}

/** The comment: what did not succeed first, and as many names as there is room for. @param leader what led the isolations */
export function commentOnEnds(leader: Request, mark: string, ends: readonly Ended[]): string {
  const head = [mark, inComment(leader.reason), `requested by ${inComment(leader.requester.upn)}`];
  const groups = [...Map.groupBy(ends, ({ state }) => state)].toSorted(
    ([a], [b]) => Number(a === "Succeeded") - Number(b === "Succeeded"),
  );
  const counts = groups.map(([state, some]) => `${some.length} ${state}`);
  let room = LONGEST - [...head, ...counts].join(" | ").length - ROOM_FOR_MORE * groups.length;
  const named = groups.map(([, some], index) => {
    const names = fitting(
      some.map(({ name }) => inComment(name)),
      room,
    );
    room -= names.length;
    return `${counts[index]}: ${names}`;
  });
  return cleanLine([head[0], ...named, ...head.slice(1)].join(" | "), LONGEST);
}

/** " +499" and what stands between. */
const ROOM_FOR_MORE = 8;

function fitting(names: readonly string[], room: number): string {
  let text = names[0] ?? "";
  let count = 1;
  while (count < names.length && text.length + (names[count] ?? "").length + 2 <= room)
    text += `, ${names[count++]}`;
  return count < names.length ? `${text} +${names.length - count}` : text;
}
