import type { Text } from "../../texts/text.ts";
import { goneBy } from "../facts/guard.ts";
import { refuse } from "../machine/decision.ts";
import { lockOutDenial, type Holders } from "../machine/lock-out.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import { FINAL_STATES } from "../machine/state.ts";
import { actionOf, isLeader } from "../machine/steps.ts";
import type { Tx } from "../rows.ts";

/**
 * That two holders of each role remain, counted in the transaction that would take one away: what was counted before it
 * could have been counted by somebody else at the same time.
 */

/** Why too few would remain; null: enough do, or it is about no account. @param now epoch milliseconds */
export async function holdersRefuse(
  tx: Tx,
  request: Pick<Request, "id" | "action" | "target">,
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  const { id, target } = request;
  if (target.kind !== "user" || holders === undefined) return null;
  const gone = await goneBy(tx, now, id);
  return lockOutDenial({ action: actionOf(request), target: target.id, holders, gone });
}

/** The decision, or a refusal where it would complete the approvals of what leaves too few. */
export async function keepingHolders(tx: Tx, event: ApprovalEvent, decision: Decision): Promise<Decision> {
  if (decision.kind !== "changed" || decision.request.state !== "Approved") return decision;
  if (event.kind !== "approve" && event.kind !== "resume") return decision;
  const why = await eachRefuses(tx, decision.request, event.holders, event.now);
  return why === null ? decision : refuse(event.by, why);
}

/** As `holdersRefuse`, of a request of several steps as if all of them were done. */
async function eachRefuses(
  tx: Tx,
  request: Request,
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  if (!isLeader(request)) return holdersRefuse(tx, request, holders, now);
  const steps = (await tx.steps.all(request.id)).filter(({ state }) => !FINAL_STATES.includes(state));
  return togetherRefuse(tx, steps, holders, now);
}

/** Why too few would remain if all of these were done; null: enough do. @param now epoch milliseconds */
export async function togetherRefuse(
  tx: Tx,
  requests: readonly Pick<Request, "id" | "action" | "target">[],
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  if (holders === undefined) return null;
  const people = requests.filter(({ target }) => target.kind === "user");
  const gone = [...(await goneBy(tx, now)), ...people.map(({ target }) => target.id)];
  const refusals = people.map((one) =>
    lockOutDenial({ action: actionOf(one), target: one.target.id, holders, gone }),
  );
  return refusals.find((one) => one !== null) ?? null;
}
