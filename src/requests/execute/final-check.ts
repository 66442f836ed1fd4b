import { say, type Words } from "../../texts/text.ts";
import { hasApproval, isComplete } from "../../policy/approvals.ts";
import { driftOf } from "../machine/drift.ts";
import { isAccountAct, wayOf } from "../../defender/account-acts.ts";
import type { KnownAccount } from "../../defender/account-lookup.ts";
import { UserError } from "../../shared/errors.ts";
import { isAlreadySo } from "../machine/moot.ts";
import { stricterThan } from "../../policy/evaluate.ts";
import { accountFor } from "../machine/account-seen.ts";
import type { ApprovalEvent, Look, Request } from "../machine/request.ts";
import { report } from "./call-events.ts";
import { lookAtSurroundings } from "../facts/surroundings.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { lookAtTarget } from "../facts/look-at-target.ts";
import { lostApprovers } from "../facts/lost-approvers.ts";
import { type Person, type Role, isSame } from "../../shared/people.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

/** Nothing speaks against the call; it goes by the account as it was just read. */
export interface Clear {
  readonly kind: "clear";
  readonly account: KnownAccount | null;
}

/**
 * The last look before the call, with the token that will make it: is everything still what was approved, and is the
 * executor still who they were? Else what becomes of the request; nothing has been sent.
 * @throws UserError and SignInRequired, where it could not be checked
 */
export async function finalCheck(
  deps: Deps,
  request: Request,
  executor: Person,
  signal: AbortSignal,
): Promise<ApprovalEvent | Clear> {
  const look = await lookAtTarget(deps, executor, request, signal);
  demandRelied(request, look);
  if (isAlreadySo(request, look))
    return {
      ...{ kind: "moot", now: deps.clock.now(), why: look.already },
      ...(look.isGone === true ? {} : { isSo: true }),
    };
  const people =
    (await roleDrift(deps, request, executor, signal)) ??
    (await approverDrift(deps, request, executor, signal));
  // Of several steps one alone does not tell of the people: all wait for somebody who counts.
  if (people !== null && request.of !== undefined) {
    return { kind: "interrupt", ...report(deps, request), why: people };
  }
  const why = people ?? whatDrifted(request, look);
  if (why === null) return beyond(deps, request, look) ?? { kind: "clear", account: look.account ?? null };
  const surroundings = await lookAtSurroundings(deps, executor, request, look, signal);
  return { kind: "drift", now: deps.clock.now(), why, ...surroundings };
}

/** @throws UserError where it could not be found out what the call goes by or ends: that is no permission to make it */
function demandRelied(request: Request, look: Look): void {
  if (request.relied === undefined || !hasApproval(request)) return;
  if (look.relied !== undefined && look.endsUnread !== true) return;
  throw new UserError("could-not-check", say("finalCheck.notCheckedBefore"));
}

/** Who may not read where an account lives can't do there what only that place can do; somebody else may. */
function beyond(deps: Deps, request: Request, { account }: Look): ApprovalEvent | null {
  const known = accountFor(request.account, account);
  if (known === undefined || !isAccountAct(request.action) || wayOf(request.action, known) !== null)
    return null;
  const why = say("finalCheck.nothingCan", { command: request.action, synced: known.isSynced });
  return { kind: "interrupt", ...report(deps, request), why };
}

/** Where the policy asked for nobody, nobody saw the facts: only the policy itself can have changed its mind. */
function whatDrifted(request: Request, look: Look): Words | null {
  return hasApproval(request) ? driftOf(request, look) : stricterThan(request.verdict, look.verdict);
}

async function roleDrift(
  deps: Deps,
  request: Request,
  executor: Person,
  signal: AbortSignal,
): Promise<Words | null> {
  const needed = roleFor(deps, request, executor);
  if (needed === null) return null;
  const { roles } = await deps.identity.fresh(executor, ROLE_MAX_AGE_MS, signal);
  return roles.includes(needed) ? null : say("finalCheck.roleLostBy", { upn: executor.upn, role: needed });
}

/**
 * Whether too few people stand behind the call because approvers no longer count. Whoever resumed it stands behind it like
 * an approver: what was refused to one of them is what a Resume is for.
 */
async function approverDrift(
  deps: Deps,
  { approvals, verdict }: Request,
  executor: Person,
  signal: AbortSignal,
): Promise<Words | null> {
  const others = approvals.filter(({ person }) => !isSame(person, executor));
  const lost = await lostApprovers(deps, others, signal);
  const left = others.filter(({ person }) => !lost.some((one) => isSame(one.person, person)));
  if (lost.length === 0 || isComplete(verdict, [executor, ...left])) return null;
  const each = lost.map(({ person, why }) => say("finalCheck.approvalLost", { upn: person.upn, why }));
  return say("drift.several", { why: each });
}

/** The role that made this person the executor; null: triage, where Defender's own roles decide. */
function roleFor(deps: Deps, request: Request, executor: Person): Role | null {
  const asked = !hasApproval(request) && isSame(executor, request.requester);
  if (asked && request.emergency !== undefined) return "BreakGlass";
  const { role } = changeCommand(deps, request.command);
  return asked || role === null ? role : "Approver";
}

/** What becomes of a request when the last look failed: not sent, and never taken for a permission. */
export function failedCheck(
  deps: Deps,
  request: Request,
  error: unknown,
  retry: (error: UserError) => ApprovalEvent,
): ApprovalEvent {
  const about = { now: deps.clock.now(), mark: request.execution?.marks ?? 0 };
  const who = request.executor?.upn ?? null;
  if (error instanceof SignInRequired) {
    return { kind: "interrupt", ...about, why: say("finalCheck.tokenRefused", { who }) };
  }
  if (error instanceof UserError && error.code === "forbidden") {
    const why = say("finalCheck.targetHidden", { who, what: request.target.kind });
    return { kind: "interrupt", ...about, why };
  }
  if (error instanceof UserError) return retry(error);
  deps.log.error("last look failed unexpectedly", { request: request.id, error });
  return retry(new UserError("could-not-check", say("finalCheck.notCheckedBefore")));
}
