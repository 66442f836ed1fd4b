import { isolationOf, type MachineAction } from "../../defender/machine-action.ts";
import { OPERATIONS } from "../../defender/operations.ts";
import { hasApproval, isComplete } from "../../policy/approvals.ts";
import { stricterThan, strictest } from "../../policy/evaluate.ts";
import type { Verdict } from "../../policy/model.ts";
import { isSame, type Role } from "../../shared/people.ts";
import { say, type Words } from "../../texts/text.ts";
import type { Scheduled } from "./lease.ts";
import type { Lease } from "./lease-model.ts";
import { isMarked, isOwn } from "./ownership.ts";

/** What is to become of a scheduled release whose time has come. */
export type Finding =
  | { readonly kind: "send" }
  /** It becomes a normal request. */
  | { readonly kind: "lapse"; readonly why: Words }
  /** Nothing is left to release. */
  | { readonly kind: "end"; readonly why: Words }
  /** Not now. */
  | { readonly kind: "later"; readonly why: Words };

/** What was found out about a scheduled release, with its executor's own token. */
export interface Evidence {
  readonly roles: readonly Role[];
  /** The policy on the release as things are now. */
  readonly verdict: Verdict;
  /** The device's newest machine actions. */
  readonly actions: readonly MachineAction[];
}

/** Whether what was approved may be sent now: the same isolation, the same policy, the same rights. Pure. */
export function judge(request: Scheduled, evidence: Evidence): Finding {
  const { actions } = evidence;
  // Its own call has been made: the executor, which looks before it sends, finds it.
  if (actions.some((action) => isOwn(action, request, OPERATIONS.unisolate.type))) return { kind: "send" };
  return judgeState(actions, request.lease) ?? judgePeople(request, evidence);
}

/** Whether those who approved it with the isolation still stand behind it, under the policy as it is now. */
export function judgePeople(
  request: Scheduled,
  { roles, verdict }: Pick<Evidence, "roles" | "verdict">,
): Finding {
  if (request.restoredFrom !== undefined) return { kind: "lapse", why: RESTORED };
  if (verdict.deny !== null)
    return { kind: "lapse", why: say("leaseEnd.policyDenies", { why: verdict.deny }) };
  const stricter = stricterThan(request.verdict, verdict);
  if (stricter !== null) return { kind: "lapse", why: stricter };
  if (!isComplete(strictest(request.verdict, verdict), request.approvals))
    return { kind: "lapse", why: say("leaseEnd.nobodyApproved") };
  const { executor, requester } = request;
  // Where nobody was asked, it is the requester who sends, or the approver who has pressed Resume.
  const isAsker = !hasApproval(request) && (executor === null || isSame(executor, requester));
  const needed: Role = isAsker ? "Responder" : "Approver";
  if (roles.includes(needed)) return { kind: "send" };
  return {
    kind: "lapse",
    why: say("leaseEnd.roleLost", { upn: request.executor?.upn ?? null, role: needed }),
  };
}

/** The lease may have been extended after the copy. */
const RESTORED = say("leaseEnd.restored");

/**
 * Null: the device is isolated by the very action that the lease belongs to. A list without that action is not the whole
 * truth, and no proof that the device is free.
 */
function judgeState(actions: readonly MachineAction[], lease: Lease): Finding | null {
  const isListed = actions.some(({ id }) => id === lease.isolationActionId);
  const newestFirst = actions.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  const latest = (type: string) =>
    newestFirst.find((action) => action.type === type && action.status === "Succeeded");
  switch (isolationOf(actions).kind) {
    case "off":
      if (!isListed) return { kind: "lapse", why: UNTOLD };
      return {
        kind: "end",
        why: say("leaseEnd.releasedAlready", { who: by(latest(OPERATIONS.unisolate.type)) }),
      };
    case "ending":
      return { kind: "later", why: say("leaseEnd.releaseUnderWay") };
    case "beginning":
      return { kind: "lapse", why: say("leaseEnd.isolatingAnew") };
    case "unknown":
      return { kind: "lapse", why: UNTOLD };
    case "on": {
      const isolation = latest(OPERATIONS.isolate.type);
      if (isolation?.id === lease.isolationActionId) return isolationOfOurs(isolation, lease);
      return { kind: "lapse", why: say("leaseEnd.isolatedAnew", { who: by(isolation) }) };
    }
  }
}

const UNTOLD = say("leaseEnd.untold");

/** A lease ends the isolation that its request made, and nobody else's. */
function isolationOfOurs(isolation: MachineAction, { isolationId }: Lease): Finding | null {
  if (isMarked(isolation, isolationId)) return null;
  return {
    kind: "lapse",
    why: say("leaseEnd.otherIsolation", { id: isolationId, who: by(isolation) }),
  };
}

function by(action: MachineAction | undefined): string | null {
  return action?.requestor || null;
}
