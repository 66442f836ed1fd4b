import type { AuditActor, AuditEvent } from "./audit.ts";
import type { Device, MachineAction, Person, Role } from "./model.ts";
import { matches, stricterThan, type Action, type Verdict } from "./policy.ts";

/** States of a request, spelled as on cards (CONTRACT §4). */
export const STATES = [
  "Requested",
  "Approved",
  "Denied",
  "Expired",
  "Cancelled",
  "Executing",
  "Pending",
  "InProgress",
  "Succeeded",
  "Failed",
  "TimedOut",
  "Interrupted",
] as const;

export type RequestState = (typeof STATES)[number];

export const FINAL_STATES: readonly RequestState[] = [
  "Denied",
  "Expired",
  "Cancelled",
  "Succeeded",
  "Failed",
  "TimedOut",
];

/** States in which nothing has been sent to Defender, so that a request can still be taken back. */
const WAITING: readonly RequestState[] = ["Requested"];

export type Target =
  | { readonly kind: "device"; readonly id: string; readonly name: string }
  | { readonly kind: "alert"; readonly id: string; readonly name: string };

/** How far the one changing call has come (CONTRACT §6.2). */
export interface Execution {
  /** `ready`: proven that nothing is under way; `sending`: a call may have been made; `looking`: outcome unclear. */
  readonly phase: "ready" | "sending" | "looking";
  /** Epoch milliseconds of the first attempt that may have reached Defender; null before. */
  readonly sentAt: number | null;
  readonly attempts: number;
  /** Epoch milliseconds until which an unclear outcome is looked up; null when not looking. */
  readonly lookUntil: number | null;
  /** After a Resume: the outcome of an earlier call is to be looked up before anything is sent. */
  readonly lookFirst: boolean;
}

export interface HistoryEntry {
  readonly at: number;
  /** UPN, or null for the bot itself. */
  readonly by: string | null;
  readonly text: string;
}

/** A wish to change something in Defender, from the first word to the final outcome. Times are epoch milliseconds. */
export interface Request {
  readonly id: string;
  /** Compare-and-set counter. */
  readonly version: number;
  readonly state: RequestState;
  readonly command: string;
  readonly action: Action;
  readonly target: Target;
  readonly args: Readonly<Record<string, string>>;
  /** At most 500 characters; hostile text. */
  readonly reason: string;
  readonly requester: Person;
  /** Teams id of the requester (`29:…`): for the view that only he gets. */
  readonly requesterTeamsId: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly finishedAt: number | null;
  /** The verdict that the card shows and that approvals are given under. */
  readonly verdict: Verdict;
  /** The device facts that the card shows; null for alerts. */
  readonly device: Device | null;
  /** Facts an approver should know before he clicks. */
  readonly warnings: readonly string[];
  /** The alert it was opened from, if any. */
  readonly alertId: string | null;
  readonly approvals: readonly { readonly person: Person; readonly at: number }[];
  /** Whose token makes the call; set when the last approval is in. */
  readonly executor: Person | null;
  readonly execution: Execution | null;
  readonly machineActionId: string | null;
  /** One sentence on how it ended or what is awaited. */
  readonly outcome: string | null;
  readonly history: readonly HistoryEntry[];
  /** When a loop has to look at it again; null: nothing to do. */
  readonly dueAt: number | null;
  /** Conversation and activity it came from: one activity opens one request. */
  readonly origin: string;
  /** Whether anybody who could approve is told (CONTRACT §4). */
  readonly nobodyTold: boolean;
}

/** A person at a click: identity from the verified activity, roles from a fresh token. */
export interface Clicker {
  readonly person: Person;
  readonly roles: readonly Role[];
}

export type ApprovalEvent =
  | {
      readonly kind: "approve";
      readonly by: Clicker;
      readonly now: number;
      /** The policy's verdict on the facts as they are now. */
      readonly verdict: Verdict;
      readonly device: Device | null;
      readonly alertOwner: string | null;
    }
  | { readonly kind: "deny"; readonly by: Clicker; readonly now: number; readonly reason: string | null }
  | { readonly kind: "cancel"; readonly by: Clicker; readonly now: number }
  | { readonly kind: "resume"; readonly by: Clicker; readonly now: number }
  | { readonly kind: "expire"; readonly now: number }
  | { readonly kind: "claim"; readonly now: number; readonly leaseMs: number }
  | { readonly kind: "sending"; readonly now: number; readonly leaseMs: number }
  | {
      readonly kind: "accepted";
      readonly now: number;
      readonly action: MachineAction | null;
      readonly nextPollMs: number;
    }
  | { readonly kind: "not-sent"; readonly now: number; readonly why: string; readonly retryMs: number }
  | {
      readonly kind: "unclear";
      readonly now: number;
      readonly lookForMs: number;
      readonly nextLookMs: number;
    }
  | { readonly kind: "refused"; readonly now: number; readonly why: string }
  | { readonly kind: "interrupt"; readonly now: number; readonly why: string }
  | {
      readonly kind: "tracked";
      readonly now: number;
      readonly action: MachineAction;
      readonly nextPollMs: number;
    }
  | { readonly kind: "poll-later"; readonly now: number; readonly nextPollMs: number };

export interface AuditNote {
  readonly actor: AuditActor;
  readonly event: AuditEvent;
  readonly outcome: string;
  readonly detail?: string;
}

export type Decision =
  | {
      readonly kind: "changed";
      readonly request: Request;
      readonly audit: readonly AuditNote[];
      /** A sentence for the requester, when this is something he waits for. */
      readonly tell: string | null;
    }
  /** Nothing changes; `text` is for the person who clicked. A refusal of an unauthorised person is audited. */
  | { readonly kind: "refused"; readonly text: string; readonly audit: readonly AuditNote[] };

/**
 * The state machine of a request: what an event makes of it, or why it makes nothing. Pure; time comes with the
 * event. CONTRACT §5 and §6 are its rules.
 */
export function decide(request: Request, event: ApprovalEvent): Decision {
  switch (event.kind) {
    case "approve":
      return approve(request, event);
    case "deny":
      return deny(request, event);
    case "cancel":
      return cancel(request, event);
    case "resume":
      return resume(request, event);
    case "expire":
      return expire(request, event.now);
    case "claim":
    case "sending":
    case "accepted":
    case "not-sent":
    case "unclear":
    case "refused":
    case "interrupt":
    case "tracked":
    case "poll-later":
      return progress(request, event);
  }
}

type Event<K extends ApprovalEvent["kind"]> = Extract<ApprovalEvent, { kind: K }>;

function approve(request: Request, event: Event<"approve">): Decision {
  const { by, now, verdict } = event;
  const closed = notWaiting(request, now);
  if (closed !== null) return closed;
  if (!by.roles.includes("Approver")) return refuse(by, "You need the role Approver to approve this.");
  const drift = driftOf(request, event);
  if (drift !== null) return voidApprovals(request, event, drift);
  if (verdict.deny !== null) return refuse(by, `The policy denies it: ${verdict.deny}`);
  const barred = barredFromApproving(request, event);
  if (barred !== null) return refuse(by, barred);
  const approvals = [...request.approvals, { person: by.person, at: now }];
  const complete = approvals.length >= verdict.approvals;
  const left = verdict.approvals - approvals.length;
  return changed(
    {
      ...request,
      approvals,
      state: complete ? "Approved" : "Requested",
      executor: complete ? by.person : null,
      execution: complete ? FRESH_EXECUTION : null,
      dueAt: complete ? now : request.dueAt,
      history: note(request, now, by.person.upn, complete ? "approved" : `approved (${left} more needed)`),
    },
    [person(by, "approved", complete ? "complete" : `${left} more needed`)],
    complete ? `${by.person.name} approved ${request.id}.` : null,
  );
}

const FRESH_EXECUTION: Execution = {
  phase: "ready",
  sentAt: null,
  attempts: 0,
  lookUntil: null,
  lookFirst: false,
};

/** The execution of a request that needs no approval. */
export function readyExecution(): Execution {
  return FRESH_EXECUTION;
}

/** What makes the thing approved another thing than the one shown; null when all is as it was. */
function driftOf(request: Request, event: Event<"approve">): string | null {
  if (request.device !== null && event.device !== null && request.device.id !== event.device.id) {
    return "the device is another one now";
  }
  return stricterThan(request.verdict, event.verdict);
}

function voidApprovals(request: Request, event: Event<"approve">, drift: string): Decision {
  const { now, verdict, by } = event;
  const denied = verdict.deny !== null;
  const expiresAt = Math.min(request.expiresAt, request.requestedAt + verdict.expires);
  return changed(
    {
      ...request,
      state: denied ? "Denied" : "Requested",
      verdict,
      device: event.device ?? request.device,
      approvals: [],
      expiresAt,
      finishedAt: denied ? now : null,
      dueAt: denied ? null : expiresAt,
      outcome: denied ? `The policy denies it: ${verdict.deny ?? ""}` : `Please look again: ${drift}.`,
      history: note(request, now, null, `approvals so far are void: ${drift}`),
    },
    [person(by, "voided", drift), ...(denied ? [system("denied", verdict.deny ?? drift)] : [])],
    denied ? `${request.id} was denied: ${verdict.deny ?? drift}` : null,
  );
}

function barredFromApproving(request: Request, event: Event<"approve">): string | null {
  const { by, verdict } = event;
  if (isSame(by.person, request.requester) && !verdict.selfApproval) {
    return "You asked for this yourself, so somebody else with the role Approver has to approve it.";
  }
  if (request.approvals.some((approval) => isSame(approval.person, by.person))) {
    return "You have approved this already; another person has to be next.";
  }
  const named = verdict.exclude.filter((who) => who !== "alert-owner");
  if (matches(named, by.person.upn)) return "The policy excludes you from approving this.";
  if (verdict.exclude.includes("alert-owner") && event.alertOwner !== null) {
    if (event.alertOwner.toLowerCase() === by.person.upn.toLowerCase()) {
      return "You own the alert, and the policy asks for somebody else.";
    }
  }
  if (verdict.stepUp.length > 0) {
    return `The policy asks for a stronger sign-in (${verdict.stepUp.join(", ")}), which could not be checked.`;
  }
  return null;
}

function deny(request: Request, event: Event<"deny">): Decision {
  const closed = notWaiting(request, event.now);
  if (closed !== null) return closed;
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, "You need the role Approver to deny this.");
  const why = event.reason ?? "no reason given";
  return changed(
    {
      ...request,
      state: "Denied",
      finishedAt: event.now,
      dueAt: null,
      outcome: `Denied by ${event.by.person.upn}: ${why}`,
      history: note(request, event.now, event.by.person.upn, `denied: ${why}`),
    },
    [person(event.by, "denied", why)],
    `${event.by.person.name} denied ${request.id}: ${why}`,
  );
}

function cancel(request: Request, event: Event<"cancel">): Decision {
  const closed = notWaiting(request, event.now);
  if (closed !== null) return closed;
  if (!isSame(event.by.person, request.requester)) {
    return refuse(event.by, "Only the person who asked can cancel this. An Approver can deny it.");
  }
  return changed(
    {
      ...request,
      state: "Cancelled",
      finishedAt: event.now,
      dueAt: null,
      outcome: `Cancelled by ${event.by.person.upn}`,
      history: note(request, event.now, event.by.person.upn, "cancelled the request"),
    },
    [person(event.by, "cancelled", "cancelled by the requester")],
    null,
  );
}

function resume(request: Request, event: Event<"resume">): Decision {
  if (request.state !== "Interrupted" || request.execution === null) {
    return {
      kind: "refused",
      text: `${request.id} is ${request.state}: there is nothing to resume.`,
      audit: [],
    };
  }
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, "You need the role Approver to resume this.");
  if (isSame(event.by.person, request.requester) && !request.verdict.selfApproval) {
    return refuse(event.by, "You asked for this yourself, so another Approver has to resume it.");
  }
  return changed(
    {
      ...request,
      state: "Executing",
      executor: event.by.person,
      execution: {
        ...request.execution,
        phase: "ready",
        lookUntil: null,
        lookFirst: request.execution.sentAt !== null,
      },
      outcome: null,
      dueAt: event.now,
      history: note(request, event.now, event.by.person.upn, "resumed it"),
    },
    [person(event.by, "approved", "resumed after an interruption")],
    null,
  );
}

function expire(request: Request, now: number): Decision {
  if (!WAITING.includes(request.state) || now < request.expiresAt) return nothing(request);
  return changed(
    {
      ...request,
      state: "Expired",
      finishedAt: now,
      dueAt: null,
      outcome: "Nobody approved it in time. Ask again if it is still needed.",
      history: note(request, now, null, "expired"),
    },
    [system("expired", `${request.approvals.length} of ${request.verdict.approvals} approvals`)],
    `${request.id} expired before it was approved.`,
  );
}

function progress(
  request: Request,
  event: Exclude<ApprovalEvent, { kind: "approve" | "deny" | "cancel" | "resume" | "expire" }>,
): Decision {
  switch (event.kind) {
    case "claim":
      return claim(request, event);
    case "sending":
      return sending(request, event);
    case "accepted":
      return accepted(request, event);
    case "not-sent":
      return waitAndSend(request, event);
    case "unclear":
      return unclear(request, event);
    case "refused":
      return finish(request, event.now, "Failed", event.why);
    case "interrupt":
      return interrupt(request, event);
    case "tracked":
      return tracked(request, event);
    case "poll-later":
      return changed({ ...request, dueAt: event.now + event.nextPollMs }, [], null);
  }
}

function claim(request: Request, event: Event<"claim">): Decision {
  const { now, leaseMs } = event;
  if (request.state === "Approved" && request.executor !== null) {
    return changed(
      {
        ...request,
        state: "Executing",
        dueAt: now + leaseMs,
        history: note(request, now, null, "sending to Defender"),
      },
      [person({ person: request.executor, roles: [] }, "executing", "sending to Defender")],
      null,
    );
  }
  if (["Executing", "Pending", "InProgress"].includes(request.state)) {
    return changed({ ...request, dueAt: now + leaseMs }, [], null);
  }
  return nothing(request);
}

function sending(request: Request, event: Event<"sending">): Decision {
  // The mark is set before the call: after a crash the outcome is unclear, never assumed to be nothing.
  if (request.state !== "Executing" || request.execution?.phase !== "ready") return nothing(request);
  return changed(
    {
      ...request,
      dueAt: event.now + event.leaseMs,
      execution: {
        ...request.execution,
        phase: "sending",
        attempts: request.execution.attempts + 1,
        sentAt: request.execution.sentAt ?? event.now,
      },
    },
    [],
    null,
  );
}

function accepted(request: Request, event: Event<"accepted">): Decision {
  if (request.state !== "Executing") return nothing(request);
  const executed = executorNote(request, "executed", event.action?.id ?? "done");
  if (event.action === null) {
    const done = finish(request, event.now, "Succeeded", null);
    return done.kind === "changed" ? { ...done, audit: [executed, ...done.audit] } : done;
  }
  const next: Request = {
    ...request,
    state: "Pending",
    machineActionId: event.action.id,
    dueAt: event.now + event.nextPollMs,
    history: note(request, event.now, null, "Defender has accepted it"),
  };
  const status = applyStatus(next, event.action, event.now, event.nextPollMs);
  return { ...status, audit: [executed, ...status.audit] };
}

function waitAndSend(request: Request, event: Event<"not-sent">): Decision {
  if (request.state !== "Executing" || request.execution === null) return nothing(request);
  const earlier = request.execution.lookFirst;
  return changed(
    {
      ...request,
      outcome: event.why,
      dueAt: event.now + event.retryMs,
      execution: { ...request.execution, phase: "ready", sentAt: earlier ? request.execution.sentAt : null },
    },
    [],
    null,
  );
}

function unclear(request: Request, event: Event<"unclear">): Decision {
  if (request.state !== "Executing" || request.execution === null) return nothing(request);
  return changed(
    {
      ...request,
      outcome: "Defender's answer got lost; looking whether the action was started.",
      dueAt: event.now + event.nextLookMs,
      execution: {
        ...request.execution,
        phase: "looking",
        lookUntil: request.execution.lookUntil ?? event.now + event.lookForMs,
      },
    },
    [],
    null,
  );
}

function interrupt(request: Request, event: Event<"interrupt">): Decision {
  if (request.state !== "Executing" && request.state !== "Approved") return nothing(request);
  return changed(
    {
      ...request,
      state: "Interrupted",
      dueAt: null,
      outcome: event.why,
      history: note(request, event.now, null, `interrupted: ${event.why}`),
    },
    [system("interrupted", event.why)],
    `${request.id} was interrupted: ${event.why} An Approver can press Resume.`,
  );
}

function tracked(request: Request, event: Event<"tracked">): Decision {
  if (request.state === "Executing") {
    return accepted(request, { ...event, kind: "accepted" });
  }
  if (request.state !== "Pending" && request.state !== "InProgress") return nothing(request);
  return applyStatus(request, event.action, event.now, event.nextPollMs);
}

function applyStatus(
  request: Request,
  action: MachineAction,
  now: number,
  nextPollMs: number,
): Extract<Decision, { kind: "changed" }> {
  switch (action.status) {
    case "Succeeded":
      return finish(request, now, "Succeeded", null);
    case "Failed":
      return finish(request, now, "Failed", "Defender reports that the action failed on the device.");
    case "TimeOut":
      return finish(
        request,
        now,
        "TimedOut",
        "The device did not answer in time. Ask again when it is online.",
      );
    case "Cancelled": {
      const who = action.cancelledBy ?? "somebody";
      return finish(request, now, "Failed", `Cancelled in Defender by ${who}.`);
    }
    case "InProgress":
      if (request.state === "InProgress") return keep(request, now, nextPollMs);
      return changed(
        {
          ...request,
          state: "InProgress",
          dueAt: now + nextPollMs,
          history: note(request, now, null, "in progress"),
        },
        [],
        null,
      );
    case "Pending":
    case "Unknown":
      return keep(request, now, nextPollMs);
  }
}

function keep(request: Request, now: number, nextPollMs: number): Extract<Decision, { kind: "changed" }> {
  return changed({ ...request, dueAt: now + nextPollMs }, [], null);
}

function finish(
  request: Request,
  now: number,
  state: "Succeeded" | "Failed" | "TimedOut",
  why: string | null,
): Extract<Decision, { kind: "changed" }> {
  const event: AuditEvent = state === "Succeeded" ? "succeeded" : "failed";
  const words = { Succeeded: "done", Failed: "failed", TimedOut: "timed out" }[state];
  return changed(
    {
      ...request,
      state,
      finishedAt: now,
      dueAt: null,
      outcome: why,
      history: note(request, now, null, why === null ? words : `${words}: ${why}`),
    },
    [system(event, state, why ?? undefined)],
    why === null ? `${request.id} succeeded.` : `${request.id} ${words}: ${why}`,
  );
}

function notWaiting(request: Request, now: number): Decision | null {
  if (WAITING.includes(request.state)) {
    // Checked at every click too: a loop that is late must not make an old request usable.
    return now >= request.expiresAt ? expire(request, now) : null;
  }
  return { kind: "refused", text: `${request.id} is ${request.state}; nothing was changed.`, audit: [] };
}

function nothing(request: Request): Decision {
  return { kind: "refused", text: `${request.id} is ${request.state}.`, audit: [] };
}

function refuse(by: Clicker, text: string): Decision {
  return { kind: "refused", text, audit: [person(by, "refused", text)] };
}

function changed(
  request: Request,
  audit: readonly AuditNote[],
  tell: string | null,
): Extract<Decision, { kind: "changed" }> {
  return { kind: "changed", request, audit, tell };
}

function note(request: Request, at: number, by: string | null, text: string): readonly HistoryEntry[] {
  return [...request.history, { at, by, text }];
}

function person(by: Clicker, event: AuditEvent, outcome: string): AuditNote {
  return { actor: { oid: by.person.oid, tid: by.person.tid, upn: by.person.upn }, event, outcome };
}

function executorNote(request: Request, event: AuditEvent, outcome: string): AuditNote {
  return request.executor === null
    ? system(event, outcome)
    : person({ person: request.executor, roles: [] }, event, outcome);
}

function system(event: AuditEvent, outcome: string, detail?: string): AuditNote {
  return { actor: { system: true }, event, outcome, ...(detail === undefined ? {} : { detail }) };
}

/** Whether two are the same person: object id and tenant, never names. */
export function isSame(a: { oid: string; tid: string }, b: { oid: string; tid: string }): boolean {
  return a.oid === b.oid && a.tid === b.tid;
}

/**
 * The comment that Defender keeps with the action (CONTRACT §5). The leading `[ID]` is how an action is found again,
 * so the reason can't contain brackets or bars.
 */
export function commentOf(request: Request): string {
  const reason = request.reason
    .replace(/[[\]|]/g, " ")
    .slice(0, 500)
    .trim();
  const approvers = request.approvals.map((approval) => approval.person.upn).join(", ");
  const approved = approvers === "" ? "approved by policy" : `approved by ${approvers}`;
  return `[${request.id}] ${reason} | requested by ${request.requester.upn} | ${approved}`;
}
