import type { Text } from "../../texts/text.ts";
import { cutOffBy, goneBy } from "../facts/guard.ts";
import { refuse } from "../machine/decision.ts";
import { guardedBy, isComplete } from "../../policy/approvals.ts";
import { takingMore } from "../machine/asking-more.ts";
import { cutOffGuard, lockOutDenial, type Holders } from "../machine/lock-out.ts";
import type { ApprovalEvent, Decision, Look, Request } from "../machine/request.ts";
import { isFinal } from "../machine/state.ts";
import { actionOf, isLeader } from "../machine/steps.ts";
import type { Tx } from "../rows.ts";

/**
 * That two holders of each role remain, counted in the transaction that would take one away: what was counted before it
 * could have been counted by somebody else at the same time.
 */

/**
 * The decision; or a refusal where it would complete the approvals of what leaves too few accounts, or one that is not
 * complete yet where it leaves too few of them with their devices: that takes two people.
 */
export async function keepingHolders(tx: Tx, event: ApprovalEvent, decision: Decision): Promise<Decision> {
  if (decision.kind !== "changed" || decision.request.state !== "Approved") return decision;
  if (event.kind !== "approve" && event.kind !== "resume") return decision;
  const { request } = decision;
  const calls = await callsOf(tx, request, event);
  const refusal = await togetherRefuse(tx, calls, event.holders, event.now);
  if (refusal !== null) return refuse(event.by, refusal);
  const why = await togetherGuard(tx, calls, event.holders, event.now);
  const isMet = why === null || isComplete(guardedBy(request.verdict, why), request.approvals);
  return isMet ? decision : takingMore(decision, event, { because: "guard", why });
}

/** What would be sent: of a request of several steps, each that is not over. */
async function callsOf(
  tx: Tx,
  request: Request,
  { heldBy }: Pick<Look, "heldBy">,
): Promise<readonly OneCall[]> {
  if (!isLeader(request)) return [{ ...request, ...(heldBy == null ? {} : { heldBy }) }];
  return (await tx.steps.all(request.id)).filter(({ state }) => !isFinal(state));
}

type OneCall = Pick<Request, "id" | "action" | "target" | "heldBy">;

/** Why too few accounts would remain if all of these were done; null: enough do. @param now epoch milliseconds */
export async function togetherRefuse(
  tx: Tx,
  calls: readonly OneCall[],
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  const people = calls.filter(({ target }) => target.kind === "user");
  if (holders === undefined || people.length === 0) return null;
  const ids = people.map(({ target }) => target.id);
  const gone = [...(await goneBy(tx, { ids, holders }, now, ownId(calls))), ...ids];
  const refusals = people.map((one) =>
    lockOutDenial({ action: actionOf(one), target: one.target.id, holders, gone }),
  );
  return refusals.find((one) => one !== null) ?? null;
}

/** Why two people look at these: too few holders would keep their devices. Null: enough do. @param now epoch milliseconds */
export async function togetherGuard(
  tx: Tx,
  calls: readonly OneCall[],
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  const heldBy = calls.flatMap((one) => one.heldBy ?? []);
  if (holders === undefined) return null;
  const gone = await cutOffBy(tx, { ids: heldBy, holders }, now, ownId(calls));
  return cutOffGuard({ heldBy, holders, gone });
}

/** What is decided on alone does not count for itself. */
function ownId([first, ...more]: readonly OneCall[]): string | undefined {
  return more.length === 0 ? first?.id : undefined;
}
