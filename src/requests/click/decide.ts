import { saysSame } from "../../texts/render.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { decide } from "../machine/decide.ts";
import type { Changed } from "../machine/decision.ts";
import { UserError } from "../../shared/errors.ts";
import type { Halt } from "../machine/halt.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import { demandStepUp, subjectOf } from "../machine/step-up.ts";
import type { Tx } from "../rows.ts";
import { draftOf } from "../transition/audit-record.ts";
import { clickerWarning, withWarning } from "./approver-warning.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { followLease } from "../transition/follow-lease.ts";
import { withinLimits } from "../transition/limits.ts";
import { keepingHolders } from "../transition/keeps-holders.ts";
import { followAccount } from "../transition/follow-account.ts";
import { lookForClick } from "../facts/recheck.ts";
import { lostApprovers } from "./lost-approvers.ts";
import { offerResult } from "../transition/offer-result.ts";
import { overtake } from "../transition/overtake.ts";
import { endEquals } from "../open/sent-already.ts";
import { postForApproval, tellEverybody, tellRequester } from "../transition/notify.ts";
import { type Person, type Sender, isSame } from "../../shared/people.ts";
import type { RequestVerb } from "../machine/verbs.ts";
import type { StepUpProof } from "../../identity/step-up.ts";
import { type Standing, ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

/** The clicks that the machine decides by what is found at the moment; the others ask for something first, or only look. */
export type Verb = Exclude<RequestVerb, "review" | "extend" | "view">;

export interface DecisionClick {
  readonly verb: Verb;
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
}

export interface Decided {
  readonly request: Request;
  /** Why nothing changed; null when it did. */
  readonly refusal: Text | null;
  /** Nothing changed because the request is not (any more) what the clicked card showed. */
  readonly moved?: boolean;
}

/**
 * Carries a click out: fresh roles, the device and the policy as they are now, the token for the call when this click
 * completes the request, then the decision and its audit record in one transaction.
 * @throws SignInRequired; UserError when something could not be checked: then nothing is recorded
 */
export async function decideRequest(deps: Deps, click: DecisionClick): Promise<Decided> {
  const { request } = click;
  if (click.verb === "approve") demandTime(deps, request);
  const standing = await deps.identity.fresh(click.sender, ROLE_MAX_AGE_MS, click.signal);
  const event = await withLost(deps, request, await eventOf(deps, click, standing), click.signal);
  const expected = decide(request, event);
  demandStepUp(expected, subjectOf(click.verb, request.id), click.proof);
  if (expected.kind === "changed" && mayMakeTheCall(expected.request, standing.person)) {
    // Got before the approval is recorded: an approval that can't be carried out is none.
    const permission = changeCommand(deps, request.command).permissionFor(expected.request);
    await deps.identity.hold(click.sender, permission, click.signal);
  }
  const warning = await warningOf(deps, click, request, expected, standing);
  const decided = await applyEvent(deps, request.id, (tx) => haltedNow(tx, event), warning);
  deps.kick();
  return decided;
}

/** Where a click would complete the approvals, those before it are looked at again: not everybody may still count. */
async function withLost(
  deps: Deps,
  request: Request,
  event: ApprovalEvent,
  signal: AbortSignal,
): Promise<ApprovalEvent> {
  if (event.kind !== "approve" || request.approvals.length === 0) return event;
  const expected = decide(request, event);
  const completes = expected.kind === "changed" && expected.request.state === "Approved";
  return completes ? { ...event, lost: await lostApprovers(deps, request.approvals, signal) } : event;
}

/** A halt that came while the click was being looked into counts. */
async function haltedNow(tx: Tx, event: ApprovalEvent): Promise<ApprovalEvent> {
  if (event.kind !== "approve" && event.kind !== "resume") return event;
  return { ...event, halt: await tx.switches.halt() };
}

/** What the card has to say of the clicker, when his approval counts. */
async function warningOf(
  deps: Deps,
  click: DecisionClick,
  request: Request,
  expected: Decision,
  { person }: Standing,
): Promise<Words | null> {
  if (click.verb !== "approve" || expected.kind !== "changed") return null;
  return clickerWarning(deps.defender.as(click.sender, click.signal), request, person);
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
  throw new UserError("could-not-check", say("requests.clocksDisagree"));
}

function gone(): UserError {
  return new UserError("not-found", say("requests.unknown"));
}

async function eventOf(deps: Deps, click: DecisionClick, standing: Standing): Promise<ApprovalEvent> {
  const { verb, request, halt, view } = click;
  const by = { person: standing.person, roles: standing.roles };
  if (verb === "deny") return { kind: verb, by, now: deps.clock.now(), reason: click.reason };
  if (verb === "cancel" || verb === "revoke") return { kind: verb, by, now: deps.clock.now() };
  const look = await lookForClick(deps, click.sender, request, click.signal);
  return { kind: verb, by, now: deps.clock.now(), halt, proof: click.proof, view, ...look };
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
      if (request === null) throw gone();
      const event = typeof happening === "function" ? await happening(tx, request) : happening;
      return applyWithin(deps, tx, request, event, warning);
    });
    if (decided !== "raced") return decided;
  }
  throw new UserError("conflict", say("requests.crowded"));
}

/** One event, in the transaction that has read the request; `raced`: somebody was faster. */
export async function applyWithin(
  deps: Deps,
  tx: Tx,
  request: Request,
  event: ApprovalEvent,
  warning: Words | null = null,
): Promise<Decided | "raced"> {
  const limited = await withinLimits(deps, tx, event, decide(request, event));
  const within = await keepingHolders(tx, event, limited);
  const decision = withWarning(request, within, warning, event.now);
  if (decision.kind === "changed" && !(await tx.requests.replace(decision.request))) return "raced";
  for (const note of decision.audit) await tx.audit.append(draftOf(request, note, event.now));
  if (decision.kind === "refused") {
    return { request, refusal: decision.text, moved: decision.moved === true };
  }
  await spread(deps, tx, request, decision);
  await followLease(deps, tx, request, decision.request, event);
  await followAccount(tx, request, decision.request, event.now);
  await overtake(deps, tx, decision.request, event);
  await endEquals(deps, tx, request, decision.request, (other, why) =>
    applyWithin(deps, tx, other, { kind: "moot", now: event.now, why }),
  );
  return { request: { ...decision.request, version: decision.request.version + 1 }, refusal: null };
}

/** Brings cards up to date, and tells those who wait for it. */
async function spread(deps: Deps, tx: Tx, before: Request, decision: Changed): Promise<void> {
  const { request, tell, announce } = decision;
  if (isVisible(before, request)) await tx.posts.want("request", request.id, deps.clock.now());
  // What needed nobody's approval has been shown to nobody who could approve it.
  if (needsNobody(before.verdict) && request.state === "Requested") await postForApproval(deps, tx, request);
  if (tell !== null) await tellRequester(deps, tx, request, tell);
  await offerResult(deps, tx, before, request);
  if (announce !== undefined) await tellEverybody(deps, tx, request, announce);
}

/** Whether the cards look different afterwards; leases and polls don't show. */
function isVisible(before: Request, after: Request): boolean {
  return (
    before.state !== after.state ||
    !saysSame(before.outcome, after.outcome) ||
    before.history.length !== after.history.length
  );
}
