import { deviceOfAlert } from "../core/appraise.ts";
import { decide } from "../core/approval.ts";
import { DefenderError, UserError } from "../core/errors.ts";
import type { Device, Sender } from "../core/model.ts";
import { evaluate, stricterThan } from "../core/policy.ts";
import type { Verdict } from "../core/policy-model.ts";
import type { Standing } from "../core/ports.ts";
import type { ApprovalEvent, Decision, Request } from "../core/request.ts";
import { draftOf } from "./audit-trail.ts";
import { clickerWarning, withWarning } from "./clicker-warning.ts";
import { changeCommand } from "./commands.ts";
import { ROLE_MAX_AGE_MS, type Deps } from "./deps.ts";
import { withinLimits } from "./limits.ts";
import { tellRequester } from "./posts.ts";

/** What people do to a request by a click. */
export type Verb = "approve" | "deny" | "cancel" | "resume";

export interface DecisionClick {
  readonly verb: Verb;
  readonly requestId: string;
  readonly sender: Sender;
  readonly reason: string | null;
  readonly signal: AbortSignal;
}

export interface Decided {
  readonly request: Request;
  /** Why nothing changed; null when it did. */
  readonly refusal: string | null;
}

/**
 * Carries a click out: fresh roles, the device and the policy as they are now, the token for the call when this click
 * completes the request, then the decision and its audit record in one transaction (CONTRACT §5).
 * @throws SignInRequired; UserError when something could not be checked: then nothing is recorded
 */
export async function decideRequest(deps: Deps, click: DecisionClick): Promise<Decided> {
  const request = await load(deps, click.requestId);
  const standing = await deps.identity.fresh(click.sender, ROLE_MAX_AGE_MS, click.signal);
  const event = await eventOf(deps, click, request, standing);
  const expected = decide(request, event);
  if (expected.kind === "changed" && mayMakeTheCall(request, expected.request)) {
    // Got before the approval is recorded: an approval that can't be carried out is none.
    await deps.identity.hold(click.sender, changeCommand(deps, request.command).permission, click.signal);
  }
  const warning = await warningOf(deps, click, request, expected, standing);
  const decided = await applyEvent(deps, click.requestId, event, warning);
  deps.kick();
  return decided;
}

/** What the card has to say of the clicker, when his approval counts. */
async function warningOf(
  deps: Deps,
  click: DecisionClick,
  request: Request,
  expected: Decision,
  { person }: Standing,
): Promise<string | null> {
  if (click.verb !== "approve" || expected.kind !== "changed") return null;
  return clickerWarning(deps.defender.as(click.sender, click.signal), request, person);
}

/**
 * Every approval that counts, not only the one that completes the request now: when two people click at once, either
 * may turn out to be the last.
 */
function mayMakeTheCall(before: Request, after: Request): boolean {
  return after.approvals.length > before.approvals.length || after.state === "Executing";
}

async function load(deps: Deps, id: string): Promise<Request> {
  const request = await deps.store.transaction((tx) => tx.requests.get(id));
  if (request === null) throw new UserError("not-found", "This request is not known any more.");
  return request;
}

async function eventOf(
  deps: Deps,
  click: DecisionClick,
  request: Request,
  standing: Standing,
): Promise<ApprovalEvent> {
  const by = { person: standing.person, roles: standing.roles };
  if (click.verb === "deny") return { kind: "deny", by, now: deps.clock.now(), reason: click.reason };
  if (click.verb === "cancel") return { kind: "cancel", by, now: deps.clock.now() };
  const { policyDevice, ...seen } = await lookAgain(deps, click, request);
  const command = changeCommand(deps, request.command);
  const verdict = evaluate(
    {
      action: request.action,
      freeByDefault: command.freeByDefault,
      requester: request.requester,
      ...(policyDevice === undefined ? {} : { device: policyDevice }),
      now: deps.clock.now(),
    },
    deps.policy,
  );
  if (click.verb === "resume") {
    refuseStricter(request, verdict);
    return { kind: "resume", by, now: deps.clock.now() };
  }
  return { kind: "approve", by, now: deps.clock.now(), verdict, ...seen };
}

/** The approvals were given under the verdict on the card: a stricter one needs a new request, not a Resume. */
function refuseStricter(request: Request, verdict: Verdict): void {
  const stricter = stricterThan(request.verdict, verdict);
  if (stricter === null) return;
  throw new UserError("policy", `It can't be resumed: ${stricter}. Ask for it again if it is still needed.`);
}

/** Reads the target with the clicker's own token: who can't read it can't approve it. */
async function lookAgain(
  deps: Deps,
  click: DecisionClick,
  request: Request,
): Promise<{ device: Device | null; policyDevice: Device | null | undefined; alertOwner: string | null }> {
  const defender = deps.defender.as(click.sender, click.signal);
  try {
    const [device, alert] = await Promise.all([
      request.target.kind === "device" ? defender.device(request.target.id) : null,
      request.alertId === null ? null : defender.alert(request.alertId),
    ]);
    const alertOwner = alert?.assignedTo ?? null;
    if (request.target.kind === "device" || alert === null)
      return { device, policyDevice: device, alertOwner };
    const sight = { defender, policy: deps.policy };
    return { device, policyDevice: await deviceOfAlert(sight, request.action, alert), alertOwner };
  } catch (error) {
    if (error instanceof DefenderError && (error.code === "not-found" || error.code === "forbidden")) {
      throw new UserError(
        "forbidden",
        `Defender does not show you this ${request.target.kind}, so you can't decide on it.`,
      );
    }
    throw error;
  }
}

const MAX_RACES = 5;

/**
 * Applies an event to the request as it is at that moment, by compare-and-set, with audit records, cards and news
 * in the same transaction.
 * @param warning what the card has to say of who approves
 */
export async function applyEvent(
  deps: Deps,
  id: string,
  event: ApprovalEvent,
  warning: string | null = null,
): Promise<Decided> {
  for (let attempt = 0; attempt < MAX_RACES; attempt += 1) {
    const decided = await deps.store.transaction(async (tx): Promise<Decided | "raced"> => {
      const request = await tx.requests.get(id);
      if (request === null) throw new UserError("not-found", "This request is not known any more.");
      const within = await withinLimits(deps, tx, request, event, decide(request, event));
      const decision = withWarning(request, within, warning, event.now);
      if (decision.kind === "changed" && !(await tx.requests.replace(decision.request))) return "raced";
      for (const note of decision.audit) await tx.audit.append(draftOf(request, note, event.now));
      if (decision.kind === "refused") return { request, refusal: decision.text };
      if (isVisible(request, decision.request)) await tx.posts.want("request", id, event.now);
      if (decision.tell !== null) await tellRequester(deps, tx, decision.request, decision.tell);
      return { request: { ...decision.request, version: decision.request.version + 1 }, refusal: null };
    });
    if (decided !== "raced") return decided;
  }
  throw new UserError("conflict", "Too many people are working on this request right now. Please try again.");
}

/** Whether the cards look different afterwards; leases and polls don't show. */
function isVisible(before: Request, after: Request): boolean {
  return (
    before.state !== after.state ||
    before.outcome !== after.outcome ||
    before.history.length !== after.history.length
  );
}
