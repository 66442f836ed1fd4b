import type { Device } from "../../defender/device.ts";
import { withSomebody } from "../../policy/approvals.ts";
import type { Verdict } from "../../policy/model.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import type { Person } from "../../shared/people.ts";
import { say } from "../../texts/text.ts";
import { bound } from "./drift.ts";
import type { Scheduled } from "./lease.ts";
import { releaseAt } from "./lease-release.ts";
import { originOfTaken } from "./lease-model.ts";

/** An isolation that nobody here asked for, and who answers for it from now on. */
export interface Taken {
  readonly device: Device;
  /** Id of the machine action that isolated it. */
  readonly actionId: string;
  readonly owner: Person;
  readonly ownerTeamsId: string;
  /** At most 500 characters; hostile text. */
  readonly reason: string;
  /** Milliseconds. */
  readonly length: number;
  /** What the policy asks for a release. */
  readonly verdict: Verdict;
  readonly askedIn: ConversationRef;
  /** Id of the release by which somebody answered for it until it came to nothing; null: nobody has yet. */
  readonly after: string | null;
}

/**
 * The release that ends an isolation which somebody has taken over: nobody has approved it, so that it becomes a request like
 * any other when it is due. @param now epoch milliseconds
 */
export function releaseOfTaken(taken: Taken, id: string, now: number): Scheduled {
  const { device, actionId, owner, reason, length } = taken;
  const endsAt = now + length;
  const release = {
    ...releaseAt(id, now, { isolationId: actionId, isolationActionId: actionId, endsAt }, now),
    target: { kind: "device", id: device.id, name: device.name },
    args: {},
    reason,
    requester: owner,
    requesterTeamsId: taken.ownerTeamsId,
    // It was not asked for here, so nobody's word of before stands for its end.
    verdict: withSomebody(taken.verdict),
    ...{ device, namesakes: null, facts: [], alertId: null, approvals: [], executor: null },
    history: [{ at: now, by: owner.upn, text: say("takeOver.did") }],
    askedIn: taken.askedIn,
    origin: originOfTaken(actionId, taken.after),
  } as const;
  return { ...bound(release, now), lease: release.lease, state: "Approved" };
}
