import { say, type Text } from "../../texts/text.ts";
import { isScheduled, isUnsentRelease, type Scheduled } from "../machine/lease.ts";
import { leaseLine, notesOf, releaseAfter, tookEffectAt } from "../machine/lease-release.ts";
import { isOfPending, leaseOf } from "../machine/lease-model.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { recordNotes } from "./audit-record.ts";
import type { Deps } from "../deps.ts";
import { postRequest, tellEverybody } from "./notify.ts";
import { endRelated } from "./related.ts";
import { isLeader, isStep, type StepRequest } from "../machine/steps.ts";
import type { RequestState } from "../machine/state.ts";

/**
 * What a change of a request means for leases, in the transaction of that change: an isolation that took effect gets
 * its release, a release ends the leases of its device, and the people are told.
 */
export async function followLease(
  deps: Deps,
  tx: Tx,
  before: Request,
  after: Request,
  event: ApprovalEvent,
): Promise<void> {
  const { now } = event;
  if (before.state !== "Succeeded" && after.state === "Succeeded") {
    const action = event.kind === "tracked" || event.kind === "accepted" ? event.action : null;
    await followSuccess(deps, tx, after, { now, since: tookEffectAt(after, action, now) });
  }
  const lapsed = event.kind === "lapse" || (event.kind === "refused" && after.state === "Requested");
  if (lapsed) await postRequest(deps, tx, after, null);
  if (event.kind === "end-lease") await tellEverybody(deps, tx, after, after.outcome ?? "");
  if (showsOtherwise(before, after)) await showOnIsolation(tx, after, now);
  if (!isScheduled(before) || !isScheduled(after)) return;
  const reminded = before.lease.remindAt !== null && after.lease.remindAt === null;
  if (reminded && (await isFirstOfItsKind(tx, after, now))) {
    await tellEverybody(deps, tx, after, reminderOf(after));
  }
}

/** States of a release of which the isolation's card says no more than when it was to come. */
const ON_ITS_WAY: readonly RequestState[] = ["Executing", "Pending", "InProgress"];

function showsOtherwise(before: Request, after: Request): boolean {
  const isNews = before.state !== after.state && !ON_ITS_WAY.includes(after.state);
  return isNews || (isScheduled(after) && before.lease?.endsAt !== after.lease.endsAt);
}

/** Of leases that began together, one reminder speaks for all. */
const REMIND_EVERY_MS = 3_600_000;

async function isFirstOfItsKind(tx: Tx, { origin }: Scheduled, now: number): Promise<boolean> {
  const isolation = leaseOf(origin) === null ? null : await tx.requests.get(leaseOf(origin) ?? "");
  if (isolation?.of === undefined) return true;
  const claim = await tx.once.take(`lease reminder|${isolation.of.leader}`, now, REMIND_EVERY_MS);
  return claim.kind === "taken";
}

function reminderOf(release: Scheduled): Text {
  return say("leaseEnd.reminder", { line: leaseLine(release) ?? "", id: release.id });
}

async function followSuccess(
  deps: Deps,
  tx: Tx,
  done: Request,
  { now, since }: { readonly now: number; readonly since: number },
): Promise<void> {
  const sentAt = done.execution?.sentAt ?? null;
  if (done.action === "release") {
    await endLeases(deps, tx, done, { sentAt, why: say("leaseEnd.releasedBefore", { id: done.id }), now });
    return;
  }
  const release = releaseAfter(done, deps.ids.requestId(), now, since);
  if (release === null || !(await tx.requests.insert(release))) return;
  const why = say("leaseEnd.isolatedAgain", { id: done.id });
  await endLeases(deps, tx, release, { sentAt, why, now });
  await recordNotes(tx, release, notesOf(release, done.id), now);
  // Of many that began together there is one card, the isolations'; each shows its own once people have to decide on it.
  if (done.of === undefined) await postRequest(deps, tx, release, null);
  await showOnIsolation(tx, release, now);
}

interface Ending {
  /** When the call was made that ends them (epoch milliseconds); null: not known. */
  readonly sentAt: number | null;
  readonly why: Text;
  readonly now: number;
}

/**
 * Whatever schedules a release of the same device has nothing left to do, if it was there when the call was made. One that
 * came later ends another isolation: an offline device may report an old release after a new isolation. What is not sure
 * is found out at the lease's end.
 */
async function endLeases(deps: Deps, tx: Tx, by: Request, { sentAt, why, now }: Ending): Promise<void> {
  const open = await tx.requests.open();
  const others = open.filter(
    (one) =>
      isUnsentRelease(one) &&
      // What has yet to take effect is not over by that: it would still come.
      !isOfPending(one.origin) &&
      one.id !== by.id &&
      one.target.id === by.target.id &&
      one.requestedAt <= (sentAt ?? -Infinity),
  );
  for (const lease of others) {
    await endRelated(deps, tx, lease, { kind: "end-lease", now, why });
    await showOnIsolation(tx, { ...lease, state: "Cancelled" }, now);
  }
}

/** The isolation's card says when and how it ends; nothing where the request ends no lease. */
export async function showOnIsolation(tx: Tx, release: Request, now: number): Promise<void> {
  const noted = await noteOnIsolation(tx, release, now);
  if (noted === null) return;
  const { isolation, endsAt } = noted;
  if (isStep(isolation)) return showOnLeader(tx, isolation, endsAt, now);
  await tx.posts.want(isolation.id, now);
}

/** The isolation knows when and how it ends; null: it is gone, or the request ends no lease. */
export async function noteOnIsolation(
  tx: Tx,
  release: Request,
  now: number,
): Promise<{ readonly isolation: Request; readonly endsAt: number } | null> {
  const isolationId = leaseOf(release.origin);
  const isolation = isolationId === null ? null : await tx.requests.get(isolationId);
  // It may have been swept away: a lease can be extended for longer than finished requests are kept.
  if (isolation === null) return null;
  const { id: releaseId, state } = release;
  const endsAt = release.lease?.endsAt ?? isolation.leasedTo?.endsAt ?? now;
  await tx.requests.replace({ ...isolation, leasedTo: { releaseId, endsAt, state } });
  return { isolation, endsAt };
}

/** The card of several isolations says when the last of them ends, and offers to extend them together. */
async function showOnLeader(tx: Tx, { of }: StepRequest, endsAt: number, now: number): Promise<void> {
  const leader = await tx.requests.get(of.leader);
  if (leader === null || !isLeader(leader)) return;
  const { leases: before, ...steps } = leader.steps;
  const open = await tx.steps.leasesOpen(leader.id);
  const leases = { open, endsAt: Math.max(endsAt, before?.endsAt ?? 0) };
  await tx.requests.replace({ ...leader, steps: { ...steps, leases } });
  await tx.posts.want(leader.id, now);
}
