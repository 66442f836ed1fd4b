import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isScheduled, remindAt } from "../../src/requests/machine/lease.ts";
import type { Evidence, Finding } from "../../src/requests/machine/lease-judge.ts";
import { notesOf, releaseAfter, verdictOn } from "../../src/requests/machine/lease-release.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy, Question } from "../../src/policy/model.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { isolated, judge, leaseLine, scheduled } from "../support/records.ts";
import { say } from "../../src/texts/text.ts";
import { clicker, decide, machineActionWith, person, requestWith } from "../support/request.ts";
import { START, type SeenEvent, verdict } from "../support/request.ts";
import { runs } from "../support/laws.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";

const HOUR = 3_600_000;

function action(type: "Isolate" | "Unisolate", id: string, more: Partial<MachineAction> = {}): MachineAction {
  const ours = { requestor: "eve@contoso.example", comment: "[7KQ2-M4XD] beaconing" };
  return machineActionWith({ type, id, ...ours, ...more });
}

describe("the release that follows an isolation", () => {
  test("is approved by the same people, and due when the time is over", () => {
    const release = scheduled();
    expect(release).toMatchObject({
      state: "Approved",
      action: "release",
      origin: "lease:7KQ2-M4XD",
      executor: { oid: "carla" },
      lease: { endsAt: START + 4 * HOUR, isolationActionId: "a1" },
    });
    expect(notesOf(release, "7KQ2-M4XD").map((note) => [note.event, note.detail])).toEqual([
      ["requested", "lease of 7KQ2-M4XD"],
      ["approved", "lease of 7KQ2-M4XD"],
    ]);
  });

  test.each<[string, Partial<Request>]>([
    ["has no lease", { args: { type: "Full" } }],
    ["left no machine action", { machineActionId: null }],
    ["is no isolation", { action: "scan" }],
  ])("does not come when the request %s", (_, changes) => {
    expect(releaseAfter(isolated(changes), "RRRR-RRRR", START)).toBeNull();
  });

  test("is announced with a time on both cards", () => {
    expect(leaseLine(requestWith({ args: { for: "4h" } }))).toMatch(/^releases at 04:00 UTC on 22 Nov 2026 /);
    expect(leaseLine(scheduled())).toMatch(/^releases at 04:00 UTC on 22 Nov 2026/);
    expect(leaseLine(requestWith({ args: { for: "4h" }, state: "Denied" }))).toBe("4h, not begun");
    expect(leaseLine(requestWith())).toBeNull();
  });

  test("reminds a tenth before its end, between 5 minutes and an hour", () => {
    expect(remindAt(0, 4 * HOUR)).toBe(4 * HOUR - 24 * 60_000);
    expect(remindAt(0, 15 * 60_000)).toBe(10 * 60_000);
    expect(remindAt(0, 7 * 24 * HOUR)).toBe(167 * HOUR);
  });
});

describe("the verdict with a lease", () => {
  const question: Question = {
    action: "isolate",
    requester: person("ana"),
    device: null,
    now: START,
    usage: { hour: 0, day: 0, groupHour: 0 },
  };
  const ruled = (...rules: Policy["rules"]): Policy => ({ ...DEFAULT_POLICY, rules });

  test("covers the release: what is stricter on either holds for both", () => {
    const policy = ruled(
      {
        name: "a",
        when: { action: ["isolate"] },
        then: { approvals: 1, selfApproval: true, exclude: ["eve@*"] },
      },
      { name: "b", when: { action: ["release"] }, then: { approvals: 2, expires: 60_000, stepUp: "c1" } },
    );
    expect(verdictOn({ ...question, args: { for: "4h" } }, question, policy)).toMatchObject({
      approvals: 2,
      expires: 60_000,
      selfApproval: false,
      exclude: ["eve@*"],
      stepUp: ["c1"],
      rules: [{ name: "a" }, { name: "b" }],
    });
    expect(verdictOn({ ...question, args: {} }, question, policy)).toMatchObject({
      approvals: 1,
      stepUp: [],
      rules: [{ name: "a" }],
    });
  });

  test("is a denial when the release would be denied", () => {
    const policy = ruled({ name: "never", when: { action: ["release"] }, then: { deny: "No." } });
    expect(verdictOn({ ...question, args: { for: "4h" } }, question, policy).deny).toEqual(
      say("leaseEnd.releaseDenied", { why: "No." }),
    );
    expect(verdictOn({ ...question, args: {} }, question, policy).deny).toBeNull();
  });
});

describe("at its end", () => {
  const seen: Evidence = { roles: ["Approver"], verdict, actions: [action("Isolate", "a1")] };

  const later = { createdAt: START + 1 };
  const since = (...newer: readonly MachineAction[]) => ({ actions: [...newer, ...seen.actions] });
  const eve = " by eve@contoso.example";
  const own = action("Unisolate", "a2", { comment: "[RRRR-RRRR] end", deviceId: scheduled().target.id });
  const untold: Finding = { kind: "lapse", why: "the isolation state of the device can't be told" };

  test.each<[string, Partial<Evidence>, Finding]>([
    ["the same isolation, policy and rights", {}, { kind: "send" }],
    [
      "released",
      since(action("Unisolate", "a2", later)),
      { kind: "end", why: `the device was released already${eve}` },
    ],
    [
      "released, while scans came and went since",
      since(
        machineActionWith({ type: "RunAntiVirusScan", id: "a3", createdAt: START + 2 }),
        action("Unisolate", "a2", later),
      ),
      { kind: "end", why: `the device was released already${eve}` },
    ],
    [
      "released twice, told oldest first",
      {
        actions: [
          ...seen.actions,
          action("Unisolate", "a2", { createdAt: START + 1, requestor: "ben@contoso.example" }),
          action("Unisolate", "a3", { createdAt: START + 2 }),
          action("Unisolate", "a4", {
            createdAt: START + 3,
            requestor: "ben@contoso.example",
            status: "Failed",
          }),
        ],
      },
      { kind: "end", why: `the device was released already${eve}` },
    ],
    ["no action at all", { actions: [] }, untold],
    ["a release, and not the isolation that it is to end", { actions: [action("Unisolate", "a2")] }, untold],
    ["its own release, made before an answer got lost", since(own), { kind: "send" }],
    ["a failed release", since(action("Unisolate", "a2", { ...later, status: "Failed" })), { kind: "send" }],
    [
      "a release under way",
      since(action("Unisolate", "a2", { ...later, status: "Pending" })),
      { kind: "later", why: "another release of the device is under way" },
    ],
    [
      "isolated anew",
      since(action("Isolate", "a2", later)),
      { kind: "lapse", why: `the device was isolated anew meanwhile${eve}` },
    ],
    [
      "an isolation that an earlier version took for ours",
      { actions: [action("Isolate", "a1", { comment: null })] },
      { kind: "lapse", why: `the isolation in force is not that of 7KQ2-M4XD but one${eve}` },
    ],
    [
      "an isolation under way",
      since(action("Isolate", "a2", { ...later, status: "InProgress" })),
      { kind: "lapse", why: "the device is being isolated anew" },
    ],
    [
      "an action of unknown status",
      since(action("Isolate", "a2", { ...later, status: "Unknown" })),
      { kind: "lapse", why: "the isolation state of the device can't be told" },
    ],
    [
      "a denial",
      { verdict: { ...verdict, deny: "No." } },
      { kind: "lapse", why: "the policy denies it: No." },
    ],
    [
      "more approvals",
      { verdict: { ...verdict, approvals: 2 } },
      { kind: "lapse", why: "2 approvals are needed now, 1 before" },
    ],
    [
      "no role any more",
      { roles: ["Responder", "Admin"] },
      { kind: "lapse", why: "carla@contoso.example no longer has the role Approver" },
    ],
  ])("%s", (_, changes, finding) => {
    expect(judge(scheduled(), { ...seen, ...changes })).toEqual(finding);
  });

  test("what nobody has approved is not sent, unless the policy asks for nobody, now and before", () => {
    const asked = scheduled({ approvals: [], executor: person("ana") });
    expect(judge(asked, seen)).toMatchObject({ kind: "lapse", why: "nobody has approved it" });
    const free = { ...seen, verdict: { ...verdict, approvals: 0 }, roles: ["Responder" as const] };
    expect(judge(asked, free)).toMatchObject({ kind: "lapse", why: "nobody has approved it" });
    const nobody = { ...asked, verdict: free.verdict };
    expect(judge(nobody, free)).toEqual({ kind: "send" });
    expect(judge(nobody, { ...free, roles: [] })).toEqual({
      kind: "lapse",
      why: "ana@contoso.example no longer has the role Responder",
    });
  });

  test("a lapse leaves no approval behind, and asks for at least one", () => {
    const free = { ...verdict, approvals: 0 };
    const event: SeenEvent = {
      kind: "lapse",
      now: START + 4 * HOUR,
      why: "x.",
      verdict: free,
      device: null,
    };
    const decision = decide(scheduled(), event);
    expect(decision).toMatchObject({
      kind: "changed",
      request: { state: "Requested", approvals: [], executor: null, verdict: { approvals: 1 } },
      audit: [{ event: "voided" }],
    });
    expect(decision.kind === "changed" && decision.request).not.toHaveProperty("lease");
  });
});

type Step = (now: number) => SeenEvent;
const names = fc.constantFrom("ana", "carla", "david", "eve");
const roles = fc.subarray<"Approver" | "Responder" | "Admin">(["Approver", "Responder", "Admin"]);
const someone = fc.tuple(names, roles).map(([name, own]) => clicker(name, ...own));
const due = { kind: "dispatch", leaseMs: 1000, halt: null, ahead: null, overtakes: [], retryMs: 1 } as const;
const look = { verdict, device: null, newcomer: null, alertOwners: [], halt: null };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>((now) => ({ ...due, now })) },
  { weight: 4, arbitrary: fc.constant<Step>((now) => ({ kind: "sending", now, leaseMs: 1000, halt: null })) },
  { weight: 3, arbitrary: fc.constant<Step>((now) => ({ kind: "remind", now })) },
  fc
    .tuple(someone, fc.integer({ min: 900_000, max: DEFAULT_POLICY.lease.max }))
    .map(([by, addMs]): Step => (now) => ({
      kind: "extend",
      by,
      now,
      addMs,
      maxMs: DEFAULT_POLICY.lease.max,
      verdict,
      alertOwners: [],
    })),
  someone.map((by): Step => (now) => ({ kind: "approve", by, now, ...look })),
  someone.map((by): Step => (now) => ({ kind: "resume", by, now, ...look })),
  someone.map((by): Step => (now) => ({ kind: "cancel", by, now })),
  fc.constant<Step>((now) => ({ kind: "lapse", now, why: "x", verdict, device: null })),
  fc.constant<Step>((now) => ({ kind: "end-lease", now, why: "x" })),
  fc.constant<Step>((now) => ({ kind: "lease-later", now, why: "x", retryMs: 30_000 })),
  fc.constant<Step>((now) => ({ kind: "expire", now })),
  fc.constant<Step>((now) => ({ kind: "interrupt", now, mark: 0, why: "lost" })),
  fc.constant<Step>((now) => ({ kind: "not-sent", now, mark: 1, why: "429", retryMs: 1 })),
);

test("whatever happens in whatever order, a lease is not released before its end, nor by who may not", () => {
  const story = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 2 * HOUR })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(story, (steps) => {
      let request: Request = scheduled();
      // Who approved the isolation, or pressed Resume or Approve since.
      let sender = person("carla");
      let now = START;
      for (const [make, later] of steps) {
        now += later;
        const event = make(now);
        const before = request;
        const decision = decide(before, event);
        if (decision.kind === "refused") continue;
        request = decision.request;
        const { lease } = before;
        if (isScheduled(before) && request.state === "Executing") {
          expect(event.kind).toBe("dispatch");
          expect(now).toBeGreaterThanOrEqual(lease?.endsAt ?? Infinity);
          expect(request.executor).toEqual(sender);
        }
        if (isScheduled(request)) {
          // A row that is due and not looked at again would be a promise that is forgotten.
          expect(request.dueAt).not.toBeNull();
          expect(request.lease.endsAt).toBeGreaterThanOrEqual(lease?.endsAt ?? 0);
          expect(request.lease.endsAt).toBeLessThanOrEqual(now + DEFAULT_POLICY.lease.max);
        }
        const handsOn = event.kind === "resume" || event.kind === "approve";
        if (handsOn && request.state === "Approved") sender = event.by.person;
        if (event.kind === "extend") {
          expect(event.by.roles).toContain("Approver");
          expect(event.by.person.oid).not.toBe("ana");
        }
        if (before.state === "Requested" && request.state === "Approved") {
          expect(request.approvals.length).toBeGreaterThanOrEqual(request.verdict.approvals);
        }
      }
    }),
    { numRuns: runs(1000) },
  );
});
