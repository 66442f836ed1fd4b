import { say } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import { originOfPending, pendingIn } from "../machine/lease-model.ts";
import { hadCall } from "../machine/decision.ts";
import { cancellationAfter, latestEnd } from "../machine/lease-pending.ts";
import { isUnsentRelease } from "../machine/lease.ts";
import { notesOf } from "../machine/lease-release.ts";
import { isUnsent } from "../machine/moot.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { isFinal } from "../machine/state.ts";
import type { Tx } from "../rows.ts";
import { recordNotes } from "./audit-record.ts";
import { postRequest, tellEverybody } from "./notify.ts";
import { endRelated } from "./related.ts";

/** What becomes of an isolation with a lease that its device does not carry out, in the transaction of each change. */
export async function followPending(
  deps: Deps,
  tx: Tx,
  before: Request,
  after: Request,
  event: ApprovalEvent,
): Promise<void> {
  const cancelled = pendingIn(after.origin);
  if (cancelled !== null) return lookAtIsolation(tx, cancelled, { before, after }, event.now);
  const end = latestEnd(after);
  if (end === null) return;
  if (isFinal(after.state) && !isFinal(before.state)) return endCancellation(deps, tx, after, event.now);
  const isPending = event.kind === "tracked" && event.action.status === "Pending";
  if (isPending && after.state === "Pending" && event.now >= end) await cancelIt(deps, tx, after, event.now);
}

async function cancelIt(deps: Deps, tx: Tx, isolation: Request, now: number): Promise<void> {
  const cancellation = cancellationAfter(isolation, deps.ids.requestId(), now, deps.policy());
  if (cancellation === null || !(await tx.requests.insert(cancellation))) return;
  await recordNotes(tx, cancellation, notesOf(cancellation, isolation.id), now);
  const { of, target } = isolation;
  const news = say("leasePending.neverBegan", { name: target.name, at: cancellation.lease.endsAt });
  // Of several there is one card, the isolations'; each shows its own once people have to decide on it.
  if (of === undefined) {
    await postRequest(deps, tx, cancellation, null);
    return tellEverybody(deps, tx, cancellation, news);
  }
  const leader = await tx.requests.get(of.leader);
  if (leader === null) return;
  const claim = await tx.once.take(`never began|${of.leader}`, now, SAID_FOR_MS);
  if (claim.kind === "taken") await tellEverybody(deps, tx, leader, say("leasePending.someNeverBegan"));
}

/** Of many that began together, one message speaks for all. */
const SAID_FOR_MS = 3_600_000;

/** The isolation has come to an end: what was to cancel it has nothing left to do, unless it was that which ended it. */
async function endCancellation(deps: Deps, tx: Tx, isolation: Request, now: number): Promise<void> {
  const cancellation = await tx.requests.byOrigin(originOfPending(isolation.id));
  if (cancellation === null || isFinal(cancellation.state) || hadCall(cancellation)) return;
  const why = say("leasePending.cancelledNoMore", { id: isolation.id, state: isolation.state });
  if (isUnsentRelease(cancellation))
    await endRelated(deps, tx, cancellation, { kind: "end-lease", now, why });
  else if (isUnsent(cancellation)) await endRelated(deps, tx, cancellation, { kind: "moot", now, why });
}

/** What has become of the isolation shows at once. */
async function lookAtIsolation(
  tx: Tx,
  id: string,
  { before, after }: { readonly before: Request; readonly after: Request },
  now: number,
): Promise<void> {
  const isNews = before.state !== after.state && (isFinal(after.state) || after.state === "Requested");
  const isolation = isNews ? await tx.requests.get(id) : null;
  if (isolation?.state !== "Pending" && isolation?.state !== "InProgress") return;
  await tx.requests.replace({ ...isolation, dueAt: now });
}
