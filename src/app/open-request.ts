import { FRESH_EXECUTION } from "../core/approval.ts";
import { appraise, type Appraised, type Sight } from "../core/appraise.ts";
import type { ChangeCommand, DeviceFacts } from "../core/command.ts";
import { SignInRequired, UserError } from "../core/errors.ts";
import type { BoundArgs, RawArgs } from "../core/parse.ts";
import type { ConversationRef, Device, Person, Sender } from "../core/model.ts";
import { readsOf } from "../core/read-only.ts";
import type { Request, Target } from "../core/request.ts";
import { openedUsage } from "../core/usage.ts";
import { auditRefusal, draftOf } from "./audit-trail.ts";
import { ROLE_MAX_AGE_MS, type Deps } from "./deps.ts";
import { surroundingsOf } from "../commands/parts/device-lines.ts";
import { preflightOf } from "../commands/parts/preflight.ts";
import { likelyUserWarning } from "../core/logon-user.ts";
import { fullForOpening } from "./limits.ts";
import { postRequest } from "./posts.ts";
import { ALERT_ARG } from "./refs.ts";

/** A change that somebody asks for, by message or by button. */
export interface Wish {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly sender: Sender;
  /** Where its card goes. */
  readonly place: ConversationRef;
  readonly replyTo: string | null;
  /** Conversation and activity: one activity opens one request. */
  readonly origin: string;
  readonly signal: AbortSignal;
}

export type Opened =
  | { readonly kind: "opened"; readonly request: Request }
  /** Several devices answer to the name: the person has to pick. */
  | { readonly kind: "ambiguous"; readonly devices: readonly Device[] };

/**
 * Opens the request for a wish: role, target, facts, policy, then one transaction with the request, its audit record
 * and its cards. Nothing reaches Defender here but reads.
 * @throws UserError when it may not or can't be asked for; SignInRequired
 */
export async function openRequest(deps: Deps, wish: Wish): Promise<Opened> {
  const existing = await deps.store.transaction((tx) => tx.requests.byOrigin(wish.origin));
  if (existing !== null) return { kind: "opened", request: existing };
  const person = await requesterOf(deps, wish);
  refuseWithoutReason(deps, wish);
  const now = deps.clock.now();
  const appraisal = await appraise(sightOf(deps, wish, now), { ...wish, requester: person });
  if (appraisal.kind === "ambiguous") return appraisal;
  const { target, verdict } = appraisal;
  if (verdict.deny !== null) throw await denied(deps, wish, person, target, verdict.deny);
  if (verdict.approvals === 0) await deps.identity.hold(wish.sender, wish.command.permission, wish.signal);
  const request = draft(deps, wish, person, appraisal, now);
  const inserted = await insert(deps, wish, request);
  if (inserted.kind === "full") throw await denied(deps, wish, person, target, inserted.why);
  return inserted;
}

/** What the verdict is found with: the person's own reading rights, and the limits as they are used up. */
function sightOf(deps: Deps, wish: Wish, now: number): Sight {
  return {
    defender: readsOf(deps.defender.as(wish.sender, wish.signal)),
    policy: deps.policy,
    now,
    usage: (query) => deps.store.transaction((tx) => openedUsage(tx.requests, query)),
  };
}

async function denied(
  deps: Deps,
  wish: Wish,
  person: Person,
  target: Target,
  why: string,
): Promise<UserError> {
  const text = `The policy denies "${wish.command.name}": ${why}`;
  await auditRefusal(deps, { person, command: wish.command.name, target, args: wish.raw, text });
  return new UserError("policy", text);
}

async function requesterOf(deps: Deps, wish: Wish): Promise<Person> {
  const { role } = wish.command;
  if (role === null) {
    const known = await deps.identity.known(wish.sender);
    if (known === null) throw new SignInRequired("no-token");
    return known.person;
  }
  const standing = await deps.identity.fresh(wish.sender, ROLE_MAX_AGE_MS, wish.signal);
  if (standing.roles.includes(role)) return standing.person;
  const text = `You need the role ${role} to ask for "${wish.command.name}". Your administrator assigns it in Entra.`;
  await auditRefusal(deps, {
    person: standing.person,
    command: wish.command.name,
    target: null,
    args: wish.raw,
    text,
  });
  throw new UserError("forbidden", text);
}

function refuseWithoutReason(deps: Deps, wish: Wish): void {
  const { command, raw } = wish;
  if (deps.policy.default.reason === "optional" || !("reason" in command.args)) return;
  if ((raw["reason"] ?? "") !== "") return;
  throw new UserError(
    "usage",
    `\`reason\` is missing: say why, in at most 500 characters. Example: ${command.example}`,
  );
}

function draft(deps: Deps, wish: Wish, person: Person, appraised: Appraised, now: number): Request {
  const { command, raw } = wish;
  const { target, facts, verdict } = appraised;
  const free = verdict.approvals === 0;
  const { reason = "", [ALERT_ARG]: alertId, target: _, id: __, ...args } = raw;
  return {
    id: deps.ids.requestId(),
    version: 0,
    state: free ? "Approved" : "Requested",
    command: command.name,
    action: command.action,
    target,
    args,
    reason,
    requester: person,
    requesterTeamsId: wish.sender.teamsId,
    requestedAt: now,
    expiresAt: now + verdict.expires,
    finishedAt: null,
    verdict,
    device: facts?.device ?? null,
    facts: facts === null ? [] : surroundingsOf(facts, now),
    warnings: facts === null ? [] : warningsOf(command, facts, args, person, now),
    alertId: target.kind === "alert" ? target.id : (alertId ?? null),
    approvals: [],
    executor: free ? person : null,
    execution: free ? FRESH_EXECUTION : null,
    machineActionId: null,
    outcome: null,
    history: [{ at: now, by: person.upn, text: free ? "asked; the policy needs no approval" : "asked" }],
    dueAt: free ? now : now + verdict.expires,
    askedIn: wish.place,
    origin: wish.origin,
    nobodyTold: false,
  };
}

function warningsOf(
  command: ChangeCommand,
  facts: DeviceFacts,
  args: RawArgs,
  person: Person,
  now: number,
): readonly string[] {
  const user = likelyUserWarning(person, facts.users, "asked");
  return [...preflightOf(command, facts, args, now), ...(user === null ? [] : [user])];
}

type Inserted = Extract<Opened, { kind: "opened" }> | { readonly kind: "full"; readonly why: string };

async function insert(deps: Deps, wish: Wish, drafted: Request): Promise<Inserted> {
  return deps.store.transaction(async (tx) => {
    const other = await tx.requests.byOrigin(wish.origin);
    if (other !== null) return { kind: "opened", request: other };
    const why = await fullForOpening(deps, tx, drafted);
    if (why !== null) return { kind: "full", why };
    const quiet = wish.command.freeByDefault && drafted.verdict.approvals === 0;
    const told = quiet ? true : await postRequest(deps, tx, drafted, wish.replyTo);
    const request: Request = { ...drafted, nobodyTold: !told };
    if (!(await tx.requests.insert(request))) throw new UserError("conflict", "This was asked for already.");
    const actor = { oid: request.requester.oid, tid: request.requester.tid, upn: request.requester.upn };
    const outcome =
      request.state === "Approved" ? "approved by policy" : `${request.verdict.approvals} approvals needed`;
    await tx.audit.append(draftOf(request, { actor, event: "requested", outcome }, request.requestedAt));
    return { kind: "opened", request };
  });
}
