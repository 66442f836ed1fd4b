import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, evaluate, stricterThan } from "../../src/core/policy.ts";
import type { Condition, Policy, Question, Rule, Terms } from "../../src/core/policy-model.ts";

const ana = { oid: "1", tid: "t", upn: "ana@contoso.example", name: "Ana" };
const device = {
  tags: ["Tier0"],
  group: "Servers",
  value: "High",
  name: "dc01.contoso.example",
  os: "WindowsServer2022",
};
const MONDAY_NOON = Date.UTC(2026, 10, 23, 12, 0);

const question: Question = {
  action: "isolate",
  freeByDefault: false,
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
    ["requester", { requester: ["ana@*"] }, { requester: ["ben@*"] }],
    [
      "hours",
      { hours: { days: ["mon"], from: "12:30", to: "13:30", zone: "Europe/Berlin" } },
      { hours: { days: ["mon"], from: "12:30", to: "13:30", zone: "UTC" } },
    ],
  ])("%s", (_, matching, other) => {
    expect(evaluate(question, policy([rule(matching, three)])).approvals).toBe(3);
    expect(evaluate(question, policy([rule(other, three)])).approvals).toBe(1);
  });

  test("a night window belongs to the day on which it began", () => {
    const night: Condition = { hours: { days: ["mon"], from: "22:00", to: "06:00", zone: "UTC" } };
    const at = (day: number, hour: number) =>
      evaluate({ ...question, now: Date.UTC(2026, 10, day, hour) }, policy([rule(night, three)])).approvals;
    expect([at(23, 21), at(23, 23), at(24, 5), at(24, 7), at(24, 23), at(23, 3)]).toEqual([1, 3, 3, 1, 1, 1]);
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

test("triage is free unless a rule names it", () => {
  const triage: Question = { ...question, action: "assign", freeByDefault: true };
  expect(evaluate(triage, DEFAULT_POLICY).approvals).toBe(0);
  expect(evaluate(triage, policy([rule({ action: ["assign"] }, { approvals: 1 })])).approvals).toBe(1);
});

test("the built-in default is the contract's", () => {
  const of = (action: Question["action"]) => evaluate({ ...question, action }, DEFAULT_POLICY);
  expect(of("isolate")).toMatchObject({ approvals: 1, expires: 3_600_000, selfApproval: false, deny: null });
  expect([of("scan").approvals, of("tag").approvals, of("value").approvals]).toEqual([0, 0, 0]);
  expect(of("offboard").deny).toBe("Offboard in the portal.");
});

test("another matching rule never takes approvals, denials or time away from those that hold", () => {
  const terms = fc.record(
    { approvals: fc.nat(5), expires: fc.integer({ min: 60_000, max: 600_000 }), deny: fc.constant("no") },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(terms, { minLength: 1, maxLength: 5 }), terms, (list, extra) => {
      const rules = list.map((then, index) => rule({ action: ["isolate"] }, then, String(index)));
      const before = evaluate(question, policy(rules));
      const after = evaluate(question, policy([...rules, rule({}, extra, "extra")]));
      const named = list.some((then) => then.approvals !== undefined);
      if (named) expect(after.approvals).toBeGreaterThanOrEqual(before.approvals);
      expect(after.expires).toBeLessThanOrEqual(before.expires);
      if (before.deny !== null) expect(after.deny).not.toBeNull();
    }),
  );
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
