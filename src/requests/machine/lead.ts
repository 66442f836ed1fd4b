import { say, type Words } from "../../texts/text.ts";
import { strictest } from "../../policy/evaluate.ts";
import {
  changed,
  endedAs,
  endEvent,
  hadCall,
  nothing,
  note,
  person,
  refuse,
  stale,
  system,
} from "./decision.ts";
import { bound } from "./drift.ts";
import { back, drop, tightened, withoutSome } from "./step-drift.ts";
import type { ApprovalEvent, Decision, EventOf as Event, Request } from "./request.ts";
import { FRESH_EXECUTION } from "./execution.ts";
import { isFinal, type RequestState } from "./state.ts";
import { countOf, derivedState, isAsker, isLeader, isStep, isUnderWay, type Leader } from "./steps.ts";
import type { EndBefore, Leading, StepEvent } from "./steps-model.ts";

const STEP_EVENTS: Readonly<Record<StepEvent["kind"], true>> = {
  stop: true,
  prolonged: true,
  proceed: true,
  dropped: true,
  "go-on": true,
  release: true,
  leave: true,
  drop: true,
  back: true,
  tightened: true,
};

/**
 * What becomes of a request that leads steps. What holds: people decide on the leader, each step has its own call and outcome,
 * and no step is released while the leader waits, is held or was stopped.
 */

/** Whether this happens to requests of several steps and their steps only. */
export function isStepEvent(event: ApprovalEvent): event is StepEvent {
  return Object.hasOwn(STEP_EVENTS, event.kind);
}

/** What becomes of a request of several steps and of each of them; `decide` is the way in. */
export function decideSteps(request: Request, event: StepEvent): Decision {
  switch (event.kind) {
    case "stop":
      return stop(request, event);
    case "prolonged":
      return isLeader(request) ? prolonged(request, event) : nothing(request);
    case "proceed":
      return isLeader(request) ? proceed(request, event) : nothing(request);
    case "dropped":
      return isLeader(request) ? withoutSome(request, event) : nothing(request);
    case "go-on":
      return isLeader(request) ? goOn(request, event) : nothing(request);
    case "release":
      return release(request, event);
    case "leave":
      return leave(request, event);
    case "drop":
      return drop(request, event);
    case "back":
      return back(request, event);
    case "tightened":
      return isLeader(request) ? tightened(request, event) : nothing(request);
  }
}

/** What was held goes on, as far as enough people stand behind it. @param anew where approvals are given anew */
export function resumedSteps(
  request: Request,
  { by, now }: Pick<Event<"resume">, "by" | "now">,
  anew: Decision | null,
): Decision {
  const on = decideSteps(request, { kind: "go-on", by, now });
  if (anew?.kind !== "changed" || on.kind !== "changed" || on.request.steps === undefined) return anew ?? on;
  return { ...anew, request: { ...anew.request, steps: on.request.steps } };
}

/** Whether something of it is still to be sent that a person can call off. */
export function isStoppableNow(request: Request): boolean {
  if (!isLeader(request) || !isUnderWay(request)) return false;
  const { steps } = request;
  return (
    steps.stopped === undefined && (steps.waiting > 0 || countOf(steps.tally, "Approved", "Executing") > 0)
  );
}

function stop(request: Request, { by, now }: Event<"stop">): Decision {
  if (!isLeader(request) || !isStoppableNow(request)) return stale(request);
  if (!isAsker(request, by.person) && !by.roles.includes("Approver"))
    return refuse(by, say("steps.mayNotStop"));
  const { upn, name } = by.person;
  const steps: Leading = { ...request.steps, stopped: { by: upn, at: now } };
  const state = derivedState(steps);
  return changed(
    {
      ...request,
      steps,
      state,
      finishedAt: isFinal(state) ? now : null,
      // What waits is called off at once by the loop.
      dueAt: now,
      outcome: say("steps.stoppedBy", { upn }),
      history: note(request, now, upn, say("steps.stopped")),
    },
    [person(by, "stopped", say("steps.notSent", { n: steps.waiting }))],
    say("steps.stoppedNews", { id: request.id, name }),
  );
}

/** Each release has its own record; here the people are told once. */
function prolonged(request: Leader, { by, now, leases }: Event<"prolonged">): Decision {
  const { upn, name } = by.person;
  const { open: n, endsAt: at } = leases;
  return changed(
    {
      ...request,
      steps: { ...request.steps, leases },
      history: note(request, now, upn, say("extend.extendedAll", { n, at })),
    },
    [person(by, "extended", say("leaseEnd.releasesAllBy", { n, at }))],
    say("extend.extendedAllNews", { name, id: request.id, n, at }),
  );
}

/** Why a step of a leader is not sent any more; null: it may be. */
export function stopOf(leader: Request | null): Words | null {
  const stopped = leader?.steps?.stopped;
  if (leader === null || stopped === undefined) return null;
  const { by, as } = stopped;
  if (by === null || as !== undefined)
    return say("decisions.is", { id: leader.id, state: as ?? "Cancelled" });
  return say("steps.stoppedBy", { upn: by });
}

const ENDS_BEFORE: readonly RequestState[] = [
  "Denied",
  "Expired",
  "Cancelled",
] satisfies readonly EndBefore[];

function isEndBefore(state: RequestState): state is EndBefore {
  return ENDS_BEFORE.includes(state);
}

/** Whatever ends a request of several steps ends those that were not sent: the loop calls them off. */
export function endingSteps(decision: Decision, now: number): Decision {
  if (decision.kind !== "changed" || !isLeader(decision.request)) return decision;
  const { state, steps } = decision.request;
  if (!isEndBefore(state) || isOver(steps)) return decision;
  const ended: Leading = { ...steps, stopped: { by: null, at: now, as: state } };
  return { ...decision, request: { ...decision.request, steps: ended, dueAt: now } };
}

function isOver({ tally, waiting }: Leading): boolean {
  return waiting === 0 && countOf(tally, "Interrupted") === 0;
}

function proceed(request: Leader, event: Event<"proceed">): Decision {
  const { now, tally, phase, hold, dueAt } = event;
  const { held: _, ...before } = request.steps;
  const waiting = countOf(tally, "Requested");
  const steps: Leading = { ...before, tally, phase, waiting, ...(hold === null ? {} : { held: hold }) };
  const state = derivedState(steps);
  const next: Leader = { ...request, steps, state, dueAt, execution: begun(request, now) };
  if (isFinal(state)) return waiting === 0 ? ended(next, state, now) : changed(next, [], null);
  if (hold !== null && request.steps.held === undefined) return heldUp(next, hold, now);
  if (state === "Interrupted" && request.state !== state && hold === null)
    return heldUp(next, say("steps.interruptedAtRest", { n: countOf(tally, "Interrupted") }), now);
  if (request.state === "Approved") {
    return changed({ ...next, history: note(request, now, null, say("steps.sending")) }, [], null);
  }
  return changed(next, [], null);
}

/** What has begun can't be taken back by revoking an approval. */
function begun({ execution }: Leader, now: number): Request["execution"] {
  const before = execution ?? FRESH_EXECUTION;
  return { ...before, sentAt: before.sentAt ?? now };
}

/** Nothing more of it happens without a person. Who has stopped it is still what its card says. */
function heldUp(next: Leader, why: Words, now: number): Decision {
  const news = say("steps.heldNews", { id: next.id, why });
  const { stopped } = next.steps;
  const outcome = stopped === undefined ? why : (next.outcome ?? (stopped.by === null ? why : stopOf(next)));
  return changed(
    { ...next, outcome, history: note(next, now, null, say("outcomes.interrupted", { why })) },
    [system("interrupted", why)],
    null,
    news,
  );
}

function ended(next: Request, state: RequestState, now: number): Decision {
  const tally = next.steps?.tally ?? {};
  const words = say("steps.ended", { state, counts: countsOf(tally) });
  const wasTold = next.finishedAt !== null;
  return changed(
    {
      ...next,
      finishedAt: next.finishedAt ?? now,
      dueAt: null,
      outcome: wasTold || next.steps?.stopped !== undefined ? next.outcome : null,
      history: wasTold ? next.history : note(next, now, null, words),
    },
    wasTold ? [] : [system(endEvent(state), words)],
    wasTold ? null : say("steps.endedNews", { id: next.id, counts: countsOf(tally) }),
  );
}

/** "38 Succeeded", "2 Failed": what has become of the steps. */
export function countsOf(tally: Leading["tally"]): readonly string[] {
  return Object.entries(tally).flatMap(([state, n]) => (n > 0 ? [`${n} ${state}`] : []));
}

/** What was held goes on; those that are interrupted are taken up one by one beside it. */
function goOn(request: Leader, { by, now }: Event<"go-on">): Decision {
  const { held: _, ...steps } = request.steps;
  const excused = countOf(steps.tally, "Interrupted");
  return changed(
    {
      ...request,
      steps: { ...steps, excused, phase: "rest" },
      // From here on as after the last approval.
      state: "Approved",
      executor: by.person,
      outcome: null,
      dueAt: now,
      history: note(request, now, by.person.upn, say("decisions.resumed")),
    },
    [person(by, "resumed", "sends what waits")],
    null,
  );
}

/** A step takes over what its leader was given: from here on it goes the way of any request that is approved. */
function release(step: Request, { now, leader }: Event<"release">): Decision {
  if (!isStep(step) || step.state !== "Requested" || leader.executor === null) return nothing(step);
  const { approvals, executor, id } = leader;
  const verdict = strictest(leader.verdict, step.verdict);
  const released: Request = {
    ...step,
    verdict,
    approvals,
    executor,
    state: "Approved",
    execution: step.execution ?? FRESH_EXECUTION,
    dueAt: now,
    outcome: null,
    history: note(step, now, null, say("steps.released", { id })),
  };
  // Its terms may have become stricter with its leader's: it is bound to what was approved.
  return changed(bound(released, step.seen.at), [], null);
}

function leave(step: Request, { now, state, why }: Event<"leave">): Decision {
  if (!isStep(step) || !mayLeave(step, state)) return nothing(step);
  const outcome = hadCall(step) ? say("steps.mayHaveBeenSent", { why }) : why;
  const ended = endedAs(step, state, { now, why: outcome });
  return changed(ended, state === "Cancelled" ? [system("cancelled", outcome)] : [], null);
}

/** Only people can say of what is interrupted that it is over. */
function mayLeave({ state }: Request, end: EndBefore): boolean {
  return state === "Requested" || (state === "Interrupted" && end === "Denied");
}
