import { describe, expect, test } from "vitest";
import { fitting, namesPerson } from "../../src/policy/canonical.ts";
import {
  DEFAULT_POLICY,
  evaluate as evaluateText,
  stricterThan as stricterThanText,
} from "../../src/policy/evaluate.ts";
import type { Condition, Policy, Question, Rule, Terms } from "../../src/policy/model.ts";
import { deviceWith } from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const evaluate = inEnglish(evaluateText);
const stricterThan = inEnglish(stricterThanText);

const ana = { oid: "1", tid: "t", upn: "ana@contoso.example", name: "Ana" };
const device = deviceWith({
  tags: ["Tier0"],
  group: "Servers",
  value: "High",
  name: "dc01.contoso.example",
  os: "WindowsServer2022",
});
const MONDAY_NOON = Date.UTC(2026, 10, 23, 12, 0);

const question: Question = {
  action: "isolate",
  requester: ana,
  device,
  now: MONDAY_NOON,
  usage: { hour: 0, day: 0, groupHour: 0 },
};

function policy(rules: readonly Rule[], rest: Partial<Policy> = {}): Policy {
  return { ...DEFAULT_POLICY, limits: {}, ...rest, rules };
}

function rule(when: Condition, then: Terms, name = "a rule"): Rule {
  return { name, when, then };
}

const three: Terms = { approvals: 3 };

describe("each key of when is read", () => {
  test.each<[string, Condition, Condition]>([
    ["action", { action: ["isolate"] }, { action: ["release"] }],
    ["device.tag", { device: { tag: ["tier0"] } }, { device: { tag: ["Tier1"] } }],
    ["device.group", { device: { group: ["Serv*"] } }, { device: { group: ["Labs"] } }],
    ["device.value", { device: { value: ["High"] } }, { device: { value: ["Low"] } }],
    ["device.name", { device: { name: ["dc*"] } }, { device: { name: ["dc"] } }],
    ["device.os", { device: { os: ["WindowsServer*"] } }, { device: { os: ["Linux*"] } }],
    ["device.name, the first label", { device: { name: ["DC01"] } }, { device: { name: ["contoso"] } }],
    ["requester", { requester: ["ana@*"] }, { requester: ["ben@*"] }],
    ["requester, an object id", { requester: ["1"] }, { requester: ["2"] }],
    [
      "hours",
      { hours: { days: ["mon"], from: "12:30", to: "13:30", zone: "Europe/Berlin" } },
      { hours: { days: ["mon"], from: "12:30", to: "13:30", zone: "UTC" } },
    ],
  ])("%s", (_, matching, other) => {
    expect(evaluate(question, policy([rule(matching, three)])).approvals).toBe(3);
    expect(evaluate(question, policy([rule(other, three)])).approvals).toBe(1);
  });

  test("keys are and-ed", () => {
    const both: Condition = { action: ["isolate"], device: { tag: ["Tier0"], group: ["Labs"] } };
    expect(evaluate(question, policy([rule(both, three)])).approvals).toBe(1);
  });
});

describe("each key of then is read", () => {
  const all: Condition = { action: ["isolate"] };
  test("approvals replaces the default, also downwards", () => {
    expect(evaluate(question, policy([rule(all, { approvals: 0 })])).approvals).toBe(0);
  });
  test("the most approvals and the shortest expiry hold", () => {
    const rules = [
      rule(all, { approvals: 2, expires: 60_000 }),
      rule(all, { approvals: 1, expires: 30_000 }, "b"),
    ];
    expect(evaluate(question, policy(rules))).toMatchObject({ approvals: 2, expires: 30_000 });
  });
  test("a deny wins", () => {
    const rules = [rule(all, { approvals: 0 }), rule(all, { deny: "never" }, "b")];
    expect(evaluate(question, policy(rules)).deny).toBe("never");
  });
  test("selfApproval, exclude and stepUp", () => {
    const then: Terms = { selfApproval: true, exclude: ["eve@*"], stepUp: "c1" };
    expect(evaluate(question, policy([rule(all, then)]))).toMatchObject({
      selfApproval: true,
      exclude: ["eve@*"],
      stepUp: ["c1"],
    });
    expect(
      evaluate(question, policy([rule(all, then), rule(all, { selfApproval: false }, "b")])).selfApproval,
    ).toBe(false);
  });
});

describe("what could not be looked up", () => {
  const unknown: Question = { ...question, device: null };
  test("counts as a match for what is stricter", () => {
    const tagged = rule({ device: { tag: ["Tier0"] } }, { approvals: 2, expires: 60_000 });
    expect(evaluate(unknown, policy([tagged]))).toMatchObject({ approvals: 2, expires: 60_000 });
    const denied = rule({ device: { group: ["X"] } }, { deny: "no" });
    expect(evaluate(unknown, policy([denied])).deny).toBe("no");
    expect(evaluate({ ...question, device: { ...device, group: null } }, policy([denied])).deny).toBe("no");
    expect(evaluate({ ...question, device: { ...device, tags: null } }, policy([tagged])).approvals).toBe(2);
    const named = rule({ device: { name: ["dc*"] } }, { approvals: 2 });
    const nameless = { ...device, name: "d".repeat(40) };
    expect(evaluate({ ...question, device: nameless }, policy([named])).approvals).toBe(2);
    expect(evaluate({ ...question, device: { ...device, tags: [] } }, policy([tagged])).approvals).toBe(1);
  });
  test("is never a permission", () => {
    const free = rule({ device: { tag: ["Lab"] } }, { approvals: 0, selfApproval: true });
    expect(evaluate(unknown, policy([free]))).toMatchObject({ approvals: 1, selfApproval: false });
    expect(
      evaluate({ ...question, usage: null }, policy([], { limits: { isolate: { perHour: 5 } } })).deny,
    ).toMatch(/could not be checked/);
  });
});

test("limits deny when they are reached", () => {
  const limits = { isolate: { perHour: 2, perDay: 5, perGroupPerHour: 1 } };
  const at = (hour: number, day: number, groupHour: number) =>
    evaluate({ ...question, usage: { hour, day, groupHour } }, policy([], { limits })).deny;
  expect(at(1, 1, 0)).toBeNull();
  expect(at(2, 2, 0)).toMatch(/2 "isolate" per hour/);
  expect(at(0, 5, 0)).toMatch(/per day/);
  expect(at(0, 0, 1)).toMatch(/device group/);
});

test("triage is free unless a rule names it; whatever else a rule says holds for triage too", () => {
  const { device: _, ...alert } = question;
  const triage: Question = { ...alert, action: "assign" };
  const of = (...rules: Rule[]) => evaluate(triage, policy(rules));
  expect(of().approvals).toBe(0);
  expect(of(rule({ action: ["assign"] }, { approvals: 1 })).approvals).toBe(1);
  expect(of(rule({ requester: ["ana@*"] }, { approvals: 2, deny: "no" }))).toMatchObject({
    approvals: 0,
    deny: "no",
  });
  expect(of(rule({ device: { tag: ["Tier0"] } }, { deny: "no" })).deny).toBeNull();
});

describe("patterns", () => {
  test.each<[string, string, boolean]>([
    ["dc*", "DC01.contoso.example", true],
    ["*.contoso.example", "dc01.contoso.example", true],
    ["ab*ba", "aba", false],
    ["ab*ba", "abba", true],
    ["a.c", "abc", false],
    ["a*b*c", "a1c2b3c", true],
    ["", "", true],
  ])("%s and %s: %s", (pattern, text, expected) => {
    expect(fitting(["x", pattern], text)).toBe(expected ? pattern : null);
  });

  test("name nobody for certain whom Entra gives no name", () => {
    const nameless = { ...ana, upn: "" };
    expect(namesPerson(["eve@*"], nameless)).toBe("unknown");
    expect(namesPerson(["1"], nameless)).toBe("yes");
    expect(namesPerson([], nameless)).toBe("no");
  });
});

describe("the verdict explains itself", () => {
  const rules = [
    rule({ action: ["isolate"], device: { tag: ["Tier0", "DC"] } }, three, "tier 0"),
    rule({ device: { tag: ["Lab"] }, requester: ["ana@*", "ben@*"] }, { approvals: 0 }, "lab"),
    rule({}, { expires: 60_000 }, "always"),
  ];
  test("by every condition of every rule", () => {
    const verdict = evaluate(question, policy(rules));
    expect(verdict.rules.map(({ name, conditions }) => [name, conditions])).toEqual([
      [
        "tier 0",
        [
          { key: "action", match: "yes", because: "isolate" },
          { key: "device tag", match: "yes", because: "Tier0" },
        ],
      ],
      ["always", []],
    ]);
    expect(verdict.others.map(({ name, conditions }) => [name, conditions])).toEqual([
      [
        "lab",
        [
          { key: "device tag", match: "no", because: "Tier0 ≠ Lab" },
          { key: "requester", match: "yes", because: "ana@contoso.example = ana@* or ben@*" },
        ],
      ],
    ]);
  });

  test("by what could not be looked up", () => {
    const { rules: held } = evaluate({ ...question, device: null }, policy(rules));
    expect(held[0]?.conditions[1]).toEqual({
      key: "device tag",
      match: "unknown",
      because: "it could not be looked up",
    });
  });

  test("by the limits and what is used of them", () => {
    const limits = { isolate: { perHour: 20, perDay: 50 } };
    const usage = { hour: 3, day: 4, groupHour: 1 };
    expect(evaluate({ ...question, usage }, policy([], { limits })).limits).toEqual([
      { per: "hour", most: 20, used: 3 },
      { per: "day", most: 50, used: 4 },
    ]);
    const { usage: _, ...placed } = question;
    expect(evaluate(placed, policy([], { limits: { isolate: { perHour: 0 } } }))).toMatchObject({
      deny: null,
      limits: [],
    });
  });
});

test("the built-in default is the contract's", () => {
  const of = (action: Question["action"]) => evaluate({ ...question, action }, DEFAULT_POLICY);
  expect(of("isolate")).toMatchObject({ approvals: 1, expires: 3_600_000, selfApproval: false, deny: null });
  expect([of("scan").approvals, of("tag").approvals, of("value").approvals]).toEqual([0, 0, 0]);
  expect(of("offboard").deny).toBe("Offboard in the portal.");
});

test("stricterThan names what has become stricter, and nothing else", () => {
  const base = evaluate(question, DEFAULT_POLICY);
  expect(stricterThan(base, base)).toBeNull();
  expect(stricterThan(base, { ...base, approvals: 0 })).toBeNull();
  expect(stricterThan(base, { ...base, approvals: 2 })).toMatch(/2 approvals are needed now, 1 before/);
  expect(stricterThan(base, { ...base, deny: "x" })).toMatch(/denies/);
  expect(stricterThan({ ...base, selfApproval: true }, base)).toMatch(/self-approval/);
  expect(stricterThan(base, { ...base, stepUp: ["c1"] })).toMatch(/sign-in/);
  expect(stricterThan(base, { ...base, exclude: ["x"] })).toMatch(/excluded/);
});
