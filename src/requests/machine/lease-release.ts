import { INCIDENT_ARG } from "../../shared/raw-args.ts";
import { actorOf } from "../../audit/record.ts";
import { ticketArgs } from "./ticket.ts";
import { saysSame } from "../../texts/render.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { parseDuration } from "../../shared/duration.ts";
import { LOOKED_UP } from "../../defender/device-words.ts";
import type { Device } from "../../defender/device.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import { bound } from "./drift.ts";
import { remindAt, type Scheduled } from "./lease.ts";
import { isOfPending, leaseOf, originOfLease, type Lease, type LeasedTo } from "./lease-model.ts";
import { hasApproval, isComplete, needsNobody } from "../../policy/approvals.ts";
import { verdictOnChange } from "../../policy/device-change.ts";
import { evaluate, strictest } from "../../policy/evaluate.ts";
import type { Policy, Question, Verdict } from "../../policy/model.ts";
import type { AuditNote, Request } from "./request.ts";
import { FRESH_EXECUTION } from "./execution.ts";
import { isFinal } from "./state.ts";

/** How a lease comes into being: the verdict that covers both, and the release that follows an isolation. */

/** The length of the lease that was asked for, in milliseconds; null: none. */
export function leaseLength(args: Readonly<Record<string, string>>): number | null {
  return args["for"] === undefined ? null : parseDuration(args["for"]);
}

/** What the policy is asked about: an invocation, or the request that it has become. */
export interface Asked extends Pick<Question, "action" | "requester"> {
  /** As they were typed. */
  readonly args: Readonly<Record<string, string>>;
}

/** What a command says of the device as it would be afterwards, where a policy can ask for what it changes. */
interface After {
  after?(device: Device, args: Asked["args"]): Device;
}

/**
 * The policy's verdict on an invocation or a request, under the circumstances of the moment: nobody else asks the policy. With a
 * lease the approval covers the release too, so what is stricter on either of the two holds for both. The release's limits
 * are not asked: it is counted when it comes into being.
 */
export function verdictOn(
  { action, requester, args }: Asked,
  { device, user, now, usage, targets }: Omit<Question, "action" | "requester">,
  policy: Policy,
  command: After = {},
): Verdict {
  const question = { action, requester, device, user, now, usage, targets };
  const own =
    command.after === undefined || device == null
      ? evaluate(question, policy)
      : verdictOnChange({ question: { ...question, device }, after: command.after(device, args) }, policy);
  if (leaseLength(args) === null) return own;
  const release = evaluate({ action: "release", requester, device, now, targets }, policy);
  const deny = release.deny === null ? null : say("leaseEnd.releaseDenied", { why: release.deny });
  return strictest(own, { ...release, deny });
}

/**
 * The release that an isolation with a lease is followed by: approved by the same people, executed with the same
 * token, due when the time is over. Null when the isolation has no lease, or there is nothing to tie one to.
 * @param now epoch milliseconds
 * @param since when the isolation took effect
 */
export function releaseAfter(isolation: Request, id: string, now: number, since = now): Scheduled | null {
  const length = leaseLength(isolation.args);
  const { machineActionId } = isolation;
  if (isolation.action !== "isolate" || length === null || machineActionId === null) return null;
  const ends = { isolationId: isolation.id, isolationActionId: machineActionId, endsAt: since + length };
  const release = { ...endOf(isolation, id, now, ends, since), origin: originOfLease(isolation.id) };
  return { ...bound(release, now), lease: release.lease };
}

/** What ends an isolation has of it: its people, its device, and why. */
export function endOf(
  isolation: Request,
  id: string,
  now: number,
  ends: Omit<Lease, "remindAt">,
  since = now,
): Omit<Scheduled, "origin" | "seen"> {
  const { device, namesakes = null } = isolation;
  return {
    ...releaseAt(id, now, ends, since),
    target: isolation.target,
    args: { ...ticketArgs(isolation), ...incidentArgs(isolation) },
    reason: `${reasonBegins(isolation.id)}${isolation.reason}`.slice(0, 500),
    requester: isolation.requester,
    requesterTeamsId: isolation.requesterTeamsId,
    verdict: isolation.verdict,
    ...{ device, namesakes },
    facts: isolation.facts.map(asBefore),
    alertId: isolation.alertId,
    // Who resumed an emergency saw that its release would be asked for.
    approvals: isolation.emergency === undefined ? isolation.approvals : [],
    executor: isolation.executor,
    history: [{ at: now, by: null, text: say("leaseEnd.askedWith", { id: isolation.id }) }],
    askedIn: isolation.askedIn,
    ...restoredWith(isolation),
  };
}

/** How the reason of such a release begins, in English as it is recorded. */
const reasonBegins = (isolationId: string): string => `end of the isolation ${isolationId}: `;

/** The reason of a request for whoever reads its card: what the bot wrote of it itself is in their language. */
export function reasonInWords({ origin, reason }: Pick<Request, "origin" | "reason">): Words {
  const id = leaseOf(origin);
  if (id === null || !reason.startsWith(reasonBegins(id))) return reason;
  return say("leaseEnd.endOf", { id, reason: reason.slice(reasonBegins(id).length) });
}

type Begun =
  | ("id" | "version" | "state" | "command" | "action" | "requestedAt" | "expiresAt" | "dueAt" | "finishedAt")
  | ("remindedAt" | "execution" | "machineActionId" | "outcome" | "warnings" | "nobodyTold" | "lease");

/** What every release that waits for its time begins with. @param since when its device was isolated, as far as that counts */
export function releaseAt(
  id: string,
  now: number,
  ends: Omit<Lease, "remindAt">,
  since: number,
): Pick<Scheduled, Begun> {
  const { endsAt } = ends;
  const lease = { ...ends, remindAt: remindAt(since, endsAt) };
  return {
    ...{ id, version: 0, state: "Approved", command: "release", action: "release" },
    ...{ requestedAt: now, expiresAt: endsAt, dueAt: lease.remindAt, finishedAt: null, remindedAt: null },
    ...{ execution: FRESH_EXECUTION, machineActionId: null, outcome: null, warnings: [], nobodyTold: false },
    lease,
  };
}

/** The incident that it came from: whose that is counts for the release as well. */
function incidentArgs({ args }: Pick<Request, "args">): Request["args"] {
  const incident = args[INCIDENT_ARG];
  return incident === undefined ? {} : { [INCIDENT_ARG]: incident };
}

/** What is looked at again and again is found within a quarter of an hour; clocks differ by less. Milliseconds. */
const FOUND_WITHIN_MS = 20 * 60_000;

/**
 * When an isolation took effect that was found to have: now; or, where nobody had looked for long, when Defender says so. An
 * outage of the bot makes no device stay isolated for longer than was approved.
 */
export function tookEffectAt(
  { execution }: Pick<Request, "execution">,
  action: Pick<MachineAction, "updatedAt"> | null,
  now: number,
): number {
  const said = Math.max(action?.updatedAt ?? now, execution?.sentAt ?? now);
  return now - said > FOUND_WITHIN_MS ? said : now;
}

/** The card of a release must not say of a device that is isolated by now "When asked: Connected". */
function asBefore(fact: Request["facts"][number]): Request["facts"][number] {
  const { first, again, before } = LOOKED_UP;
  return saysSame(fact.label, first) || saysSame(fact.label, again) ? { ...fact, label: before } : fact;
}

function restoredWith({ restoredFrom }: Request): Pick<Request, "restoredFrom"> {
  return restoredFrom === undefined ? {} : { restoredFrom };
}

/** The audit records of such a release: asked for and approved by the people of the isolation. */
export function notesOf(release: Request, isolationId: string): readonly AuditNote[] {
  const detail = `lease of ${isolationId}`;
  const asked = hasApproval(release) ? "approved with the isolation" : "no approval";
  return [
    { actor: actorOf(release.requester), event: "requested", outcome: asked, detail },
    ...release.approvals.map(({ person }): AuditNote => ({
      actor: actorOf(person),
      event: "approved",
      outcome: "approved with the isolation",
      detail,
    })),
  ];
}

/** The same where it is decided on: how long, as long as it has not begun; null: there is none. */
export function leaseInBrief(request: Request): Text | null {
  const { lease, leasedTo, steps, args, state } = request;
  const length = leaseLength(args);
  const hasBegun = (lease ?? leasedTo ?? steps?.leases) !== undefined;
  if (length !== null && !hasBegun && !isFinal(state))
    return say("leaseEnd.inBrief", { length, approved: isReleaseApproved(request) });
  const line = leaseLine(request);
  return line === null ? null : say("leaseEnd.stands", { line });
}

/** Whether who approves the isolation approves its release too. */
function isReleaseApproved({ emergency, verdict }: Request): boolean {
  return emergency === undefined || needsNobody(verdict);
}

/** The lease as the cards of an isolation and of its release say it; null: there is none. */
export function leaseLine(request: Request): Text | null {
  const { lease, leasedTo, steps } = request;
  if (lease !== undefined && isOfPending(request.origin))
    return say("leaseEnd.cancels", { id: lease.isolationId, at: lease.endsAt });
  if (lease !== undefined) {
    const complete = isComplete(request.verdict, request.approvals);
    // One that was taken over has no request here, and its action's id tells nobody anything.
    const id = lease.isolationId === lease.isolationActionId ? null : lease.isolationId;
    return say("leaseEnd.line", { complete, at: lease.endsAt, id });
  }
  const approved = isReleaseApproved(request);
  if (leasedTo !== undefined) return endLine(leasedTo, approved);
  if (steps?.leases !== undefined) {
    const { open, endsAt: at } = steps.leases;
    return say("leaseEnd.ofSeveral", { approved, open, at });
  }
  const length = leaseLength(request.args);
  if (length === null) return null;
  const typed = request.args["for"] ?? "";
  if (isFinal(request.state)) return say("leaseEnd.notBegun", { length: typed });
  const at = request.requestedAt + length;
  return say("leaseEnd.planned", {
    approved,
    at,
    length: typed,
    covers: approved ? covers(request) : "nothing",
  });
}

function endLine({ releaseId, endsAt, state = "Approved" }: LeasedTo, approved: boolean): Text {
  if (state === "Approved") return say("leaseEnd.endsBy", { approved, at: endsAt, id: releaseId });
  if (state === "Requested") return say("leaseEnd.releaseWaits", { id: releaseId });
  return say("leaseEnd.releaseIs", { id: releaseId, state });
}

function covers({ state, verdict }: Request): "approves" | "approved" | "nothing" {
  if (state === "Requested") return "approves";
  return needsNobody(verdict) ? "nothing" : "approved";
}
