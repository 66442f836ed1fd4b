import type { DeviceTarget } from "../core/args.ts";
import type { AuditActor, AuditDraft } from "../core/audit.ts";
import type { ChangeCommand, DeviceFacts } from "../core/command.ts";
import { bound, type Unbound } from "../core/drift.ts";
import { isEmergency } from "../core/emergency.ts";
import { SignInRequired, UserError } from "../core/errors.ts";
import { haltedText, haltLine, isStoppable, type Halt } from "../core/halt.ts";
import type { BoundArgs, RawArgs } from "../core/parse.ts";
import type { ConversationRef, Device, Person, Sender } from "../core/model.ts";
import { verdictOn } from "../core/lease-birth.ts";
import type { Question, Verdict } from "../core/policy-model.ts";
import type { DefenderClient } from "../core/ports.ts";
import { FRESH_EXECUTION, type Request, type Target } from "../core/request.ts";
import type { Tx } from "../core/store.ts";
import { waitingDue } from "../core/waiting.ts";
import { auditRefusal, draftOf } from "./audit-trail.ts";
import { ROLE_MAX_AGE_MS, type Deps } from "./deps.ts";
import { emergencyPerson } from "./emergency.ts";
import { surroundingsOf } from "../commands/parts/device-lines.ts";
import { factsOf, findDevices, noSuchDevice } from "../core/devices.ts";
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

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

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
  const defender = deps.defender.as(wish.sender, wish.signal);
  const found = await targetOf(defender, wish);
  if (found.kind === "ambiguous") return found;
  const now = deps.clock.now();
  const question = await questionOf(deps, wish.command, person, found.facts?.device, now);
  const verdict = verdictOn(question, wish.raw, deps.policy);
  if (verdict.deny !== null) {
    const text = `The policy denies "${wish.command.name}": ${verdict.deny}`;
    await auditRefusal(deps, {
      person,
      command: wish.command.name,
      target: found.target,
      args: wish.raw,
      text,
    });
    throw new UserError("policy", text);
  }
  if (runsAtOnce(wish, verdict)) await deps.identity.hold(wish.sender, wish.command.permission, wish.signal);
  const request = draft(deps, wish, person, { ...found, verdict, now });
  return { kind: "opened", request: await insert(deps, wish, request) };
}

function runsAtOnce(wish: Wish, verdict: Verdict): boolean {
  return verdict.approvals === 0 || isEmergency(wish.raw);
}

async function requesterOf(deps: Deps, wish: Wish): Promise<Person> {
  if (isEmergency(wish.raw)) return emergencyPerson(deps, wish);
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

type FoundTarget =
  | { readonly kind: "found"; readonly target: Target; readonly facts: DeviceFacts | null }
  | Extract<Opened, { kind: "ambiguous" }>;

async function targetOf(defender: DefenderClient, wish: Wish): Promise<FoundTarget> {
  if (wish.command.target === "alert") {
    const alert = await defender.alert(String(wish.args["id"]));
    return { kind: "found", target: { kind: "alert", id: alert.id, name: alert.title }, facts: null };
  }
  const target = wish.args["target"] as DeviceTarget;
  const devices = await findDevices(defender, target);
  const [device] = devices;
  if (device === undefined) throw noSuchDevice(target);
  if (devices.length > 1) return { kind: "ambiguous", devices };
  const facts = await factsOf(defender, device);
  return { kind: "found", target: { kind: "device", id: device.id, name: device.name }, facts };
}

async function questionOf(
  deps: Deps,
  command: ChangeCommand,
  requester: Person,
  device: Device | undefined,
  now: number,
): Promise<Question> {
  const { action } = command;
  const limited = deps.policy.limits[action] !== undefined;
  const usage = limited
    ? await deps.store.transaction(async (tx) => ({
        hour: await tx.requests.countSince(action, now - HOUR_MS),
        day: await tx.requests.countSince(action, now - DAY_MS),
        groupHour: await groupCount(tx, action, device?.group ?? null, now - HOUR_MS),
      }))
    : { hour: 0, day: 0, groupHour: 0 };
  return {
    action,
    freeByDefault: command.freeByDefault,
    requester,
    ...(command.target === "device" ? { device: device ?? null } : {}),
    now,
    usage,
  };
}

/** Without a known group all devices count: what can't be looked up is never a permission. */
async function groupCount(tx: Tx, action: string, group: string | null, since: number): Promise<number> {
  return tx.requests.countSince(action, since, group);
}

interface Findings {
  readonly target: Target;
  readonly facts: DeviceFacts | null;
  readonly verdict: Verdict;
  readonly now: number;
}

function draft(deps: Deps, wish: Wish, person: Person, findings: Findings): Request {
  const { command, raw } = wish;
  const { target, facts, verdict, now } = findings;
  const emergency = isEmergency(raw);
  const free = runsAtOnce(wish, verdict);
  const { reason = "", [ALERT_ARG]: alertId, target: _, id: __, ...args } = raw;
  const unbound: Unbound = {
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
    remindedAt: null,
    finishedAt: null,
    verdict,
    device: facts?.device ?? null,
    facts: facts === null ? [] : surroundingsOf(facts, now),
    warnings: facts === null ? [] : command.preflight(facts, now),
    alertId: target.kind === "alert" ? target.id : (alertId ?? null),
    approvals: [],
    executor: free ? person : null,
    execution: free ? FRESH_EXECUTION : null,
    machineActionId: null,
    outcome: null,
    history: [{ at: now, by: person.upn, text: askedHow(emergency, free) }],
    dueAt: now,
    askedIn: wish.place,
    origin: wish.origin,
    nobodyTold: false,
    ...(emergency ? { emergency: { review: null } } : {}),
  };
  return bound(free ? unbound : { ...unbound, dueAt: waitingDue(unbound) }, now);
}

function askedHow(emergency: boolean, free: boolean): string {
  if (emergency) return "ran it as an emergency, without approval";
  return free ? "asked; the policy needs no approval" : "asked";
}

/** @throws UserError when it is halted */
async function insert(deps: Deps, wish: Wish, drafted: Request): Promise<Request> {
  const done = await deps.store.transaction(async (tx): Promise<Request | Halt> => {
    const earlier = await tx.requests.byOrigin(wish.origin);
    if (earlier !== null) return earlier;
    const halt = await tx.switches.halt();
    if (halt !== null && isStoppable(drafted.action)) {
      await tx.audit.append(refusedBy(halt, drafted));
      return halt;
    }
    return write(deps, tx, wish, drafted);
  });
  if ("since" in done) throw new UserError("halted", haltedText(done));
  return done;
}

function refusedBy(halt: Halt, drafted: Request): AuditDraft {
  const note = { actor: actorOf(drafted), event: "halted-refused", outcome: haltLine(halt) } as const;
  // It never became a request, so the record bears no id of one.
  const { requestId: _, ...draft } = draftOf(drafted, note, drafted.requestedAt);
  return draft;
}

async function write(deps: Deps, tx: Tx, wish: Wish, drafted: Request): Promise<Request> {
  const quiet = wish.command.freeByDefault && drafted.verdict.approvals === 0;
  const told = quiet ? true : await postRequest(deps, tx, drafted, wish.replyTo);
  const request: Request = { ...drafted, nobodyTold: !told };
  if (!(await tx.requests.insert(request))) {
    throw new UserError("conflict", "This is being asked for already. Please try again.");
  }
  const outcome = outcomeOf(request);
  const detail = `shows ${request.seen.digest}`;
  const note = { actor: actorOf(request), event: "requested", outcome, detail } as const;
  await tx.audit.append(draftOf(request, note, request.requestedAt));
  if (request.emergency !== undefined) {
    await tx.audit.append(draftOf(request, { ...note, event: "emergency" }, request.requestedAt));
  }
  return request;
}

function actorOf({ requester: { oid, tid, upn } }: Request): AuditActor {
  return { oid, tid, upn };
}

function outcomeOf(request: Request): string {
  if (request.emergency !== undefined) return "run without approval; review open";
  return request.state === "Approved"
    ? "approved by policy"
    : `${request.verdict.approvals} approvals needed`;
}
