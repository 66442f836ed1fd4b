import { describe, expect, test } from "vitest";
import { limitDenial as limitDenialText } from "../../src/policy/limits.ts";
import {
  DEFAULT_POLICY,
  evaluate as evaluateText,
  excludedBecause as excludedBecauseText,
  stricterThan as stricterThanText,
} from "../../src/policy/evaluate.ts";
import type { Condition, Policy, Question, Rule, Terms, Verdict } from "../../src/policy/model.ts";
import { deviceWith, person, START } from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const limitDenial = inEnglish(limitDenialText);

const evaluate = inEnglish(evaluateText);
const stricterThan = inEnglish(stricterThanText);
const excludedBecause = inEnglish(excludedBecauseText);

/** What a verdict says of its rules, what is stricter than what, and whom a policy bars from approving. */

const MINUTE = 60_000;
const ana = person("ana");
const question: Question = {
  action: "isolate",
  requester: ana,
  device: deviceWith({ tags: ["Lab", "Kiosk"] }),
  now: START,
};

function ruled(...rules: readonly Rule[]): Policy {
  return { ...DEFAULT_POLICY, limits: {}, rules };
}

function rule(when: Condition, then: Terms = {}, name = "a rule"): Rule {
  return { name, when, then };
}

describe("a rule that may match, because the device could not be looked up", () => {
  const usual = rule({}, { approvals: 2, expires: 30 * MINUTE, selfApproval: true }, "usual");

  test.each<[string, Terms, boolean]>([
    ["with a denial", { deny: "No." }, true],
    ["with more approvals", { approvals: 3 }, true],
    ["with as many approvals", { approvals: 2 }, false],
    ["with fewer approvals", { approvals: 1 }, false],
    ["with a shorter time", { expires: 30 * MINUTE - 1 }, true],
    ["with the same time", { expires: 30 * MINUTE }, false],
    ["with a longer time", { expires: 31 * MINUTE }, false],
    ["that excludes somebody", { exclude: ["eve@*"] }, true],
    ["that excludes nobody", { exclude: [] }, false],
    ["with a stronger sign-in", { stepUp: "c1" }, true],
    ["without self-approval", { selfApproval: false }, true],
    ["with self-approval", { selfApproval: true }, false],
    ["with no say in the matter", {}, false],
  ])("%s: %j holds: %s", (_, then, holds) => {
    const unsure = rule({ device: { tag: ["Tier0"] } }, then, "unsure");
    const { rules, others } = evaluate({ ...question, device: null }, ruled(usual, unsure));
    expect(rules.map(({ name }) => name)).toEqual(holds ? ["usual", "unsure"] : ["usual"]);
    expect(others.map(({ name }) => name)).toEqual(holds ? [] : ["unsure"]);
  });

  test("does not hold for taking self-approval away that nobody has given", () => {
    const unsure = rule({ device: { tag: ["Tier0"] } }, { selfApproval: false });
    expect(evaluate({ ...question, device: null }, ruled(unsure)).rules).toEqual([]);
  });
});

describe("a condition says what was compared", () => {
  const { device: _, ...deviceless } = question;
  test.each<[string, Condition, Question]>([
    ["there is no device", { device: { tag: ["Tier0"] } }, deviceless],
    [
      "Defender gives none",
      { device: { group: ["Servers"] } },
      { ...question, device: deviceWith({ group: null }) },
    ],
    ["Lab, Kiosk ≠ Tier0 or DC", { device: { tag: ["Tier0", "DC"] } }, question],
    ["none ≠ Tier0", { device: { tag: ["Tier0"] } }, { ...question, device: deviceWith() }],
    ["Entra gives no name", { requester: ["ana@*"] }, { ...question, requester: { ...ana, upn: "" } }],
    ["ana@contoso.example ≠ ben@*", { requester: ["ben@*"] }, question],
    ["isolate ≠ scan or release", { action: ["scan", "release"] }, question],
  ])("%s", (because, when, asked) => {
    const { rules, others } = evaluate(asked, ruled(rule(when, { deny: "No." })));
    expect([...rules, ...others].flatMap((one) => one.conditions)).toMatchObject([{ because }]);
  });

  test("of a sensor without a name all but the name is known", () => {
    const nameless = { ...question, device: deviceWith({ name: "d".repeat(40), group: "Servers" }) };
    const one = (when: Condition) => evaluate(nameless, ruled(rule(when, { deny: "No." }))).rules[0]?.match;
    expect(one({ device: { group: ["Servers"] } })).toBe("yes");
    expect(one({ device: { name: ["web01"] } })).toBe("unknown");
  });

  test("people are known by their object id whatever its case", () => {
    const byId = (oid: string, wanted: string) =>
      evaluate({ ...question, requester: { ...ana, oid } }, ruled(rule({ requester: [wanted] }))).rules
        .length;
    expect([byId("00aa", "00AA"), byId("00AA", "00aa"), byId("00aa", "00ab")]).toEqual([1, 1, 0]);
  });
});

test("a reason is asked for where the policy requires one", () => {
  const asks = (reason: "required" | "optional") =>
    evaluate(question, { ...DEFAULT_POLICY, default: { ...DEFAULT_POLICY.default, reason } }).reasonRequired;
  expect([asks("required"), asks("optional")]).toEqual([true, false]);
});

describe("what has become stricter", () => {
  const before: Verdict = { ...evaluate(question, ruled()), selfApproval: true };
  const named = (...names: string[]) =>
    evaluate(question, ruled(...names.map((name) => rule({}, {}, name)))).rules;

  test.each<[string | null, Partial<Verdict>]>([
    ["policy now denies it: Not here.", { deny: "Not here." }],
    ["3 approvals are needed now, 1 before", { approvals: 3 }],
    ['now under rule "night"', { rules: named("night") }],
    ['now under rule "night", "tier 0"', { rules: named("night", "tier 0") }],
    ["it has to be approved within 30 min now, 1 h before", { expires: 30 * MINUTE }],
    [null, { expires: 2 * 60 * MINUTE }],
    ["self-approval is no longer allowed", { selfApproval: false }],
    ["more people are excluded from approving", { exclude: ["eve@*"] }],
    ["a stronger sign-in is needed now", { stepUp: ["c1"] }],
    [null, {}],
  ])("%s", (words, changes) => {
    expect(stricterThan(before, { ...before, ...changes })).toBe(words);
  });

  test("is nothing that was so before", () => {
    const strict: Verdict = {
      ...before,
      rules: named("night"),
      deny: "No.",
      exclude: ["eve@*"],
      stepUp: ["c1"],
    };
    expect(stricterThan(strict, strict)).toBeNull();
    expect(stricterThan(strict, { ...strict, deny: "Still no." })).toBeNull();
  });
});

describe("whom a policy bars from approving", () => {
  const EXCLUDED = "The policy excludes you from approving this.";
  const OWNER = "You own the alert, and the policy asks for somebody else.";
  const carla = person("carla");
  const nameless = { ...carla, upn: "" };

  test.each<[string, readonly string[], string | null, typeof carla, string | null]>([
    ["nobody", [], carla.upn, carla, null],
    ["somebody else", ["eve@*"], null, carla, null],
    ["who is named", ["eve@*", "CARLA@*"], null, carla, EXCLUDED],
    ["who is named by object id", ["carla"], null, nameless, EXCLUDED],
    ["who may be the one that is named", ["eve@*"], null, nameless, EXCLUDED],
    ["the owner of the alert", ["alert-owner"], "Carla@contoso.example", carla, OWNER],
    ["who may own the alert", ["alert-owner"], "eve@contoso.example", nameless, OWNER],
    ["not who owns no alert", ["alert-owner"], "eve@contoso.example", carla, null],
    ["nobody when nobody owns the alert", ["alert-owner"], null, carla, null],
    ["nobody without a name when nobody owns the alert", ["alert-owner"], null, nameless, null],
    ["not the owner unless the policy says so", ["eve@*"], carla.upn, carla, null],
  ])("%s: %j of an alert of %s", (_, exclude, owner, who, because) => {
    const verdict = { ...evaluate(question, ruled()), exclude };
    expect(excludedBecause(verdict, who, owner === null ? [] : [owner])).toBe(because);
  });
});

describe("the refusal of the limits", () => {
  const hour = (used: number | null) => [{ per: "hour", most: 20, used } as const];

  test("says how many there are, that none is left, and when one more is free", () => {
    expect(limitDenial("isolate", hour(19))).toBeNull();
    expect(limitDenial("isolate", hour(20))).toBe(
      'No more than 20 "isolate" per hour are allowed, and 20 were approved: none is left.',
    );
    const full = [{ per: "hour", most: 20, used: 21, freesAt: Date.UTC(2026, 10, 22, 18, 40) }] as const;
    expect(limitDenial("isolate", full)).toBe(
      'No more than 20 "isolate" per hour are allowed, and 21 were approved: none is left. One more is free from 22 Nov 2026 18:40 UTC.',
    );
  });

  test("is certain when they can't be counted", () => {
    expect(limitDenial("isolate", hour(null))).toBe('The limits of "isolate" could not be checked.');
  });
});
