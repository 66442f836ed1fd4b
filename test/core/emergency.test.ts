import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { decide } from "../../src/core/approval.ts";
import { awaitsReview, emergencyBanner, emergencyRefusal } from "../../src/core/emergency.ts";
import { parse } from "../../src/core/parse.ts";
import { DEFAULT_POLICY } from "../../src/core/policy.ts";
import { commentOf, type ApprovalEvent, type Clicker } from "../../src/core/request.ts";
import { clicker, requestWith, START } from "../support/request.ts";

const ran = requestWith({ state: "Succeeded", finishedAt: START, emergency: { review: null } });

function review(by: Clicker, comment: string | null = null): ApprovalEvent {
  return { kind: "review", by, now: START + 1000, comment };
}

describe("emergency:true", () => {
  test("belongs to what waits for approval and takes a reason, not to triage", () => {
    for (const command of COMMANDS.filter((one) => one.effect === "changes")) {
      const wants = command.role !== null && "reason" in command.args;
      expect("emergency" in command.args, command.name).toBe(wants);
    }
    expect(parse("isolate web01 emergency:true worm", COMMANDS)).toMatchObject({
      kind: "command",
      raw: { emergency: "true", reason: "worm" },
    });
    expect(parse("isolate web01 emergency:yes worm", COMMANDS)).toMatchObject({ argument: "emergency" });
  });

  test("is off in the default policy, and on for the actions that a policy lists", () => {
    expect(emergencyRefusal(DEFAULT_POLICY, "isolate")).toMatch(/does not allow emergencies/);
    const on = { ...DEFAULT_POLICY, emergency: { enabled: true, actions: ["isolate" as const] } };
    expect(emergencyRefusal(on, "isolate")).toBeNull();
    expect(emergencyRefusal(on, "scan")).toMatch(/for isolate, and not for "scan"/);
  });

  test("tells Defender that nobody has approved it", () => {
    expect(commentOf(ran)).toMatch(/\| approved by nobody \(emergency\)$/);
  });
});

describe("its review", () => {
  test("is done by another Approver, with or without a comment, once", () => {
    const decision = decide(ran, review(clicker("carla", "Approver"), "was right"));
    expect(decision).toMatchObject({
      kind: "changed",
      request: {
        state: "Succeeded",
        emergency: { review: { person: { oid: "carla" }, comment: "was right" } },
      },
      audit: [{ event: "reviewed", outcome: "was right", actor: { oid: "carla" } }],
    });
    if (decision.kind !== "changed") return;
    expect(awaitsReview(decision.request)).toBe(false);
    expect(emergencyBanner(decision.request)).toMatch(/Reviewed by carla@.*: was right$/);
    const again = decide(decision.request, review(clicker("david", "Approver")));
    expect(again).toMatchObject({ kind: "refused", audit: [] });
  });

  test.each<[string, Clicker]>([
    ["who ran it", clicker("ana", "Approver", "BreakGlass")],
    ["a Responder", clicker("ben", "Responder", "BreakGlass", "Admin")],
  ])("is not for %s", (_, by) => {
    expect(decide(ran, review(by))).toMatchObject({ kind: "refused", audit: [{ event: "refused" }] });
    expect(awaitsReview(ran)).toBe(true);
  });

  test("is not for other requests", () => {
    const plain = requestWith({ state: "Succeeded" });
    expect(decide(plain, review(clicker("carla", "Approver")))).toMatchObject({ kind: "refused" });
    expect(emergencyBanner(plain)).toBe("");
  });
});
