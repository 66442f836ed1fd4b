import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/policy/model.ts";
import { commentOf } from "../../src/requests/machine/ownership.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import {
  clicker,
  decide,
  deviceWith,
  lookingClick,
  machineActionWith,
  person,
  requestWith,
  type SeenEvent,
  START,
  verdict,
} from "../support/request.ts";
import { anyUnit } from "../support/any-text.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";
import type { Clicker } from "../../src/requests/machine/clicker.ts";

function approve(by: Clicker, now = START + 1000, seen: Verdict = verdict): SeenEvent {
  return lookingClick("approve", by, now, { verdict: seen });
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
      alertOwners: ["Carla@Contoso.example"],
    };
    expect(decide(requestWith({ verdict: seen }), event as SeenEvent)).toMatchObject({ kind: "refused" });
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
  const other = deviceWith({ id: "b".repeat(40) });
  const event = lookingClick("approve", clicker("carla", "Approver"), START, { device: other });
  const decision = decide(requestWith({ device: deviceWith() }), event);
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
    const decision = decide(pending, {
      kind: "tracked",
      now: START,
      action: machineActionWith({ status }),
      nextPollMs: 1,
    });
    expect(decision).toMatchObject({ request: { state } });
  });
});

test("the comment leads with the ID, and the reason can't imitate one", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyUnit, maxLength: 800 }), (reason) => {
      const comment = commentOf(requestWith({ reason, approvals: [{ person: person("carla"), at: START }] }));
      expect(comment).toMatch(/^\[7KQ2-M4XD\] /);
      expect(comment.slice(11)).not.toMatch(/[[\]]/);
      expect(comment.split("|")).toHaveLength(3);
      expect(comment.length).toBeLessThan(620);
      expect(comment.isWellFormed()).toBe(true);
    }),
  );
});
