import { hasApproval } from "../../policy/approvals.ts";
import { say, type Words } from "../../texts/text.ts";
import { decide } from "../machine/decide.ts";
import { UserError } from "../../shared/errors.ts";
import type { Halt } from "../machine/halt.ts";
import type { ApprovalEvent, Decision, EventOf, LookingClick, Request } from "../machine/request.ts";
import { isFinal } from "../machine/state.ts";
import { isLeader } from "../machine/steps.ts";
import { demandStepUp, subjectOf } from "../machine/step-up.ts";
import type { Permission } from "../../defender/operations.ts";
import type { Tx } from "../rows.ts";
import { clickerWarning } from "./approver-warning.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { applyEvent, type Decided } from "../transition/apply.ts";
import type { LookAtEach } from "../facts/look-each.ts";
import { leaveOut, resumeEach } from "./decide-steps.ts";
import { demandKept, type Checking } from "../facts/checking.ts";
import { lookForClick } from "../facts/recheck.ts";
import { usersOnce } from "../facts/listing-once.ts";
import { sparing } from "../facts/sparing.ts";
import { demandCountedYet } from "../facts/together.ts";
import { lostApprovers } from "../facts/lost-approvers.ts";
import { type Person, type Sender, isSame } from "../../shared/people.ts";
import type { EventVerb } from "../machine/verbs.ts";
import type { StepUpProof } from "../../identity/step-up.ts";
import { type Standing, ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

/**
 * Where an approval is given. What must hold: roles, target and policy are those of this moment, read with the clicker's own
 * token; what can't be read refuses the click and records nothing; a click that completes the approvals has the token for the
 * call already; and what has changed since is looked at again in the transaction that writes the decision.
 */

export interface DecisionClick {
  readonly verb: EventVerb;
  /** As its card was found, and the halt that stood then. */
  readonly request: Request;
  readonly halt: Halt | null;
  readonly sender: Sender;
  readonly reason: string | null;
  /** The sign-in that was made for this click, if one was. */
  readonly proof: StepUpProof | null;
  /** The mark of the view that the button stood on. */
  readonly view: string;
  readonly signal: AbortSignal;
  readonly checking: Checking;
}

/**
 * Carries a click out: fresh roles, the device and the policy as they are now, the token for the call when this click
 * completes the request, then the decision and its audit record in one transaction. Where whoever clicked could not be kept
 * waiting so long, their role is looked at once more in the end.
 * @throws SignInRequired; UserError when something could not be checked: then nothing is recorded
 */
export async function decideRequest(deps: Deps, click: DecisionClick): Promise<Decided> {
  const { request } = click;
  if (isLeader(request)) click.checking.total = request.steps.count;
  if (click.verb === "approve") demandTime(deps, request);
  const standing = await deps.identity.fresh(click.sender, ROLE_MAX_AGE_MS, click.signal);
  const looking = usersOnce(deps, click.signal);
  beginWarning(looking, click, standing);
  const { each, ...found } = await eventOf(looking, click, standing);
  const event = { ...found.event, ...(await lostOf(deps, request, found.event, click.signal)) };
  const expected = decide(request, event);
  if (each !== null && each.drops.length > 0 && expected.kind === "changed") {
    const last = await lastly(deps, click, event);
    if (decide(request, last).kind !== "changed") return applyEvent(deps, request.id, last);
    return leaveOut(deps, click, each.drops, last.now);
  }
  demandStepUp(expected, subjectOf(click.verb, request.id), click.proof);
  if (expected.kind === "changed" && mayMakeTheCall(expected.request, standing.person)) {
    // Got before the approval is recorded: an approval that can't be carried out is none.
    for (const permission of await permissionsFor(deps, expected.request, each)) {
      await deps.identity.hold(click.sender, permission, click.signal);
    }
  }
  const warning = await warningOf(looking, click, expected, standing);
  const last = await lastly(deps, click, event);
  const happening = async (tx: Tx, now: Request) => {
    await demandKept(tx, click.checking);
    if (last.kind === "approve" || last.kind === "resume") await demandCountedYet(deps, tx, now, last);
    return haltedNow(tx, last);
  };
  const decided =
    each !== null && last.kind === "resume"
      ? await resumeEach(deps, click, last, each)
      : await applyEvent(deps, request.id, happening, warning);
  deps.kick();
  return decided;
}

/** What its calls need; of several steps, each, and of people by where their accounts live now. */
async function permissionsFor(
  deps: Deps,
  request: Request,
  each: LookAtEach | null,
): Promise<ReadonlySet<Permission>> {
  const steps = isLeader(request) ? await deps.store.read((tx) => tx.steps.all(request.id)) : [request];
  const open = steps.filter(({ state }) => !isFinal(state));
  const asSeen = open.map((step) => {
    const account = each?.looks.get(step.id)?.account ?? null;
    return account === null ? step : { ...step, account };
  });
  return new Set(asSeen.map((step) => changeCommand(deps, step.command).permissionFor(step)));
}

/** Where a click would complete the approvals, those before it are looked at again: not everybody may still count. */
async function lostOf(
  deps: Deps,
  request: Request,
  event: ApprovalEvent,
  signal: AbortSignal,
): Promise<Pick<EventOf<"approve">, "lost">> {
  if (event.kind !== "approve" || !hasApproval(request)) return {};
  const expected = decide(request, event);
  const completes = expected.kind === "changed" && expected.request.state === "Approved";
  return completes ? { lost: await lostApprovers(deps, request.approvals, signal) } : {};
}

/**
 * The click as it counts in the end. Of one that was kept meanwhile, time has passed: the role is looked at last of all, and
 * so are those who have approved by now.
 */
async function lastly(deps: Deps, click: DecisionClick, event: ApprovalEvent): Promise<ApprovalEvent> {
  if (click.checking.kept === null || (event.kind !== "approve" && event.kind !== "resume")) return event;
  const { sender, signal } = click;
  const current = (await deps.store.read((tx) => tx.requests.get(click.request.id))) ?? click.request;
  const lost = await lostOf(deps, current, event, signal);
  const { person, roles } = await deps.identity.fresh(sender, 0, signal);
  demandTime(deps, current);
  return { ...event, ...lost, by: { person, roles }, now: deps.clock.now() };
}

/** A halt that came while the click was being looked into counts. */
async function haltedNow(tx: Tx, event: ApprovalEvent): Promise<ApprovalEvent> {
  if (event.kind !== "approve" && event.kind !== "resume") return event;
  return { ...event, halt: await tx.switches.halt() };
}

/** What the card has to say of the clicker, when their approval counts. */
async function warningOf(
  deps: Deps,
  { verb, request, sender, signal }: DecisionClick,
  expected: Decision,
  { person }: Standing,
): Promise<Words | null> {
  if (verb !== "approve" || expected.kind !== "changed") return null;
  return clickerWarning(deps.defender.as(sender, signal), request, person);
}

/** Asks for that beside all else, where the click counts by what its card shows; what comes of it is found by `warningOf`. */
function beginWarning(deps: Deps, click: DecisionClick, by: Standing): void {
  const { verb: kind, request, halt, proof, view } = click;
  if (kind !== "approve") return;
  const expected = decidedAsShown(request, { kind, by, now: deps.clock.now(), halt, proof, view });
  void warningOf(deps, click, expected, by);
}

type LookingVerb = Extract<EventVerb, "approve" | "resume">;

/** What a click would come to if nothing were different from what its card shows. */
export function decidedAsShown(
  request: Request,
  click: Pick<LookingClick, "by" | "now" | "halt" | "proof" | "view"> & { readonly kind: LookingVerb },
): Decision {
  const { verdict, device } = request;
  return decide(request, { ...click, verdict, device, newcomer: null, alertOwners: [] });
}

/**
 * Every approval that counts, not only the one that completes the request now: when two people click at once, either
 * may turn out to be the last.
 */
function mayMakeTheCall({ state, approvals }: Request, person: Person): boolean {
  const counts = approvals.some((approval) => isSame(approval.person, person));
  return state === "Approved" || (state === "Requested" && counts);
}

/**
 * While clocks disagree the later one forbids. That is no end of the request: by the earlier one there is time left.
 * @throws UserError
 */
function demandTime({ clock }: Deps, { state, expiresAt }: Request): void {
  if (state !== "Requested" || clock.latest() < expiresAt || clock.earliest() >= expiresAt) return;
  throw new UserError("could-not-check", say("clicks.clocksDisagree"));
}

/** The click as an event, and, of several steps, what was found of each. */
async function eventOf(
  deps: Deps,
  click: DecisionClick,
  standing: Standing,
): Promise<{ readonly event: ApprovalEvent; readonly each: LookAtEach | null }> {
  const { verb, request, halt, view } = click;
  const by = { person: standing.person, roles: standing.roles };
  const now = deps.clock.now();
  if (verb === "deny") return { event: { kind: verb, by, now, reason: click.reason }, each: null };
  if (verb !== "approve" && verb !== "resume") return { event: { kind: verb, by, now }, each: null };
  // Whoever may not decide is told so by what is found, as everybody is; it takes no room from those who may.
  const own = standing.roles.includes("Approver") ? deps : sparing(deps);
  const look = await lookForClick(own, click.sender, request, click.signal, click.checking);
  const event = { kind: verb, by, now: deps.clock.now(), halt, proof: click.proof, view, ...look };
  return { event, each: "looks" in look ? look : null };
}
