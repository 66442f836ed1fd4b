import { DEFAULT_POLICY, evaluate } from "../../src/core/policy.ts";
import type { Person, Role } from "../../src/core/model.ts";
import type { Verdict } from "../../src/core/policy-model.ts";
import type { Clicker, Request } from "../../src/core/request.ts";

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
  freeByDefault: false,
  requester: person("ana"),
  device: null,
  now: START,
  usage: { hour: 0, day: 0, groupHour: 0 },
};

/** One approval, an hour, no rule. */
export const verdict: Verdict = { ...evaluate(question, { ...DEFAULT_POLICY, rules: [] }), approvals: 1 };

/** Ana's wish to isolate web01, waiting for one approval, and what is to be different in it. */
export function requestWith(changes: Partial<Request> = {}): Request {
  return {
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
}
