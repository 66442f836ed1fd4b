import { isScheduled, type Scheduled } from "../core/lease.ts";
import { leaseLine, notesOf, releaseAfter } from "../core/lease-birth.ts";
import type { ApprovalEvent, Request } from "../core/request.ts";
import type { Tx } from "../core/store.ts";
import { draftOf } from "./audit-trail.ts";
import type { Deps } from "./deps.ts";
import { postRequest, tellEverybody } from "./posts.ts";
import { endRelated } from "./related.ts";

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
  if (before.state !== "Succeeded" && after.state === "Succeeded") await followSuccess(deps, tx, after, now);
  const lapsed = event.kind === "lapse" || (event.kind === "refused" && after.state === "Requested");
  if (lapsed) await postRequest(deps, tx, after, null);
  if (event.kind === "end-lease") await tellEverybody(deps, tx, after, after.outcome ?? "");
  if (!isScheduled(before) || !isScheduled(after)) return;
  if (event.kind === "extend") await showOnIsolation(tx, after, now);
  const reminded = before.lease.remindAt !== null && after.lease.remindAt === null;
  if (reminded) await tellEverybody(deps, tx, after, reminderOf(after));
}

function reminderOf(release: Scheduled): string {
  return `${leaseLine(release) ?? ""}. To keep the device isolated, an Approver can press Extend on the card: request ${release.id}`;
}

async function followSuccess(deps: Deps, tx: Tx, done: Request, now: number): Promise<void> {
  if (done.action === "release") {
    await endLeases(deps, tx, done, `${done.id} released the device before`, now);
    return;
  }
  const release = releaseAfter(done, deps.ids.requestId(), now);
  if (release === null || !(await tx.requests.insert(release))) return;
  await endLeases(deps, tx, release, `${done.id} isolated the device anew, and its lease counts`, now);
  for (const note of notesOf(release, done.id)) await tx.audit.append(draftOf(release, note, now));
  await postRequest(deps, tx, release, null);
  await showOnIsolation(tx, release, now);
}

/** Whatever schedules a release of the same device has nothing left to do. */
async function endLeases(deps: Deps, tx: Tx, by: Request, why: string, now: number): Promise<void> {
  const open = await tx.requests.open();
  const others = open.filter((one) => isScheduled(one) && one.id !== by.id && one.target.id === by.target.id);
  for (const lease of others) await endRelated(deps, tx, lease, { kind: "end-lease", now, why });
}

/** The isolation's card says when it ends. */
async function showOnIsolation(tx: Tx, release: Scheduled, now: number): Promise<void> {
  const isolation = await tx.requests.get(release.lease.isolationId);
  // It may have been swept away: a lease can be extended for longer than finished requests are kept.
  if (isolation === null) return;
  const leasedTo = { releaseId: release.id, endsAt: release.lease.endsAt };
  await tx.requests.replace({ ...isolation, leasedTo });
  await tx.posts.want("request", isolation.id, now);
}
