import { judge as judgeText } from "../../src/requests/machine/lease-judge.ts";
import { leaseLine as leaseLineText } from "../../src/requests/machine/lease-release.ts";
import { inEnglish, type InWords } from "./in-english.ts";
import { expect } from "vitest";
import type { Halt } from "../../src/requests/machine/halt.ts";
import type { Scheduled } from "../../src/requests/machine/lease.ts";
import { releaseAfter } from "../../src/requests/machine/lease-release.ts";
import type { Decision, Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { clicker, person, requestWith, START, verdict } from "./request.ts";

/** What decisions leave behind: on the card, in the audit log, and for the people who are told. */

export const MINUTE = 60_000;
export const carla = person("carla");
export const by = clicker("carla", "Approver");
export const actor = { oid: "carla", tid: "t", upn: carla.upn };
export const system = { system: true };
export const halt: Halt = { reason: "wrong host", by: "erin@contoso.example", since: START };
export const HALTED = "Halted by erin@contoso.example since 22 Nov 2026 00:00 UTC: wrong host";

export const waiting = requestWith();
export const two = requestWith({ verdict: { ...verdict, approvals: 2 } });
export const approved = requestWith({
  state: "Approved",
  approvals: [{ person: carla, at: START }],
  executor: carla,
  execution: FRESH_EXECUTION,
});
export const executing = { ...approved, state: "Executing" } as const;
export const sent = {
  ...executing,
  execution: { ...FRESH_EXECUTION, phase: "sending", sentAt: START, marks: 1 },
} as const;
export const pending = { ...sent, state: "Pending", machineActionId: "a1" } as const;
export const running = { ...pending, state: "InProgress" } as const;
export const interrupted = { ...approved, state: "Interrupted", outcome: "Lost." } as const;
export const EARLIER = " (An earlier call may have reached Defender: please look there.)";

/** Ana's isolation for 4 h, which Carla approved and which has just taken effect, with what is to be different. */
export function isolated(changes: Partial<Request> = {}): Request {
  return requestWith({
    args: { type: "Full", for: "4h" },
    state: "Succeeded",
    approvals: [{ person: carla, at: START }],
    executor: carla,
    machineActionId: "a1",
    ...changes,
  });
}

/** The release at its end. */
export function scheduled(changes: Partial<Scheduled> = {}): Scheduled {
  const release = releaseAfter(isolated(), "RRRR-RRRR", START);
  return { ...(release ?? expect.fail("no release")), ...changes };
}

/** Everything that is left behind but the request's unchanged parts. */
export function traces(decision: InWords<Decision>): object {
  if (decision.kind === "refused") return { refused: decision.text, audit: decision.audit };
  const { request, audit, tell, announce } = decision;
  const { state, outcome, finishedAt, dueAt, history } = request;
  return { state, outcome, finishedAt, dueAt, history: history.at(-1), audit, tell, announce };
}

export function refused(text: string, event = "refused", outcome = text): object {
  return { refused: text, audit: [{ actor, event, outcome }] };
}

export const now = START + MINUTE;
export const seen = (request: Request): string => `saw ${request.seen.digest}`;

/** What becomes of a scheduled release, with the reason in English. */
export const judge = inEnglish(judgeText);

/** The line of a lease on a card, in English. */
export const leaseLine = inEnglish(leaseLineText);
