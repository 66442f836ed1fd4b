import { say, type Text } from "../../texts/text.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { accountSurroundings } from "../facts/account-lines.ts";
import type { Appraised } from "../facts/sight.ts";
import { LOOKED_UP } from "../../defender/device-words.ts";
import { addressOf } from "../../defender/lookup.ts";
import { bound, type Unbound } from "../machine/drift.ts";
import { isEmergency } from "../machine/emergency.ts";
import type { DeviceTarget } from "../../defender/device.ts";
import type { Verdict } from "../../policy/model.ts";
import type { Request } from "../machine/request.ts";
import { FRESH_EXECUTION } from "../machine/execution.ts";
import { waitingDue } from "../machine/expiry.ts";
import { bothRelied, endedOn } from "../facts/relied.ts";
import { deviceSurroundings, type About } from "../facts/surroundings.ts";
import type { Deps } from "../deps.ts";
import { ALERT_ARG } from "../../messaging/card-actions.ts";
import { SEEN_ARG } from "../../shared/raw-args.ts";
import type { Person } from "../../shared/people.ts";
import type { Invocation } from "../invocation.ts";

/** Whether an invocation waits for nobody. What would leave too few to undo it waits, also in an emergency. */
export function runsAtOnce({ raw }: Pick<Invocation, "raw">, verdict: Verdict): boolean {
  return needsNobody(verdict) || (isEmergency(raw) && verdict.guarded === null);
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

/** The request that an invocation becomes, before it is open. @param now epoch milliseconds */
export function draft(
  deps: Deps,
  invocation: Invocation,
  person: Person,
  found: Appraised,
  now: number,
): Request {
  const { command, raw } = invocation;
  const { target, facts, verdict } = found;
  const free = runsAtOnce(invocation, verdict);
  const emergency = free && isEmergency(raw);
  const address = addressIn(invocation, target.kind);
  const { reason = "", [ALERT_ARG]: alertId, [SEEN_ARG]: _, target: __, id: ___, ...typed } = raw;
  const args = { ...typed, ...found.found };
  const about = { command, commands: deps.commands, args, requester: person, now, address };
  const unbound: Unbound = {
    ...BLANK,
    ...{ id: deps.ids.requestId(), state: free ? "Approved" : "Requested" },
    ...{ command: command.name, action: command.action, target, args, reason },
    requester: person,
    requesterTeamsId: invocation.sender.teamsId,
    requestedAt: now,
    expiresAt: now + verdict.expires,
    verdict,
    ...{ device: facts?.device ?? null, namesakes: facts?.namesakes ?? null, ...heldBy(found) },
    ...withRelied(found, endedOn(deps.commands, command, facts?.actions ?? null), shownOf(found, about)),
    address,
    alertId: target.kind === "alert" ? target.id : (alertId ?? null),
    executor: free ? person : null,
    execution: free ? FRESH_EXECUTION : null,
    history: [{ at: now, by: person.upn, text: askedHow(emergency, free) }],
    dueAt: now,
    askedIn: invocation.place,
    origin: invocation.origin,
    ...(emergency ? { emergency: { review: null } } : {}),
  };
  return bound(free ? unbound : { ...unbound, dueAt: waitingDue(unbound) }, now);
}

/** Who is taken away with the device, where that is known of somebody. */
function heldBy({ heldBy: holders }: Pick<Appraised, "heldBy">): Pick<Request, "heldBy"> {
  return holders == null || holders.length === 0 ? {} : { heldBy: holders };
}

/** The IP address by which the device was named, if it was. */
function addressIn({ address, args }: Invocation, kind: Request["target"]["kind"]): Request["address"] {
  return address ?? addressOf(kind === "device" ? (args["target"] as DeviceTarget) : undefined);
}

/** What its card shows of the account, or of what surrounds the device. */
function shownOf(
  { facts, account, holders, surroundings }: Appraised,
  about: About,
): Pick<Request, "account" | "facts" | "warnings"> {
  if (account === undefined || holders === undefined) {
    return surroundings ?? deviceSurroundings(facts, about, LOOKED_UP.first);
  }
  const { command, requester } = about;
  return { account, ...accountSurroundings(account, { action: command.action, requester, holders }) };
}

/** With what the call goes by, takes away or ends; that it could not be read is something to beware of. */
function withRelied<S extends Pick<Request, "warnings">>(
  { relied }: Appraised,
  ended: Pick<Request, "relied">,
  shown: S,
) {
  const is = relied === "unread" ? ended : bothRelied(relied === undefined ? {} : { relied }, ended);
  if (relied !== "unread") return { ...shown, ...is };
  return { ...shown, ...is, warnings: [...shown.warnings, say("relied.reliedUnread")] };
}

function askedHow(emergency: boolean, free: boolean): Text {
  if (emergency) return say("asking.ranAsEmergency");
  return free ? say("asking.askedFree") : say("asking.asked");
}
