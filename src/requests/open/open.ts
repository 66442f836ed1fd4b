import { say, type Text, type Words } from "../../texts/text.ts";
import { appraise } from "../facts/appraise.ts";
import { targetsTogether } from "../facts/together.ts";
import { guardOf, type Guard } from "../facts/guard.ts";
import { isGone } from "../facts/hunted-row.ts";
import { suspensionsUndone } from "../facts/suspensions.ts";
import type { Sight } from "../facts/sight.ts";
import { countingVain } from "../facts/sparing.ts";
import type { Account } from "../../defender/account.ts";
import { isEmergency } from "../machine/emergency.ts";
import { UserError } from "../../shared/errors.ts";
import { haltedText } from "../machine/halt.ts";
import type { Device } from "../../defender/device.ts";
import { readsOf } from "../../defender/read-only.ts";
import type { Request, Target } from "../machine/request.ts";
import { usageOf } from "../machine/usage.ts";
import { draft, runsAtOnce } from "./draft.ts";
import { refuseFlood } from "./asking.ts";
import { auditRefusal } from "../transition/audit-record.ts";
import type { Deps } from "../deps.ts";
import { record, type Recorded } from "./save.ts";
import { alertBehind } from "./alert-behind.ts";
import type { Person } from "../../shared/people.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";
import type { Invocation } from "../invocation.ts";
import { nobodyCould } from "./unapprovable.ts";
import { emergencyPerson } from "./emergency.ts";

/**
 * Where a change is asked for. What must hold: whoever asks has the role now; the target is one thing, found exactly; the
 * policy has been asked with all that could be read, and what could not be read makes it stricter; request, record and cards
 * are written together or not at all. One activity opens one request, however often it is delivered.
 */

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
 * Opens the request for an invocation: role, target, facts, policy, then one transaction with the request, its audit record
 * and its cards. Nothing reaches Defender here but reads.
 * @throws UserError when it may not or can't be asked for; SignInRequired
 */
export async function openRequest(deps: Deps, invocation: Invocation): Promise<Opened> {
  const asked = { sender: invocation.sender, isUrgent: isEmergency(invocation.raw) };
  return countingVain(
    deps,
    asked,
    (own) => open(own, invocation),
    ({ kind }) => kind === "opened",
  );
}

async function open(deps: Deps, invocation: Invocation): Promise<Opened> {
  const existing = await deps.store.read((tx) => tx.requests.byOrigin(invocation.origin));
  if (existing !== null) return { kind: "opened", request: existing };
  const person = await admitted(deps, invocation);
  const now = deps.clock.now();
  const sight = sightOf(deps, invocation, now);
  const [appraisal, alert] = await Promise.all([
    appraise(sight, { ...invocation, requester: person }),
    alertBehind(deps, invocation),
  ]);
  if (appraisal.kind !== "appraised") return { ...appraisal, requester: person };
  const { target, verdict } = appraisal;
  if (isGone(appraisal.relied))
    throw new UserError("conflict", say("relied.goneAt", { name: target.name }), "data");
  if (verdict.deny !== null) throw await denied(deps, invocation, person, target, verdict.deny);
  const hopeless = await hopelessBecause(deps, sight, invocation, {
    requester: person,
    targets: [target],
    verdict,
  });
  if (hopeless !== null) throw await denied(deps, invocation, person, target, hopeless);
  const request = { ...draft(deps, invocation, person, appraisal, now), ...alert };
  if (runsAtOnce(invocation, verdict))
    await deps.identity.hold(invocation.sender, invocation.command.permissionFor(request), invocation.signal);
  const recorded = await record(deps, invocation, request, appraisal);
  if (recorded.kind === "full") throw await denied(deps, invocation, person, target, recorded.why);
  if (recorded.kind === "flood") throw new UserError("policy", recorded.why);
  if (recorded.kind === "halted") throw new UserError("halted", haltedText(recorded.halt));
  // Another id: it was opened before, by whatever process.
  if (recorded.kind === "opened" && recorded.request.id === request.id) deps.firstHand.unsent(request.id);
  return recorded;
}

/** Why it is not worth asking for, since nobody could approve it; null: somebody could, or nobody has to. */
export async function hopelessBecause(
  deps: Pick<Deps, "identity" | "store">,
  { guard }: { readonly guard: Pick<Guard, "holders"> },
  invocation: Pick<Invocation, "raw">,
  asked: Parameters<typeof nobodyCould>[2],
): Promise<Text | null> {
  return runsAtOnce(invocation, asked.verdict) ? null : nobodyCould(deps, guard, asked);
}

/**
 * What the verdict is found with: the person's own reading rights, and the limits as they are used up.
 * @param purpose as in `Defender.as`: `reading` where nothing is asked for yet
 */
export function sightOf(
  deps: Deps,
  { sender, signal }: Pick<Invocation, "sender" | "signal">,
  now: number,
  purpose: "reading" | "deciding" = "deciding",
): Sight {
  const defender = readsOf(deps.defender.as(sender, signal, purpose));
  const policy = deps.policy();
  return {
    defender,
    guard: guardOf(deps, defender, sender),
    policy,
    now,
    usage: (query) => deps.store.read((tx) => usageOf(tx.requests, query)),
    together: (ids, { command: { action }, requester }) =>
      deps.store.read((tx) => targetsTogether(tx, { policy, requester, now }, ids, [action])),
    suspensions: (action, account) => deps.store.read((tx) => suspensionsUndone(tx, action, account)),
  };
}

/** The refusal of an invocation that the policy denies; it is on record. */
export async function denied(
  deps: Deps,
  invocation: Invocation,
  person: Person,
  target: Target,
  why: Words,
): Promise<UserError> {
  const text = say("asking.deniedByPolicy", { command: invocation.command.name, why });
  await auditRefusal(deps, { person, command: invocation.command.name, target, args: invocation.raw, text });
  return new UserError("policy", text);
}

/** Who asks, if they may, say why, and do not ask too often. @throws UserError, SignInRequired */
export async function admitted(deps: Deps, invocation: Invocation): Promise<Person> {
  const person = await requesterOf(deps, invocation);
  refuseWithoutReason(deps, invocation);
  await refuseFlood(deps, invocation, person);
  return person;
}

/** Who asks, if they may. @throws UserError, after an audit record; SignInRequired */
async function requesterOf(deps: Deps, invocation: Invocation): Promise<Person> {
  if (isEmergency(invocation.raw)) return emergencyPerson(deps, invocation);
  const { role } = invocation.command;
  if (role === null) {
    const known = await deps.identity.known(invocation.sender);
    if (known === null) throw new SignInRequired("no-token");
    return known.person;
  }
  const standing = await deps.identity.fresh(invocation.sender, ROLE_MAX_AGE_MS, invocation.signal);
  if (standing.roles.includes(role)) return standing.person;
  const text = say("asking.needsRole", { role, command: invocation.command.name });
  await auditRefusal(deps, {
    person: standing.person,
    command: invocation.command.name,
    target: null,
    args: invocation.raw,
    text,
  });
  throw new UserError("forbidden", text);
}

/** @throws UserError */
function refuseWithoutReason(deps: Deps, invocation: Invocation): void {
  const { command, raw } = invocation;
  if (deps.policy().default.reason === "optional" || !("reason" in command.args)) return;
  if ((raw["reason"] ?? "") !== "") return;
  throw new UserError("usage", say("asking.reasonMissing", { example: command.example }));
}
