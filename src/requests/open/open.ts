import { say, type Text, type Words } from "../../texts/text.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { appraise } from "../facts/appraise.ts";
import { accountAround } from "../facts/account-lines.ts";
import { guardOf } from "../facts/guard.ts";
import type { Appraised, Sight } from "../facts/sight.ts";
import type { Account } from "../../defender/account.ts";
import { LOOKED_UP } from "../facts/device-words.ts";
import { addressOf } from "../../defender/lookup.ts";
import { bound, type Unbound } from "../machine/drift.ts";
import { isEmergency } from "../machine/emergency.ts";
import { UserError } from "../../shared/errors.ts";
import { haltedText } from "../machine/halt.ts";
import type { Device, DeviceTarget } from "../../defender/device.ts";
import type { Verdict } from "../../policy/model.ts";
import { readsOf } from "../../defender/read-only.ts";
import { FRESH_EXECUTION, type Request, type Target } from "../machine/request.ts";
import { usageOf } from "../machine/usage.ts";
import { waitingDue } from "../machine/expiry.ts";
import { aroundOf, type About } from "../facts/surroundings.ts";
import { refuseFlood } from "./asking.ts";
import { auditRefusal } from "../transition/audit-record.ts";
import type { Deps } from "../deps.ts";
import { record, type Recorded } from "./save.ts";
import { alertBehind } from "./alert-behind.ts";
import { ALERT_ARG } from "../../messaging/card-actions.ts";
import type { Person } from "../../shared/people.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";
import type { Wish } from "../invocation.ts";
import { emergencyPerson } from "./emergency.ts";

export type Opened =
  | { readonly kind: "opened"; readonly request: Request }
  /** Several devices answer to the name: the person has to pick. */
  | { readonly kind: "ambiguous"; readonly devices: readonly Device[]; readonly requester: Person }
  | {
      readonly kind: "ambiguous-account";
      readonly accounts: readonly Account[];
      readonly requester: Person;
    }
  | Extract<Recorded, { kind: "standing" | "so" }>;

/**
 * Opens the request for a wish: role, target, facts, policy, then one transaction with the request, its audit record
 * and its cards. Nothing reaches Defender here but reads.
 * @throws UserError when it may not or can't be asked for; SignInRequired
 */
export async function openRequest(deps: Deps, wish: Wish): Promise<Opened> {
  const existing = await deps.store.read((tx) => tx.requests.byOrigin(wish.origin));
  if (existing !== null) return { kind: "opened", request: existing };
  const person = await requesterOf(deps, wish);
  refuseWithoutReason(deps, wish);
  await refuseFlood(deps, wish, person);
  const now = deps.clock.now();
  const [appraisal, alert] = await Promise.all([
    appraise(sightOf(deps, wish, now), { ...wish, requester: person }),
    alertBehind(deps, wish),
  ]);
  if (appraisal.kind !== "appraised") return { ...appraisal, requester: person };
  const { target, verdict } = appraisal;
  if (verdict.deny !== null) throw await denied(deps, wish, person, target, verdict.deny);
  const request = { ...draft(deps, wish, person, appraisal, now), ...alert };
  if (runsAtOnce(wish, verdict))
    await deps.identity.hold(wish.sender, wish.command.permissionFor(request), wish.signal);
  const recorded = await record(deps, wish, request, appraisal);
  if (recorded.kind === "full") throw await denied(deps, wish, person, target, recorded.why);
  if (recorded.kind === "flood") throw new UserError("policy", recorded.why);
  if (recorded.kind === "halted") throw new UserError("halted", haltedText(recorded.halt));
  // Another id: it was opened before, by whatever process.
  if (recorded.kind === "opened" && recorded.request.id === request.id) deps.firstHand.unsent(request.id);
  return recorded;
}

function runsAtOnce(wish: Wish, verdict: Verdict): boolean {
  return needsNobody(verdict) || isEmergency(wish.raw);
}

/** What the verdict is found with: the person's own reading rights, and the limits as they are used up. */
function sightOf(deps: Deps, wish: Wish, now: number): Sight {
  const defender = readsOf(deps.defender.as(wish.sender, wish.signal));
  return {
    defender,
    guard: guardOf(deps, defender),
    policy: deps.policy(),
    now,
    usage: (query) => deps.store.read((tx) => usageOf(tx.requests, query)),
  };
}

async function denied(
  deps: Deps,
  wish: Wish,
  person: Person,
  target: Target,
  why: Words,
): Promise<UserError> {
  const text = say("requests.deniedByPolicy", { command: wish.command.name, why });
  await auditRefusal(deps, { person, command: wish.command.name, target, args: wish.raw, text });
  return new UserError("policy", text);
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
  const text = say("requests.needsRole", { role, command: wish.command.name });
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
  if (deps.policy().default.reason === "optional" || !("reason" in command.args)) return;
  if ((raw["reason"] ?? "") !== "") return;
  throw new UserError("usage", say("requests.reasonMissing", { example: command.example }));
}

/** What nothing has happened to yet. */
const BLANK = {
  version: 0,
  remindedAt: null,
  finishedAt: null,
  approvals: [],
  machineActionId: null,
  outcome: null,
  nobodyTold: false,
} as const;

function draft(deps: Deps, wish: Wish, person: Person, appraised: Appraised, now: number): Request {
  const { command, raw } = wish;
  const { target, facts, verdict } = appraised;
  const emergency = isEmergency(raw);
  const free = runsAtOnce(wish, verdict);
  const address =
    wish.address ?? addressOf(target.kind === "device" ? (wish.args["target"] as DeviceTarget) : undefined);
  const { reason = "", [ALERT_ARG]: alertId, target: _, id: __, ...typed } = raw;
  const args = { ...typed, ...appraised.found };
  const about = { command, commands: deps.commands, args, requester: person, now, address };
  const unbound: Unbound = {
    ...BLANK,
    id: deps.ids.requestId(),
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
    verdict,
    device: facts?.device ?? null,
    namesakes: facts?.namesakes ?? null,
    ...shownOf(appraised, about),
    address,
    alertId: target.kind === "alert" ? target.id : (alertId ?? null),
    executor: free ? person : null,
    execution: free ? FRESH_EXECUTION : null,
    history: [{ at: now, by: person.upn, text: askedHow(emergency, free) }],
    dueAt: now,
    askedIn: wish.place,
    origin: wish.origin,
    ...(emergency ? { emergency: { review: null } } : {}),
  };
  return bound(free ? unbound : { ...unbound, dueAt: waitingDue(unbound) }, now);
}

/** What its card shows of the account, or of what surrounds the device. */
function shownOf(
  { facts, account, holders, around }: Appraised,
  about: About,
): Pick<Request, "account" | "facts" | "warnings"> {
  if (account === undefined || holders === undefined) {
    return around ?? aroundOf(facts, about, LOOKED_UP.first);
  }
  const { command, requester } = about;
  return { account, ...accountAround(account, { action: command.action, requester, holders }) };
}

function askedHow(emergency: boolean, free: boolean): Text {
  if (emergency) return say("requests.ranAsEmergency");
  return free ? say("requests.askedFree") : say("requests.asked");
}
