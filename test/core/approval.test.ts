import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/approval.ts";
import type { MachineAction, Role } from "../../src/core/model.ts";
import type { Verdict } from "../../src/core/policy-model.ts";
import {
  commentOf,
  FINAL_STATES,
  isSame,
  STATES,
  type ApprovalEvent,
  type Clicker,
  type Request,
} from "../../src/core/request.ts";
import { clicker, person, requestWith, START, verdict } from "../support/request.ts";

function action(status: MachineAction["status"]): MachineAction {
  return {
    id: "a1",
    type: "Isolate",
    status,
    scope: "Full",
    requestor: null,
    comment: null,
    deviceId: "d".repeat(40),
    deviceName: null,
    createdAt: START,
    updatedAt: START,
    cancelledBy: null,
    cancelComment: null,
  };
}

function approve(by: Clicker, now = START + 1000, seen: Verdict = verdict): ApprovalEvent {
  return { kind: "approve", by, now, verdict: seen, device: null, alertOwner: null };
}

describe("who may approve", () => {
  test.each<[string, Clicker, Partial<Verdict>, RegExp]>([
    ["the requester", clicker("ana", "Approver"), {}, /asked for this yourself/],
    ["a Responder", clicker("ben", "Responder", "Admin"), {}, /role Approver/],
    ["somebody whom the policy excludes", clicker("eve", "Approver"), { exclude: ["eve@*"] }, /excludes you/],
    [
      "anybody without the stronger sign-in that is asked for",
      clicker("carla", "Approver"),
      { stepUp: ["c1"] },
      /stronger sign-in \(c1\)/,
    ],
  ])("not %s", (_, by, more, words) => {
    const seen = { ...verdict, ...more };
    const decision = decide(requestWith({ verdict: seen }), approve(by, START, seen));
    expect(decision).toMatchObject({ kind: "refused", audit: [{ event: "refused" }] });
    expect(decision.kind === "refused" && decision.text).toMatch(words);
  });

  test("not the alert's owner, where the policy says so", () => {
    const seen = { ...verdict, exclude: ["alert-owner"] };
    const event = {
      ...approve(clicker("carla", "Approver"), START, seen),
      alertOwner: "Carla@Contoso.example",
    };
    expect(decide(requestWith({ verdict: seen }), event as ApprovalEvent)).toMatchObject({ kind: "refused" });
  });

  test("the requester, where the policy allows it", () => {
    const seen = { ...verdict, selfApproval: true };
    const decision = decide(requestWith({ verdict: seen }), approve(clicker("ana", "Approver"), START, seen));
    expect(decision).toMatchObject({ kind: "changed", request: { state: "Approved" } });
  });

  test("a policy that asks for less since does not lower what was shown", () => {
    const two = requestWith({ verdict: { ...verdict, approvals: 2 } });
    expect(decide(two, approve(clicker("carla", "Approver")))).toMatchObject({
      request: { state: "Requested" },
    });
  });
});

test("another device behind the name voids the approvals", () => {
  const device = { id: "a".repeat(40) } as NonNullable<Request["device"]>;
  const event = { ...approve(clicker("carla", "Approver")), device: { ...device, id: "b".repeat(40) } };
  const decision = decide(requestWith({ device }), event);
  expect(decision).toMatchObject({
    kind: "changed",
    request: { state: "Requested", approvals: [] },
    audit: [{ event: "voided" }],
  });
});

describe("the outcome of the machine action", () => {
  test.each<[MachineAction["status"], Request["state"]]>([
    ["Succeeded", "Succeeded"],
    ["Failed", "Failed"],
    ["TimeOut", "TimedOut"],
    ["Cancelled", "Failed"],
    ["InProgress", "InProgress"],
    ["Unknown", "Pending"],
  ])("%s → %s", (status, state) => {
    const pending = requestWith({ state: "Pending", machineActionId: "a1" });
    const decision = decide(pending, { kind: "tracked", now: START, action: action(status), nextPollMs: 1 });
    expect(decision).toMatchObject({ request: { state } });
  });
});

test("the comment leads with the ID, and the reason can't imitate one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 800 }), (reason) => {
      const comment = commentOf(requestWith({ reason, approvals: [{ person: person("carla"), at: START }] }));
      expect(comment).toMatch(/^\[7KQ2-M4XD\] /);
      expect(comment.slice(11)).not.toMatch(/[[\]]/);
      expect(comment.split("|")).toHaveLength(3);
      expect(comment.length).toBeLessThan(620);
      expect(comment.isWellFormed()).toBe(true);
    }),
  );
});

/** One step of a story: an event as anybody, at any time, may cause it. */
type Step = (now: number) => ApprovalEvent;

const names = fc.constantFrom("ana", "ben", "carla", "david");
const roles = fc.subarray<Role>(["Responder", "Approver", "Admin"]);
const someone = fc.tuple(names, roles).map(([name, own]) => clicker(name, ...own));
const seen = fc.record({
  approvals: fc.integer({ min: 1, max: 3 }),
  deny: fc.constantFrom(null, null, null, "no"),
});
const status = fc.constantFrom<MachineAction["status"]>(
  "Pending",
  "InProgress",
  "Succeeded",
  "Failed",
  "TimeOut",
  "Cancelled",
  "Unknown",
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(someone, seen).map(
      ([by, more]): Step =>
        (now) =>
          approve(by, now, { ...verdict, ...more }),
    ),
  },
  fc.tuple(someone, fc.constantFrom("deny" as const, "cancel" as const, "resume" as const)).map(
    ([by, kind]): Step =>
      (now) =>
        kind === "deny" ? { kind, by, now, reason: null } : { kind, by, now },
  ),
  fc.constant<Step>((now) => ({ kind: "expire", now })),
  { weight: 4, arbitrary: fc.constant<Step>((now) => ({ kind: "claim", now, leaseMs: 1000 })) },
  { weight: 4, arbitrary: fc.constant<Step>((now) => ({ kind: "sending", now, leaseMs: 1000 })) },
  {
    weight: 2,
    arbitrary: status.map((one): Step => (now) => ({
      kind: "accepted",
      now,
      action: action(one),
      nextPollMs: 1,
    })),
  },
  status.map((one): Step => (now) => ({ kind: "tracked", now, action: action(one), nextPollMs: 1 })),
  fc.constant<Step>((now) => ({ kind: "not-sent", now, why: "refused connection", retryMs: 1 })),
  fc.constant<Step>((now) => ({ kind: "unclear", now, lookForMs: 1, nextLookMs: 1 })),
  fc.constant<Step>((now) => ({ kind: "refused", now, why: "403" })),
  fc.constant<Step>((now) => ({ kind: "interrupt", now, why: "lost" })),
);

test("whatever happens in whatever order, the invariants of CONTRACT §6 hold", () => {
  const story = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 20 * 60_000 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(story, fc.integer({ min: 1, max: 3 }), (steps, approvals) => {
      let request = requestWith({ verdict: { ...verdict, approvals } });
      let now = START;
      // True from the moment a call may have been made until it is proven that nothing happened.
      let underWay = false;
      for (const [make, later] of steps) {
        now += later;
        const event = make(now);
        const before = request;
        const decision = decide(before, event);
        if (decision.kind === "refused") continue;
        request = decision.request;
        expect(STATES).toContain(request.state);
        expect(FINAL_STATES).not.toContain(before.state);
        checkApproval(before, request, event);
        if (event.kind === "sending") {
          const lookedFirst = before.execution?.lookFirst === true;
          expect(underWay && !lookedFirst).toBe(false);
          expect(before.approvals.length).toBeGreaterThanOrEqual(before.verdict.approvals);
          underWay = true;
        }
        if (event.kind === "not-sent" && before.execution?.lookFirst !== true) underWay = false;
      }
    }),
    { numRuns: 2000 },
  );
});

function checkApproval(before: Request, after: Request, event: ApprovalEvent): void {
  const people = after.approvals.map((approval) => approval.person);
  expect(new Set(people.map((one) => one.oid)).size).toBe(people.length);
  expect(people.some((one) => isSame(one, after.requester))).toBe(false);
  if (after.approvals.length > before.approvals.length) {
    expect(event.kind === "approve" && event.by.roles.includes("Approver")).toBe(true);
    expect(event.now).toBeLessThan(before.expiresAt);
  }
  if (before.state === "Requested" && after.state === "Approved") {
    expect(after.approvals.length).toBeGreaterThanOrEqual(after.verdict.approvals);
    expect(after.executor).toEqual(people.at(-1));
  }
  if (after.state === "Executing" && before.state !== "Executing") {
    expect(["Approved", "Interrupted"]).toContain(before.state);
  }
  if (before.execution?.phase === "sending" && after.execution?.phase === "ready") {
    // Only the proof that nothing happened, or a person who takes it on, leads back.
    expect(["not-sent", "resume"]).toContain(event.kind);
  }
}
