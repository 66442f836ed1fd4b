import { verify } from "./audit.ts";
import { recorded } from "../../src/texts/render.ts";
import { isOfPending, pendingIn } from "../../src/requests/machine/lease-model.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { sentWithoutConsent } from "./crash-consent.ts";
import { erasOf, isForgotten, leaderOf, type Call, type Traces } from "./crash-evidence.ts";

/**
 * What holds whatever happens: kills, restores, clicks that come again, clocks that lie. Each is judged by what Defender
 * and Teams have on record, what people were told, and the audit chains; the bot's own words count where they are the
 * promise. Gives what breaks it; a line begins with the request that it is about.
 */
const INVARIANTS: Readonly<Record<string, (traces: Traces) => readonly string[]>> = {
  "no command that was acknowledged is lost": lostCommands,
  "what a person was told they have done is in the chain": lostDeeds,
  "nothing is sent twice": sentTwice,
  "nothing is sent but what enough others approved, since the last restore, and nobody took back":
    sentWithoutConsent,
  "no isolation ends before its time": releasedEarly,
  "what was approved is done once, or it is said why not; time alone ends nothing": wrongEnds,
  "each card shows how things stand, and none is posted twice in one life": wrongCards,
  "the audit chain is whole; where a restore cut it, the copy and the checkpoints say so": brokenChains,
};

export interface Verdict {
  /** Acknowledged approvals. */
  readonly approved: number;
  /** Everything that breaks an invariant; empty is what it is all for. */
  readonly problems: readonly string[];
}

/** Holds what people were told against what the stores, Defender and Teams know. */
export function judge(traces: Traces): Verdict {
  const approved = traces.told.filter(({ deed }) => deed === "approved").length;
  return { approved, problems: Object.values(INVARIANTS).flatMap((broken) => broken(traces)) };
}

function lostCommands({ asked, requests, answered, restores }: Traces): readonly string[] {
  const reasons = new Set(requests.map((request) => request.reason));
  return asked.flatMap(({ reason, thread, acknowledgedAt: at }) =>
    at === null || isForgotten(at, { restores }) || reasons.has(reason) || answered.has(thread)
      ? []
      : [`${reason}: acknowledged, but neither a request nor an answer is there`],
  );
}

function lostDeeds({ told, requests, records, restores }: Traces): readonly string[] {
  // What has left a request bears its reason.
  const idsOf = Map.groupBy(requests, ({ reason }) => reason);
  const kept = new Set(
    records.map(({ requestId, event, actor }) => `${requestId} ${event} ${"upn" in actor ? actor.upn : ""}`),
  );
  return told.flatMap(({ reason, upn, deed, at }) => {
    const ids = (idsOf.get(reason) ?? []).map(({ id }) => id);
    return isForgotten(at, { restores }) || ids.some((id) => kept.has(`${id} ${deed} ${upn}`))
      ? []
      : [`${leaderOf(ids[0] ?? reason)}: ${upn} was told "${deed}", and it is lost`];
  });
}

/** One action for each request, whatever became of its store; one call for each time that the chain says "executing". */
function sentTwice(traces: Traces): readonly string[] {
  const { calls, actions } = traces;
  const written = new Map(
    erasOf(traces).flatMap(({ chain }) => chain.map((record) => [record.hash, record])),
  );
  const marks = countOf(
    [...written.values()]
      .filter(({ event }) => event === "executing")
      .map(({ requestId }) => requestId ?? ""),
  );
  return [
    ...more(countOf(actions.map(({ id }) => id)), () => 1, "actions"),
    ...more(countOf(calls.map(({ id }) => id)), (id) => marks.get(id) ?? 1, "calls"),
  ];
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function more(
  counts: ReadonlyMap<string, number>,
  most: (id: string) => number,
  what: string,
): readonly string[] {
  return [...counts]
    .filter(([id, count]) => count > most(id))
    .map(([id, count]) => `${id}: ${count} ${what}`);
}

/** The shortest lease that anybody asks for, in milliseconds. */
export const LEASE_MS = 15 * 60_000;

function releasedEarly({ calls, actions }: Traces): readonly string[] {
  const isRelease = ({ path }: Call) => path.endsWith("/unisolate");
  return calls.filter(isRelease).flatMap(({ id, path, at }) => {
    const isolation = actions.find(({ type, deviceId }) => type === "Isolate" && path.includes(deviceId));
    return isolation !== undefined && at >= isolation.at + LEASE_MS
      ? []
      : [`${id}: released before its time`];
  });
}

/** How many actions came of a request. */
function actionsOf({ id }: Request, { actions }: Pick<Traces, "actions">): number {
  return actions.filter((action) => action.id === id).length;
}

/** The same, or whether it has called off one, which leaves none. */
function doneBy(request: Request, traces: Traces): number {
  if (!isOfPending(request.origin)) return actionsOf(request, traces);
  return traces.calls.filter(({ id }) => id === request.id).length;
}

const WAITS: readonly Request["state"][] = ["Requested", "Interrupted"];
/** How people end a request. */
const BY_PEOPLE = { Denied: ["denied"], Cancelled: ["cancelled", "stopped"] } as const;
const ENDED: readonly Request["state"][] = [
  "Succeeded",
  "Failed",
  "Partial",
  "TimedOut",
  "Denied",
  "Expired",
  "Cancelled",
];

/**
 * Whether nothing more happens to a request without a person or the end of a lease. What a call that never came through
 * leaves behind may still be looked for: that takes a minute, and finds nothing.
 */
export function isSettled(request: Request, traces: Pick<Traces, "actions" | "requests">): boolean {
  const { state, lease } = request;
  const isVain = [request, ...stepsOf(request, traces)].some((one) => looksInVain(one, traces));
  const isScheduled = state === "Approved" && lease !== undefined;
  return WAITS.includes(state) || ENDED.includes(state) || isVain || isScheduled;
}

function looksInVain(request: Request, traces: Pick<Traces, "actions">): boolean {
  const { state, execution } = request;
  return state === "Executing" && execution?.phase === "looking" && actionsOf(request, traces) === 0;
}

function stepsOf({ id }: Request, { requests }: Pick<Traces, "requests">): readonly Request[] {
  return requests.filter(({ of }) => of?.leader === id);
}

function wrongEnds(traces: Traces): readonly string[] {
  return traces.requests.flatMap((request) => wrongEnd(request, traces));
}

function wrongEnd(request: Request, traces: Traces): readonly string[] {
  if (request.steps !== undefined) return wrongSum(request, traces);
  const { id, state, approvals, verdict } = request;
  const outcome = request.outcome === null ? null : recorded(request.outcome);
  const actions = doneBy(request, traces);
  const isComplete = approvals.length >= verdict.approvals;
  const isOpen = isComplete && (state === "Requested" || !isSettled(request, traces));
  // An action is there to be found, unless nobody could look.
  const isMissed = state === "Interrupted" && actions > 0 && outcome?.includes("was found") === true;
  return [
    ...(isOpen ? [`${id}: approved, and ${state} in the end (${outcome})`] : []),
    ...(isOdd(request, traces) ? [`${id}: ${state} (${outcome})`] : []),
    ...(isMissed ? [`${id}: its action was not found`] : []),
    ...(state === "Succeeded" && actions !== 1 ? [`${id}: Succeeded with ${actions} actions`] : []),
    ...(state === "Interrupted" && outcome === null ? [`${id}: interrupted without a word`] : []),
  ];
}

/** The state of several follows from theirs. */
function wrongSum(request: Request, traces: Traces): readonly string[] {
  const { id, state, outcome } = request;
  const steps = stepsOf(request, traces);
  if (steps.some((step) => looksInVain(step, traces))) return [];
  const states = new Set(steps.map((step) => step.state));
  const end = states.size === 1 ? [...states][0] : "Partial";
  const isOpen = states.has("Interrupted") || states.has("Requested");
  const waits = state === "Interrupted" || state === "Requested";
  const told = state !== "Interrupted" || outcome !== null;
  return [
    ...((isOpen ? waits : state === end) ? [] : [`${id}: ${state}, of ${[...states].join(", ")}`]),
    ...(told ? [] : [`${id}: interrupted without a word`]),
  ];
}

/**
 * Nothing in this story fails or takes too long, and what is denied or cancelled, a person has ended; or it has left its
 * request, since who holds the roles could not be listed for a moment, and is asked for anew.
 */
function isOdd({ id, state, of, origin }: Request, { records, requests }: Traces): boolean {
  if (!ENDED.includes(state) || state === "Succeeded") return false;
  // A clock that leapt over the end of a lease calls off what its device was just about to do.
  if (isOfPending(origin) || requests.some((one) => pendingIn(one.origin) === id)) return false;
  if (state !== "Denied" && state !== "Cancelled") return true;
  const events: readonly string[] = BY_PEOPLE[state];
  const hasLeft = of !== undefined && records.some(({ detail }) => detail === `was step ${id}`);
  return (
    !hasLeft &&
    !records.some(
      ({ requestId, event, actor }) =>
        [id, leaderOf(id)].includes(requestId ?? "") && events.includes(event) && "upn" in actor,
    )
  );
}

/** What was sent before a kill may stand there only after it; the next life takes longer to begin. */
const ON_ITS_WAY_MS = 1000;

/** A second card is there only if a kill came between the post and its record, or its answer was lost. */
function wrongCards({ requests, cards, kills, unheard }: Traces): readonly string[] {
  const withCards = requests.filter(({ of }) => of === undefined);
  return withCards.flatMap(({ id, state }) => {
    const own = cards.filter((card) => card.id === id);
    const twice = own.slice(1).filter((card, index) => {
      const before = own[index]!.at;
      const isExcuse = (at: number): boolean => at >= before - ON_ITS_WAY_MS && at <= card.at;
      return ![...kills, ...unheard].some(isExcuse);
    });
    return [
      ...(own.some((card) => card.state === state) ? [] : [`${id}: no card shows that it is ${state}`]),
      ...twice.map(() => `${id}: posted twice in one life`),
    ];
  });
}

function brokenChains(traces: Traces): readonly string[] {
  return erasOf(traces).flatMap(({ chain, own }, era) => {
    const whole = verify(chain);
    const restore = traces.restores[era - 1];
    return [
      ...(whole.ok ? [] : [`the audit chain of era ${era} is broken at ${whole.badIndex}: ${whole.why}`]),
      ...(restore === undefined ? [] : wrongCut(restore, chain, own).map((why) => `restore ${era}: ${why}`)),
    ];
  });
}

/** A chain goes on from the end of the copy, by the restore's own records; what was cut off is missed. */
function wrongCut(
  { head, lost }: Traces["restores"][number],
  chain: Traces["records"],
  own: Traces["records"],
): readonly string[] {
  const copied = (head?.index ?? -1) + 1;
  const settling = chain.slice(copied, chain.length - own.length);
  const end = lost.at(-1);
  const isMissed = end === undefined || lost.length === copied || !verify(chain, end).ok;
  return [
    ...(chain[copied - 1]?.hash === head?.hash ? [] : ["the chain does not go on from the end of the copy"]),
    ...(settling.every(({ actor }) => "system" in actor) ? [] : ["somebody acted before it was halted"]),
    ...(settling.at(-1)?.command === "restore" ? [] : ["the restore is not on record"]),
    ...(isMissed ? [] : ["a checkpoint does not tell that records are missing"]),
  ];
}
