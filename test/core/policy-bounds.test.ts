import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { leaseRefusal as leaseRefusalText } from "../../src/requests/machine/lease.ts";
import { durationText, parseDuration } from "../../src/shared/duration.ts";
import { ACTIONS, isTriage } from "../../src/policy/model.ts";
import { parsePolicy } from "../../src/adapters/policy-file/schema.ts";
import { inEnglish } from "../support/in-english.ts";

const leaseRefusal = inEnglish(leaseRefusalText);

/** Keys of the policy that have bounds, or stand for others. */

const read = (policy: object) => parsePolicy(JSON.stringify({ version: 1, ...policy }));
const problemsOf = (policy: object) => {
  const result = read(policy);
  return result.ok ? "" : result.problems.join("\n");
};
const policyOf = (policy: object) => {
  const result = read(policy);
  return result.ok ? result.policy : expect.fail(result.problems.join("\n"));
};
const DAY = 86_400_000;

describe("the lengths of a lease", () => {
  test("are 15 minutes to 7 days, unless the policy says otherwise", () => {
    expect(policyOf({}).lease).toEqual({ min: 900_000, max: 7 * DAY });
    expect(policyOf({ lease: { min: "1s" } }).lease).toEqual({ min: 1000, max: 7 * DAY });
    expect(policyOf({ lease: { max: "30d" } }).lease).toEqual({ min: 900_000, max: 30 * DAY });
  });

  test.each<[object, RegExp]>([
    [{ min: "0s" }, /lease\.min: .*from 1s to 30d/],
    [{ max: "31d" }, /lease\.max: .*from 1s to 30d/],
    [{ min: "2h", max: "1h" }, /lease: has to have a min that is not above its max/],
    [{ least: "1h" }, /lease: the key "least" is not known/],
  ])("refuse %j", (lease, words) => {
    expect(problemsOf({ lease })).toMatch(words);
  });

  test("hold at both ends, and the refusal says them", () => {
    const bounds = { min: 900_000, max: 7 * DAY };
    expect([bounds.min, bounds.max].map((ms) => leaseRefusal(ms, bounds))).toEqual([null, null]);
    expect(leaseRefusal(1000, bounds)).toMatch(/^"for:1s" is not possible: the policy allows 15m to 7d/);
    expect(leaseRefusal(8 * DAY, bounds)).toMatch(/^"for:8d"/);
  });
});

test("a length is written as it is read, in the largest unit that fits", () => {
  expect([1000, 90_000, 900_000, 5_400_000, 86_400_000].map(durationText)).toEqual([
    "1s",
    "90s",
    "15m",
    "90m",
    "1d",
  ]);
  expect(parseDuration(durationText(12_345_000))).toBe(12_345_000);
});

test("expires is 1 second to 7 days", () => {
  expect(problemsOf({ default: { expires: "1s" } })).toBe("");
  expect(problemsOf({ default: { expires: "7d" } })).toBe("");
  expect(problemsOf({ default: { expires: "0s" } })).toMatch(/from 1s to 7d/);
  expect(problemsOf({ default: { expires: "8d" } })).toMatch(/from 1s to 7d/);
});

describe("contain as an action", () => {
  const rule = (action: readonly string[]) => ({
    rules: [{ name: "r", when: { action }, then: { approvals: 2 } }],
  });

  test("means all actions that it proposes, once each, and is told with its place", () => {
    const policy = policyOf(rule(["contain", "isolate"]));
    expect(policy.rules[0]?.when.action).toEqual(["isolate", "revoke-sessions", "compromised"]);
    expect(policy.warnings).toEqual([
      expect.stringMatching(
        /^line 1, column \d+: rules\[0\]\.when\.action\[0\]: "contain" stands for isolate, revoke-sessions, comp/,
      ),
    ]);
    expect(policyOf(rule(["isolate"])).warnings).toEqual([]);
  });

  test("in limits and emergencies means them as well, beside what is said of each", () => {
    const policy = policyOf({
      limits: { contain: { perHour: 5 }, isolate: { perHour: 9, perDay: 20 } },
      emergency: { enabled: true, actions: ["contain"] },
    });
    expect(policy.limits).toEqual({
      isolate: { perHour: 5, perDay: 20 },
      "revoke-sessions": { perHour: 5 },
      compromised: { perHour: 5 },
    });
    expect(policy.emergency.actions).toContain("revoke-sessions");
    expect(policy.warnings).toHaveLength(2);
  });
});

test("every command that changes something has an action, and triage is what is free by default", () => {
  for (const command of COMMANDS) {
    if (command.effect !== "changes") continue;
    expect(ACTIONS).toContain(command.action);
    expect([command.action, isTriage(command.action)]).toEqual([command.action, command.triage]);
  }
});

test("a pattern that nobody can see is refused", () => {
  const rules = [{ name: "r", when: { device: { tag: ["\u200b "] } }, then: { approvals: 2 } }];
  expect(problemsOf({ rules })).toMatch(/tag\[0\]: has to name something that can be seen/);
});

test.each<[string, object, RegExp]>([
  ["nobody who asks", { when: { requester: ["ana"] } }, /requester\[0\]: names nobody/],
  [
    "no value of a device",
    { when: { device: { value: ["Critical"] } } },
    /value\[0\]: fits no .*Low, Normal, High/,
  ],
  ["a damaged group", { when: { device: { group: ["B\uFFFDro"] } } }, /group\[0\]: .*damaged.*UTF-8/],
  ["a damaged name to exclude", { then: { exclude: ["bj\uFFFDrn@*"] } }, /exclude\[0\]: .*damaged.*UTF-8/],
])(
  "a pattern that fits %s is refused: its rule would hold for nothing, and look as if it did",
  (_, rule, words) => {
    const rules = [{ name: "r", when: {}, then: { approvals: 2 }, ...rule }];
    expect(problemsOf({ rules })).toMatch(words);
  },
);

test.each<[string, object]>([
  ["asks", { asks: { enabled: true } }],
  ["then.approvers", { rules: [{ name: "r", when: {}, then: { approvers: ["Approver.Servers"] } }] }],
  ["then.pause", { rules: [{ name: "r", when: {}, then: { pause: 30 } }] }],
  [
    "then.escalate",
    { rules: [{ name: "r", when: {}, then: { escalate: [{ after: "5m", to: "oncall" }] } }] },
  ],
  ["when.time", { rules: [{ name: "r", when: { time: {} }, then: {} }] }],
  ["limits.isolate.perPerson", { limits: { isolate: { perPerson: 5 } } }],
])("the key %s, which is not enforced, is refused", (_, policy) => {
  expect(problemsOf(policy)).toMatch(/is not known/);
});
