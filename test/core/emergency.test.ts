import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import {
  awaitsReview,
  emergencyBanner as emergencyBannerText,
  emergencyRefusal as emergencyRefusalText,
  isEmergency,
} from "../../src/requests/machine/emergency.ts";
import { parse } from "../../src/grammar/parse.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { commentOf } from "../../src/requests/machine/ownership.ts";
import { actor, by, carla, traces } from "../support/records.ts";
import { clicker, decide, requestWith, type SeenEvent, START } from "../support/request.ts";
import type { Clicker } from "../../src/requests/machine/clicker.ts";
import { inEnglish } from "../support/in-english.ts";

const emergencyBanner = inEnglish(emergencyBannerText);
const emergencyRefusal = inEnglish(emergencyRefusalText);

const ran = requestWith({ state: "Succeeded", finishedAt: START, emergency: { review: null } });

function review(who: Clicker, comment: string | null = null): SeenEvent {
  return { kind: "review", by: who, now: START + 1000, comment };
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
    expect([isEmergency({ emergency: "true" }), isEmergency({ reason: "emergency" })]).toEqual([true, false]);
  });

  test("is off in the default policy, and on for the actions that a policy lists", () => {
    expect(emergencyRefusal(DEFAULT_POLICY, "isolate")).toMatch(/does not allow emergencies/);
    const on = { ...DEFAULT_POLICY, emergency: { enabled: true, actions: ["isolate", "release"] as const } };
    expect(emergencyRefusal(on, "isolate")).toBeNull();
    expect(emergencyRefusal(on, "scan")).toMatch(/for isolate, release, and not for "scan"/);
  });

  test("tells Defender that nobody has approved it", () => {
    expect(commentOf(ran)).toMatch(/\| approved by nobody \(emergency\)$/);
  });
});

describe("its review", () => {
  test("is done by another Approver, with or without a comment, once", () => {
    const decision = decide(ran, review(by, "was right"));
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
    expect(again).toEqual({
      kind: "refused",
      text: "7KQ2-M4XD was reviewed already by carla@contoso.example.",
      moved: true,
      audit: [],
    });
  });

  const RAN = "ana (ana@contoso.example) ran this without approval.";
  test.each<[string, string | null, string, string, string]>([
    ["a comment", "was right", "reviewed the emergency: was right", "was right", ": was right"],
    ["no comment", null, "reviewed the emergency", "no comment", ""],
  ])("with %s is told, and stands on the card and on record", (_, comment, words, outcome, shown) => {
    const decision = decide(ran, review(by, comment));
    const { request } = decision.kind === "changed" ? decision : expect.fail("refused");
    expect(traces(decision)).toMatchObject({
      history: { by: carla.upn, text: words },
      audit: [{ actor, event: "reviewed", outcome }],
      tell: `carla ${words}`,
    });
    expect(emergencyBanner(ran)).toBe(`${RAN} Another Approver still has to review it.`);
    expect(emergencyBanner(request)).toBe(`${RAN} Reviewed by ${carla.upn} at 22 Nov 2026 00:00 UTC${shown}`);
  });

  test.each<[string, Clicker, string]>([
    [
      "who ran it",
      clicker("ana", "Approver", "BreakGlass"),
      "You ran this yourself, so another Approver has to review it.",
    ],
    [
      "a Responder",
      clicker("ben", "Responder", "BreakGlass", "Admin"),
      "You need the role Approver to review this.",
    ],
  ])("is not for %s", (_, who, text) => {
    expect(decide(ran, review(who))).toMatchObject({
      kind: "refused",
      text,
      audit: [{ event: "refused", outcome: text }],
    });
    expect(awaitsReview(ran)).toBe(true);
  });

  test("is not for other requests", () => {
    const plain = requestWith({ state: "Succeeded" });
    expect(decide(plain, review(by))).toEqual({
      kind: "refused",
      text: "7KQ2-M4XD was no emergency: there is nothing to review.",
      moved: true,
      audit: [],
    });
    expect(awaitsReview(plain)).toBe(false);
    expect(emergencyBanner(plain)).toBe("");
  });
});
