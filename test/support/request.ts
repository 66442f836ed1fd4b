import { inWords, type InWords } from "./in-english.ts";
import { expect } from "vitest";
import { decide as decideOn } from "../../src/requests/machine/decide.ts";
import { bound, type Unbound } from "../../src/requests/machine/drift.ts";
import { DEFAULT_POLICY, evaluate } from "../../src/policy/evaluate.ts";
import type { Device } from "../../src/defender/device.ts";
import type { Verdict } from "../../src/policy/model.ts";
import type { ApprovalEvent, Decision, LookingClick, Request } from "../../src/requests/machine/request.ts";
import { viewOf } from "../../src/requests/machine/view.ts";
import type { Person, Role } from "../../src/shared/people.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";
import type { Clicker } from "../../src/requests/machine/clicker.ts";

/** 22 Nov 2026, midnight UTC: when `requestWith` was asked for. */
export const START = Date.UTC(2026, 10, 22);
const HOUR = 3_600_000;

export function person(name: string): Person {
  return { oid: name, tid: "t", upn: `${name}@contoso.example`, name };
}

export function clicker(name: string, ...roles: Role[]): Clicker {
  return { person: person(name), roles };
}

const question = {
  action: "isolate" as const,
  requester: person("ana"),
  device: null,
  now: START,
  usage: { hour: 0, day: 0, groupHour: 0 },
};

/** One approval, an hour, no rule. */
export const verdict: Verdict = { ...evaluate(question, { ...DEFAULT_POLICY, rules: [] }), approvals: 1 };

/** A workstation without tags, and what is to be different in it. */
export function deviceWith(changes: Partial<Device> = {}): Device {
  return {
    id: "d".repeat(40),
    name: "web01",
    os: "Windows11",
    osVersion: "23H2",
    health: "Active",
    onboarding: "Onboarded",
    group: "Workstations",
    risk: "None",
    exposure: "Low",
    value: "Normal",
    tags: [],
    lastSeenAt: START,
    firstSeenAt: START - 30 * 24 * HOUR,
    lastIp: "10.0.0.4",
    externalIp: null,
    ips: ["10.0.0.4"],
    duplicate: false,
    ...changes,
  };
}

/** A full isolation of that workstation that has succeeded, and what is to be different in it. */
export function machineActionWith(changes: Partial<MachineAction> = {}): MachineAction {
  return {
    id: "a1",
    type: "Isolate",
    status: "Succeeded",
    scope: "Full",
    requestor: null,
    comment: null,
    deviceId: "d".repeat(40),
    deviceName: null,
    createdAt: START,
    updatedAt: START,
    cancelledBy: null,
    cancelComment: null,
    errorCode: null,
    hint: null,
    ...changes,
  };
}

/** Ana's request to isolate web01, waiting for one approval, and what is to be different in it. */
export function requestWith(changes: Partial<Request> = {}): Request {
  const request: Unbound = {
    id: "7KQ2-M4XD",
    version: 0,
    state: "Requested",
    command: "isolate",
    action: "isolate",
    target: { kind: "device", id: "d".repeat(40), name: "web01" },
    args: { type: "Full" },
    reason: "beaconing",
    requester: person("ana"),
    requesterTeamsId: "29:ana",
    requestedAt: START,
    expiresAt: START + HOUR,
    finishedAt: null,
    remindedAt: null,
    verdict,
    device: null,
    facts: [],
    warnings: [],
    alertId: null,
    approvals: [],
    executor: null,
    execution: null,
    machineActionId: null,
    outcome: null,
    history: [],
    dueAt: START + HOUR,
    askedIn: { id: "c", thread: null, kind: "personal", tenantId: "t", serviceUrl: "https://x.example/" },
    origin: "c|1",
    nobodyTold: false,
    ...changes,
  };
  return { ...bound(request, START), ...(changes.seen === undefined ? {} : { seen: changes.seen }) };
}

/** An event of somebody who has the card before their eyes: unless it says otherwise, they see it as it is. */
export type SeenEvent = ApprovalEvent extends infer E
  ? E extends { view: string }
    ? Omit<E, "view"> & { readonly view?: string }
    : E
  : never;

/** What the machine makes of an event; a click that names no view has been made on the card as it is. */
export function decide(request: Request, event: SeenEvent): InWords<Decision> {
  return inWords(decideRaw(request, event));
}

/** The same with its texts as they are kept. */
export function decideRaw(request: Request, event: SeenEvent): Decision {
  return decideOn(request, seen(request, event));
}

function seen(request: Request, event: SeenEvent): ApprovalEvent {
  const { kind } = event;
  const decides = kind === "approve" || kind === "resume" || kind === "extend" || kind === "review";
  return decides ? { ...event, view: event.view ?? viewOf(request, kind) } : event;
}

/** The event of somebody who presses Approve or Resume and finds all as it was. */
export function lookingClick<K extends "approve" | "resume">(
  kind: K,
  by: Clicker,
  now: number,
  changes: Partial<Omit<LookingClick, "view">> & { readonly view?: string } = {},
) {
  const calm = { verdict, device: null, newcomer: null, alertOwners: [], halt: null };
  return { kind, by, now, ...calm, ...changes };
}

/** What the transaction of a claim finds when nothing stands in the way. */
export const FREE_WAY = { leaseMs: 30_000, halt: null, ahead: null, overtakes: [], retryMs: 1000 } as const;

/** What a chain of events makes of a request; each has to be accepted. */
export function after(request: Request, ...events: readonly SeenEvent[]): Request {
  return events.reduce((current, event) => {
    const decision = decide(current, event);
    expect(decision.kind, event.kind).toBe("changed");
    return decision.kind === "changed" ? decision.request : current;
  }, request);
}
