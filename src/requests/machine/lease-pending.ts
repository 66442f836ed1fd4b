import type { MachineAction } from "../../defender/machine-action.ts";
import { stricterTerms } from "../../policy/combine.ts";
import { strictest } from "../../policy/evaluate.ts";
import type { Policy, Verdict } from "../../policy/model.ts";
import { say } from "../../texts/text.ts";
import { bound } from "./drift.ts";
import type { Scheduled } from "./lease.ts";
import { judgePeople, type Evidence, type Finding } from "./lease-judge.ts";
import { originOfPending } from "./lease-model.ts";
import { endOf, leaseLength, verdictOn } from "./lease-release.ts";
import { isMarked } from "./ownership.ts";
import type { Request } from "./request.ts";

/**
 * An isolation with a lease whose device has not answered by the time that it was to be over. What was approved is past: left
 * alone, it would begin whenever the device comes back. So it is cancelled at Defender, by a request of its own.
 */

const CANCELS = "cancel-action";

/** When an isolation is over at the latest if its device never answers, in epoch milliseconds; null: it has no such end. */
export function latestEnd({ action, args, execution }: Request): number | null {
  const [length, sentAt] = [leaseLength(args), execution?.sentAt ?? null];
  return action !== "isolate" || length === null || sentAt === null ? null : sentAt + length;
}

/**
 * The request that cancels it: approved by the same people, with the same token, and due at once. Null: there is nothing to cancel.
 * @param policy as it is now
 */
export function cancellationAfter(
  isolation: Request,
  id: string,
  now: number,
  policy: Policy,
): Scheduled | null {
  const { machineActionId, requester, device } = isolation;
  const asked = { action: CANCELS, requester, args: {} } as const;
  const endsAt = latestEnd(isolation);
  if (machineActionId === null || endsAt === null) return null;
  const ends = { isolationId: isolation.id, isolationActionId: machineActionId, endsAt };
  const ending = endOf(isolation, id, now, ends);
  const cancellation: Omit<Scheduled, "seen"> = {
    ...ending,
    ...{ command: CANCELS, action: CANCELS, dueAt: now },
    verdict: alsoFor(isolation.verdict, verdictOn(asked, { device, now }, policy)),
    args: { ...ending.args, action: machineActionId, type: "Isolate" },
    lease: { ...ending.lease, remindAt: null },
    origin: originOfPending(isolation.id),
  };
  return { ...bound(cancellation, now), lease: cancellation.lease };
}

/** What people approved under, with rules about a cancellation that ask for no more; one that does speaks up at the last look. */
function alsoFor(approved: Verdict, cancelling: Verdict): Verdict {
  return stricterTerms(approved, cancelling).length === 0 ? strictest(approved, cancelling) : approved;
}

/** Whether it may be cancelled now, by the device's actions as they are, and by the people who count. Pure. */
export function judgeCancellation(request: Scheduled, evidence: Evidence): Finding {
  const isolation = evidence.actions.find(({ id }) => id === request.lease.isolationActionId);
  if (isolation === undefined) return { kind: "later", why: say("leasePending.notListed") };
  // Its own call has been made: the executor, which looks before it sends, finds it.
  if (isMarked({ comment: isolation.cancelComment }, request.id)) return { kind: "send" };
  return noLonger(isolation) ?? judgePeople(request, evidence);
}

function noLonger({ status }: MachineAction): Finding | null {
  return status === "Pending" ? null : { kind: "end", why: say("leasePending.pendingNoMore", { status }) };
}
