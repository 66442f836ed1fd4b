import { saysSame } from "../../texts/render.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { decide } from "../machine/decide.ts";
import { hadCall, tooLate, withWarning, type Changed } from "../machine/decision.ts";
import { isSameThing } from "../machine/drift.ts";
import { UserError } from "../../shared/errors.ts";
import type { ApprovalEvent, EventOf, Request } from "../machine/request.ts";
import { isStep, type StepRequest } from "../machine/steps.ts";
import { isOnItsWay } from "../machine/step-drift.ts";
import type { Tx } from "../rows.ts";
import { recordNotes } from "./audit-record.ts";
import type { Deps } from "../deps.ts";
import { dropStep, followStep } from "./follow-steps.ts";
import { followIncident } from "./follow-incident.ts";
import { followLease } from "./follow-lease.ts";
import { followPending } from "./follow-pending.ts";
import { followProof } from "./follow-proof.ts";
import { keepingHolders } from "./keeps-holders.ts";
import { withinLimits } from "./limits.ts";
import { offerResult } from "./offer-result.ts";
import { overtake } from "./overtake.ts";
import { endEquals } from "./sent-already.ts";
import { postForApproval, postWhereMissing, tellEverybody, tellRequester } from "./notify.ts";

/** What an event has made of a request, in one transaction with all that follows from it. */

export interface Decided {
  readonly request: Request;
  /** Why nothing changed; null when it did. */
  readonly refusal: Text | null;
  /** Nothing changed because the request is not (any more) what the clicked card showed. */
  readonly moved?: boolean;
}

function gone(id: string): UserError {
  return new UserError("not-found", say("clicks.unknown", { id }));
}

const MAX_RACES = 5;

/** An event, or one that is made of what the transaction finds. */
type Happening = ApprovalEvent | ((tx: Tx, request: Request) => Promise<ApprovalEvent>);

/**
 * Applies an event to the request as it is at that moment, by compare-and-set, with audit records, cards and news
 * in the same transaction.
 * @param warning what the card has to say of who approves
 */
export async function applyEvent(
  deps: Deps,
  id: string,
  happening: Happening,
  warning: Words | null = null,
): Promise<Decided> {
  for (let attempt = 0; attempt < MAX_RACES; attempt += 1) {
    const decided = await deps.store.transaction(async (tx): Promise<Decided | "raced"> => {
      const request = await tx.requests.get(id);
      if (request === null) throw gone(id);
      const event = typeof happening === "function" ? await happening(tx, request) : happening;
      return applyWithin(deps, tx, request, event, warning);
    });
    if (decided !== "raced") return decided;
  }
  throw new UserError("conflict", say("clicks.crowded"));
}

/** One event, in the transaction that has read the request; `raced`: somebody was faster. */
export async function applyWithin(
  deps: Deps,
  tx: Tx,
  request: Request,
  event: ApprovalEvent,
  warning: Words | null = null,
): Promise<Decided | "raced"> {
  if (event.kind === "drift" && isStep(request)) return dropped(deps, tx, request, event);
  const limited = await withinLimits(deps, tx, event, decide(request, event));
  const within = await keepingHolders(tx, event, limited);
  const decision = withWarning(request, within, warning, event.now);
  if (decision.kind === "changed" && !(await tx.requests.replace(decision.request))) return "raced";
  await recordNotes(tx, request, decision.audit, event.now);
  if (decision.kind === "refused") {
    return { request, refusal: decision.text, moved: decision.moved === true };
  }
  await spread(deps, tx, request, decision);
  await followStep(tx, request, decision.request, event.now, (leader, happening) =>
    applyWithin(deps, tx, leader, happening),
  );
  await followLease(deps, tx, request, decision.request, event);
  await followPending(deps, tx, request, decision.request, event);
  await followProof(tx, request, decision.request, event.now);
  await followIncident(deps, tx, request, decision.request, event);
  await overtake(deps, tx, decision.request, event);
  await endEquals(deps, tx, request, decision.request, (other, why) =>
    applyWithin(deps, tx, other, { kind: "moot", now: event.now, why }),
  );
  return { request: { ...decision.request, version: decision.request.version + 1 }, refusal: null };
}

/** A step that is not what was shown goes its own way, and its leader goes on. */
async function dropped(
  deps: Deps,
  tx: Tx,
  step: StepRequest,
  event: EventOf<"drift">,
): Promise<Decided | "raced"> {
  const { now, why } = event;
  // What may have been sent is found by its id alone: people say what becomes of it.
  if (hadCall(step))
    return applyWithin(deps, tx, step, { kind: "interrupt", now, why, mark: step.execution?.marks ?? 0 });
  // What guards people speaks of one of them, and is no word of the policy on all that is asked for.
  const isPolicys = step.target.kind !== "user" && isSameThing(step, event);
  if (isPolicys) return tightenedBy(deps, tx, step, event);
  const isLeft = await dropStep(deps, tx, step, event);
  const request = (await tx.requests.get(step.id)) ?? step;
  return { request, refusal: isLeft ? null : tooLate(request) };
}

/** The policy alone has become stricter: with the step all that is not sent yet waits for people. */
async function tightenedBy(
  deps: Deps,
  tx: Tx,
  step: StepRequest,
  { now, why, verdict }: EventOf<"drift">,
): Promise<Decided | "raced"> {
  const decided = await applyWithin(deps, tx, step, { kind: "back", now, why });
  const leader = await tx.requests.get(step.of.leader);
  if (decided === "raced" || leader === null) return decided;
  for (const other of (await tx.steps.all(leader.id)).filter(isOnItsWay))
    if ((await applyWithin(deps, tx, other, { kind: "back", now, why })) === "raced") return "raced";
  const tally = await tx.steps.tally(leader.id);
  const over = await applyWithin(deps, tx, leader, { kind: "tightened", now, why, verdict, tally });
  return over === "raced" ? over : decided;
}

/** Brings cards up to date, and tells those who wait for it. */
async function spread(deps: Deps, tx: Tx, before: Request, decision: Changed): Promise<void> {
  const { request, tell, announce } = decision;
  await offerResult(deps, tx, before, request);
  // A step has no card: what people see of it they see on its leader's.
  if (isStep(request)) return;
  if (isVisible(before, request)) await tx.posts.want(request.id, deps.clock.now());
  if (request.state === "Requested") await showToApprovers(deps, tx, before, request);
  if (tell !== null) await tellRequester(deps, tx, request, tell);
  if (announce !== undefined) await tellEverybody(deps, tx, request, announce);
}

/** What needed nobody's approval, or was about another device to go by, was not shown to all who hear of such a request. */
async function showToApprovers(deps: Deps, tx: Tx, before: Request, request: Request): Promise<void> {
  if (needsNobody(before.verdict)) return postForApproval(deps, tx, request);
  const isAnother = JSON.stringify(before.device) !== JSON.stringify(request.device);
  if (isAnother) await postWhereMissing(deps, tx, request);
}

/** Whether the cards look different afterwards; leases and polls don't show. */
function isVisible(before: Request, after: Request): boolean {
  return (
    before.state !== after.state ||
    !saysSame(before.outcome, after.outcome) ||
    before.history.length !== after.history.length ||
    (after.steps !== undefined && JSON.stringify(before.steps) !== JSON.stringify(after.steps))
  );
}
