import type { Schema } from "../../src/adapters/store/schema.ts";
import { verify, type AuditRecord } from "../../src/core/audit.ts";
import type { Request } from "../../src/core/request.ts";

/** What people saw of the bot while it was being killed. */
export interface Evidence {
  readonly asked: { readonly reason: string; readonly thread: string; readonly acknowledged: boolean }[];
  /** Approvals that the bot has said yes to. */
  readonly approved: { readonly reason: string; readonly upn: string }[];
  /** When it was killed, in epoch milliseconds. */
  readonly kills: number[];
}

/** A changing call that has arrived at Defender. */
export interface Call {
  readonly comment: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A request's card as it stands in Teams. */
export interface Card {
  readonly reason: string;
  readonly state: string;
  /** When it was posted, in epoch milliseconds. */
  readonly at: number;
}

/** What is there in the end. */
export interface Traces extends Evidence {
  /** The whole audit chain, oldest first. */
  readonly records: readonly AuditRecord[];
  readonly requests: readonly Request[];
  readonly calls: readonly Call[];
  /** Comments of the actions that came of them: a caller that is killed can take its call along. */
  readonly actions: readonly string[];
  /** Threads in which the bot has answered. */
  readonly answered: ReadonlySet<string>;
  /** Copies of the requests' cards, oldest first. */
  readonly cards: readonly Card[];
  /** The store's rows for these copies. */
  readonly posts: readonly Pick<Schema["posts"], "id" | "subject">[];
}

export interface Verdict {
  /** Acknowledged approvals. */
  readonly approved: number;
  /** Everything that breaks an invariant of CONTRACT §6; empty is what it is all for. */
  readonly problems: readonly string[];
}

/** Holds what people were told against what the store, Defender and Teams know. */
export function judge(traces: Traces): Verdict {
  const chain = verify(traces.records);
  const problems = [
    ...(chain.ok ? [] : [`the audit chain is broken at ${chain.badIndex}: ${chain.why}`]),
    ...lostCommands(traces),
    ...lostApprovals(traces),
    ...strangeCalls(traces),
    ...traces.requests.flatMap((request) => [
      ...wrongCalls(request, traces),
      ...wrongEnd(request, traces),
      ...wrongOrder(request, traces),
      ...wrongCards(request, traces),
    ]),
  ];
  return { approved: traces.approved.length, problems };
}

function lostCommands({ asked, requests, answered }: Traces): readonly string[] {
  const reasons = new Set(requests.map((request) => request.reason));
  return asked
    .filter((one) => one.acknowledged && !reasons.has(one.reason) && !answered.has(one.thread))
    .map(({ reason }) => `${reason}: acknowledged, but neither a request nor an answer is there`);
}

function lostApprovals({ approved, requests }: Traces): readonly string[] {
  return approved.flatMap(({ reason, upn }) => {
    const own = requests.filter((request) => request.reason === reason);
    return own.some((one) => one.approvals.some(({ person }) => person.upn === upn))
      ? []
      : [`${reason}: the approval of ${upn} is lost`];
  });
}

function strangeCalls({ requests, calls }: Traces): readonly string[] {
  const known = new Set(requests.map((request) => request.id));
  return calls
    .filter(({ comment }) => !known.has(/^\[(.{9})\]/.exec(comment)?.[1] ?? ""))
    .map(({ comment }) => `a call of no known request: ${comment}`);
}

/** How many actions came of a request. */
function actionsOf({ id }: Request, { actions }: Pick<Traces, "actions">): number {
  return actions.filter((comment) => comment.startsWith(`[${id}]`)).length;
}

function isComplete({ approvals, verdict }: Request): boolean {
  return approvals.length >= verdict.approvals;
}

/** At most one call for each execution and one action in all, and none before the approvals are in the chain. */
function wrongCalls(request: Request, traces: Traces): readonly string[] {
  const { id, approvals } = request;
  const own = traces.calls.filter(({ comment }) => comment.startsWith(`[${id}]`));
  const actions = actionsOf(request, traces);
  const executing = traces.records.filter(
    (record) => record.requestId === id && record.event === "executing",
  );
  const early = own.filter((call) => !(call.at >= Date.parse(executing[0]?.at ?? "")));
  return [
    ...(actions > 1 ? [`${id}: ${actions} actions`] : []),
    ...(own.length > Math.max(1, executing.length) ? [`${id}: ${own.length} calls`] : []),
    ...(own.length > 0 && !isComplete(request) ? [`${id}: sent with ${approvals.length} approvals`] : []),
    ...early.map(() => `${id}: sent before the chain says so`),
  ];
}

const WAITS: readonly Request["state"][] = ["Requested", "Interrupted"];
const ENDED: readonly Request["state"][] = [
  "Succeeded",
  "Failed",
  "TimedOut",
  "Denied",
  "Expired",
  "Cancelled",
];

/**
 * Whether nothing more happens to a request without a person. What a call that never came through leaves behind may
 * still be looked for: that takes a minute, and finds nothing.
 */
export function isSettled(request: Request, traces: Pick<Traces, "actions">): boolean {
  const { state, execution } = request;
  const isVain = execution?.phase === "looking" && actionsOf(request, traces) === 0;
  return WAITS.includes(state) || ENDED.includes(state) || isVain;
}

/** What was approved was done once, or it is told why not. */
function wrongEnd(request: Request, traces: Traces): readonly string[] {
  const { id, state, outcome } = request;
  const actions = actionsOf(request, traces);
  const isOpen = isComplete(request) && (state === "Requested" || !isSettled(request, traces));
  // Nothing in this story fails, is denied, or takes too long.
  const isOdd = ENDED.includes(state) && state !== "Succeeded";
  // An action is there to be found, unless nobody could look.
  const isMissed = state === "Interrupted" && actions > 0 && outcome?.includes("was found") === true;
  return [
    ...(isOpen ? [`${id}: approved, and ${state} in the end (${outcome})`] : []),
    ...(isOdd ? [`${id}: ${state} (${outcome})`] : []),
    ...(isMissed ? [`${id}: its action was not found`] : []),
    ...(state === "Succeeded" && actions !== 1 ? [`${id}: Succeeded with ${actions} actions`] : []),
    ...(state === "Interrupted" && outcome === null ? [`${id}: interrupted without a word`] : []),
  ];
}

/** In the chain: enough different people, none of them the requester, before each execution; a second only by Resume. */
function wrongOrder({ id, verdict, requester }: Request, { records }: Traces): readonly string[] {
  const own = records.filter((record) => record.requestId === id);
  const executions = own.filter((record) => record.event === "executing").length;
  if (executions === 0) return [];
  const first = own.findIndex((record) => record.event === "executing");
  const approvals = own.slice(0, first).filter((record) => record.event === "approved");
  const people = new Set(approvals.map(({ actor }) => ("upn" in actor ? actor.upn : "")));
  const resumed = own.filter((record) => record.event === "resumed").length;
  return [
    ...(people.size < verdict.approvals ? [`${id}: executing after ${people.size} approvals`] : []),
    ...(people.has(requester.upn) ? [`${id}: approved by its requester`] : []),
    ...(executions > 1 + resumed ? [`${id}: ${executions} executions, resumed ${resumed} times`] : []),
  ];
}

/** What was sent before a kill may stand there only after it; the next life takes longer to begin. */
const ON_ITS_WAY_MS = 1000;

/** A card shows how things stand; a second one is there only if a kill came between the post and its record. */
function wrongCards({ id, reason, state }: Request, { cards, kills }: Traces): readonly string[] {
  const own = cards.filter((card) => card.reason === reason);
  const twice = own.slice(1).filter((card, index) => {
    const before = own[index]!.at;
    return !kills.some((kill) => kill >= before - ON_ITS_WAY_MS && kill <= card.at);
  });
  return [
    ...(own.some((card) => card.state === state) ? [] : [`${id}: no card shows that it is ${state}`]),
    ...twice.map(() => `${id}: posted twice in one life`),
  ];
}
