import { hasApproval } from "../../policy/approvals.ts";
import { leaseOf } from "../machine/lease-model.ts";
import { isReached, isUsuallyFree } from "../../policy/evaluate.ts";
import type { Action, Policy, Verdict } from "../../policy/model.ts";
import { UserError } from "../../shared/errors.ts";
import type { Person } from "../../shared/people.ts";
import { say } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import type { EventOf, Request } from "../machine/request.ts";
import { actionOf, isLeader } from "../machine/steps.ts";
import type { TargetCounted, Tx } from "../rows.ts";

/**
 * How many targets the policy is to count for a request. What is asked for in pieces, or approved in pieces, is as much as
 * what is asked for at once; so the count takes in what the same people have asked for or let pass within the hour.
 */

/** For how long that is counted together, in milliseconds. */
const TOGETHER_MS = 3_600_000;

interface Counting {
  readonly policy: Policy;
  readonly requester: Person;
  /** Who approves, and may be the one that completes the approvals; absent: nobody yet. */
  readonly approver?: Pick<Person, "oid" | "tid">;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * These targets, together with those of other requests of the hour: open or sent, asked for by the same person or let pass by
 * the same approver. What the policy lets anybody do alone (scans, triage) counts for more of its own action only.
 * @param ids the request's own targets
 * @param actions the request's own
 */
export async function targetsTogether(
  tx: Pick<Tx, "requests">,
  { policy, requester, approver, now }: Counting,
  ids: readonly string[],
  actions: readonly Action[],
): Promise<number> {
  if (!isCounted(policy)) return ids.length;
  const found = await tx.requests.targetsOf({ requester, approver }, now - TOGETHER_MS);
  const free = new Map<Action, boolean>();
  const isFree = (action: Action): boolean => {
    const known = free.get(action) ?? isUsuallyFree({ action, requester, now }, policy);
    free.set(action, known);
    return known;
  };
  const counts = ({ action, origin }: TargetCounted): boolean =>
    // What ends a lease nobody asks for: it belongs to its isolation.
    leaseOf(origin) === null && (actions.includes(action) || !isFree(action));
  return new Set([...found.filter(counts).map(({ targetId }) => targetId), ...ids]).size;
}

/** What a person decides on: it, or what it leads. */
interface Decided {
  readonly approver?: Pick<Person, "oid" | "tid">;
  readonly request: Request;
  /** Those that it is decided on; left out: it has none. */
  readonly steps?: readonly Request[];
}

/**
 * How many the policy is to count when this is decided. Undefined: not anew, since what was approved goes on; an outage in
 * which all is interrupted asks nobody for more.
 */
export async function countedNow(
  deps: Pick<Deps, "policy" | "clock">,
  tx: Pick<Tx, "requests">,
  { approver, request, steps = [request] }: Decided,
): Promise<number | undefined> {
  if (request.state === "Interrupted" && hasApproval(request)) return undefined;
  const ids = [...new Set(steps.map(({ target }) => target.id))];
  const actions = [...new Set(steps.map(actionOf))];
  const counting = { policy: deps.policy(), requester: request.requester, now: deps.clock.now() };
  return targetsTogether(tx, { ...counting, ...(approver && { approver }) }, ids, actions);
}

/**
 * Demands, in the transaction that lets it pass, that no others have come in between with which a rule would ask for more.
 * @param verdicts as they were found before, on any of its targets
 * @throws UserError `conflict`: tried again, it is judged anew
 */
export async function demandCounted(
  deps: Pick<Deps, "policy" | "clock">,
  tx: Pick<Tx, "requests">,
  decided: Decided,
  ...verdicts: readonly Verdict[]
): Promise<void> {
  const counted = await countedNow(deps, tx, decided);
  if (counted === undefined || !verdicts.some((one) => isReached(one, deps.policy(), counted))) return;
  throw new UserError("conflict", say("asking.countedAnew"));
}

/** Of what one person lets pass at the same moment, everything counts for the rest. @throws UserError as `demandCounted` */
export async function demandCountedYet(
  deps: Pick<Deps, "policy" | "clock">,
  tx: Pick<Tx, "requests" | "steps">,
  request: Request,
  { by: { person: approver }, verdict }: EventOf<"approve" | "resume">,
): Promise<void> {
  if (!isCounted(deps.policy())) return;
  const steps = isLeader(request) ? await tx.steps.all(request.id) : [request];
  await demandCounted(deps, tx, { approver, request, steps }, verdict);
}

/** Whether any rule asks how many there are. */
export function isCounted({ rules }: Pick<Policy, "rules">): boolean {
  return rules.some(({ when }) => when.targets !== undefined);
}
