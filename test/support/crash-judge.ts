import { verify, type AuditRecord } from "../../src/core/audit.ts";
import type { Request } from "../../src/core/request.ts";

/** What people saw of the bot while it was being killed. */
export interface Evidence {
  readonly asked: { readonly reason: string; readonly thread: string; readonly acknowledged: boolean }[];
  /** Approvals that the bot has said yes to. */
  readonly approved: { readonly reason: string; readonly thread: string; readonly upn: string }[];
}

/** What is there in the end. */
export interface Traces extends Evidence {
  /** The whole audit chain, oldest first. */
  readonly records: readonly AuditRecord[];
  readonly requests: readonly Request[];
  /** Bodies of all changing calls that reached Defender. */
  readonly calls: readonly unknown[];
  /** Threads in which the bot has answered. */
  readonly answered: ReadonlySet<string>;
}

export interface Verdict {
  /** Acknowledged approvals. */
  readonly approved: number;
  /** Everything that breaks an invariant of CONTRACT §6; empty is what it is all for. */
  readonly problems: readonly string[];
}

/** Holds what people were told against what the store and Defender know. */
export function judge(traces: Traces): Verdict {
  const chain = verify(traces.records);
  const problems = [
    ...(chain.ok ? [] : [`the audit chain is broken at ${chain.badIndex}: ${chain.why}`]),
    ...lostCommands(traces),
    ...lostApprovals(traces),
    ...wrongCalls(traces),
    ...wrongOrder(traces),
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

/** Where a request may stand in the end once all of its approvals are in. */
const EXPLAINED: readonly Request["state"][] = ["Succeeded", "Failed", "TimedOut", "Interrupted"];

function isExplained({ state, execution }: Request): boolean {
  return EXPLAINED.includes(state) || (state === "Executing" && execution?.phase === "looking");
}

function wrongCalls({ requests, calls }: Traces): readonly string[] {
  const sent = (id: string) => calls.filter((body) => commentIn(body).startsWith(`[${id}]`)).length;
  const known = new Set(requests.map((request) => request.id));
  const strange = calls.filter((body) => !known.has(/^\[(.{9})\]/.exec(commentIn(body))?.[1] ?? ""));
  return [
    ...strange.map((body) => `a call of no known request: ${JSON.stringify(body)}`),
    ...requests.flatMap((request) => {
      const { id, state, approvals, verdict } = request;
      const [count, complete] = [sent(id), approvals.length >= verdict.approvals];
      return [
        ...(count > 1 ? [`${id}: ${count} calls`] : []),
        ...(count > 0 && !complete ? [`${id}: sent with ${approvals.length} approvals`] : []),
        ...(state === "Succeeded" && count !== 1 ? [`${id}: Succeeded with ${count} calls`] : []),
        ...(complete && !isExplained(request) ? [`${id}: approved, and ${state} in the end`] : []),
        ...(state === "Interrupted" && request.outcome === null ? [`${id}: interrupted without a word`] : []),
      ];
    }),
  ];
}

function commentIn(body: unknown): string {
  const comment = typeof body === "object" && body !== null && "Comment" in body ? body.Comment : "";
  return typeof comment === "string" ? comment : "";
}

/** In the chain itself: nothing is executed before enough different people, none of them the requester, approved. */
function wrongOrder({ records, requests }: Traces): readonly string[] {
  return requests.flatMap(({ id, verdict, requester }) => {
    const own = records.filter((record) => record.requestId === id);
    const executing = own.findIndex((record) => record.event === "executing");
    if (executing < 0) return [];
    const approvals = own.slice(0, executing).filter((record) => record.event === "approved");
    const people = new Set(approvals.map(({ actor }) => ("upn" in actor ? actor.upn : "")));
    return [
      ...(people.size < verdict.approvals ? [`${id}: executing after ${people.size} approvals`] : []),
      ...(people.has(requester.upn) ? [`${id}: approved by its requester`] : []),
      ...(own.filter((record) => record.event === "executing").length > 1 ? [`${id}: executing twice`] : []),
    ];
  });
}
