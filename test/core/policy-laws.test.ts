import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, evaluate, stricterThan, strictest } from "../../src/policy/evaluate.ts";
import { fitting } from "../../src/policy/canonical.ts";
import type { Policy, Question, Rule, Terms, Verdict } from "../../src/policy/model.ts";
import type { Device } from "../../src/defender/device.ts";
import { deviceWith, person } from "../support/request.ts";
import { runs } from "../support/laws.ts";

/** What holds for every policy and every question, whatever the rules are. */

const word = fc.constantFrom("a", "b", "c");
const words = fc.array(word, { minLength: 1, maxLength: 2 });
const optional = { requiredKeys: [] };

const condition = fc.record(
  {
    action: fc.uniqueArray(fc.constantFrom("isolate" as const, "scan" as const), { minLength: 1 }),
    device: fc.record({ tag: words, group: words, value: words, name: words, os: words }, optional),
    requester: fc.constantFrom(["ana@*"], ["ben@*"]),
  },
  optional,
);

const terms: fc.Arbitrary<Terms> = fc.record(
  {
    approvals: fc.nat(4),
    expires: fc.integer({ min: 60_000, max: 7_200_000 }),
    deny: fc.constant("no"),
    selfApproval: fc.boolean(),
    exclude: words,
    stepUp: fc.constantFrom("c1", "c2"),
  },
  optional,
);

const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(fc.record({ when: condition, then: terms }), { maxLength: 5 })
  .map((list) => list.map((one, index) => ({ name: `rule ${index}`, ...one })));

const device: fc.Arbitrary<Device> = fc
  .record({
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    group: word,
    value: word,
    name: word,
    os: word,
  })
  .map(deviceWith);

const question = fc
  .record({ action: fc.constantFrom("isolate" as const, "scan" as const), device })
  .map((asked): Question => ({
    ...asked,
    requester: person("ana"),
    now: 0,
    usage: { hour: 0, day: 0, groupHour: 0 },
  }));

const base = fc.record({ approvals: fc.nat(3), selfApproval: fc.boolean() });

function policyOf(list: readonly Rule[], default_: { approvals: number; selfApproval: boolean }): Policy {
  return { ...DEFAULT_POLICY, default: { ...DEFAULT_POLICY.default, ...default_ }, rules: list };
}

/** What `b` allows and `a` does not. */
function loosened(a: Verdict, b: Verdict): readonly string[] {
  return [
    ...(b.approvals < a.approvals ? ["approvals"] : []),
    ...(b.expires > a.expires ? ["expires"] : []),
    ...(b.deny === null && a.deny !== null ? ["deny"] : []),
    ...(b.selfApproval && !a.selfApproval ? ["selfApproval"] : []),
    ...(a.exclude.some((who) => !b.exclude.includes(who)) ? ["exclude"] : []),
    ...(a.stepUp.some((context) => !b.stepUp.includes(context)) ? ["stepUp"] : []),
  ];
}

test("the order of rules does not matter", () => {
  fc.assert(
    fc.property(rules, base, question, fc.infiniteStream(fc.nat()), (list, default_, asked, keys) => {
      const order = list.map((one) => ({ one, key: keys.next().value ?? 0 }));
      const shuffled = order.toSorted((a, b) => a.key - b.key).map(({ one }) => one);
      const [one, other] = [list, shuffled].map((rules) => evaluate(asked, policyOf(rules, default_)));
      expect([loosened(one!, other!), loosened(other!, one!)]).toEqual([[], []]);
      expect(new Set(one!.rules.map((rule) => rule.name))).toEqual(
        new Set(other!.rules.map((rule) => rule.name)),
      );
    }),
  );
});

test("one more rule loosens nothing but what it says itself and no matching rule has said before", () => {
  fc.assert(
    fc.property(rules, base, question, condition, terms, (list, default_, asked, when, then) => {
      const before = evaluate(asked, policyOf(list, default_));
      const after = evaluate(asked, policyOf([...list, { name: "extra", when, then }], default_));
      const sure = before.rules.filter((rule) => rule.match === "yes").map((rule) => rule.then);
      const allowed = [
        ...(then.approvals !== undefined && sure.every((one) => one.approvals === undefined)
          ? ["approvals"]
          : []),
        ...(then.selfApproval === true && sure.every((one) => one.selfApproval === undefined)
          ? ["selfApproval"]
          : []),
      ];
      expect(allowed).toEqual(expect.arrayContaining([...loosened(before, after)]));
    }),
    { numRuns: runs(500) },
  );
});

describe("a fact that could not be looked up never loosens", () => {
  const hidden = fc.subarray<"tags" | "group" | "value" | "os">(["tags", "group", "value", "os"]);

  test.each<[string, (device: Device, keys: readonly string[]) => Device | null]>([
    ["the whole device", () => null],
    [
      "some facts of it",
      (known, keys) => ({ ...known, ...Object.fromEntries(keys.map((key) => [key, null])) }),
    ],
  ])("%s", (_, hide) => {
    fc.assert(
      fc.property(rules, base, question, hidden, (list, default_, asked, keys) => {
        const policy = policyOf(list, default_);
        const known = evaluate(asked, policy);
        const blind = evaluate({ ...asked, device: hide(asked.device as Device, keys) }, policy);
        expect(loosened(known, blind)).toEqual([]);
      }),
      { numRuns: runs(500) },
    );
  });

  test("who asks", () => {
    fc.assert(
      fc.property(rules, base, question, (list, default_, asked) => {
        const policy = policyOf(list, default_);
        const nameless = { ...asked, requester: { ...asked.requester, upn: "" } };
        expect(loosened(evaluate(asked, policy), evaluate(nameless, policy))).toEqual([]);
      }),
    );
  });
});

test("every rule of the policy is in the verdict once, with a reason unless it has no condition", () => {
  fc.assert(
    fc.property(rules, base, question, (list, default_, asked) => {
      const verdict = evaluate(asked, policyOf(list, default_));
      const told = [...verdict.rules, ...verdict.others];
      expect(told.map((rule) => rule.name).toSorted()).toEqual(list.map((rule) => rule.name).toSorted());
      for (const rule of told) {
        const reasons = rule.conditions.filter((one) => one.match === rule.match);
        if (rule.conditions.length > 0) expect(reasons.length).toBeGreaterThan(0);
      }
    }),
  );
});

test("a verdict is stricter than another exactly when something in it is, or another rule holds", () => {
  fc.assert(
    fc.property(rules, rules, question, (first, second, asked) => {
      const [one, two] = [first, second].map((list) =>
        evaluate(asked, policyOf(list, DEFAULT_POLICY.default)),
      );
      const stricter = loosened(two!, one!).length > 0;
      const names = new Set(one!.rules.map((rule) => rule.name));
      const others = two!.rules.some((rule) => !names.has(rule.name));
      expect(stricterThan(one!, two!) !== null).toBe(stricter || others);
    }),
    { numRuns: runs(500) },
  );
});

describe("the strictest of two verdicts", () => {
  const two = fc
    .tuple(rules, rules, base, base, question)
    .map(([first, second, one, other, asked]) => [
      evaluate(asked, policyOf(first, one)),
      evaluate(asked, policyOf(second, other)),
    ])
    .map(([one, other]) => ({ one: one!, other: other! }));

  test("satisfies both in every term, names the rules of both, and asks for no more than one of them", () => {
    fc.assert(
      fc.property(two, ({ one, other }) => {
        const both = strictest(one, other);
        expect([loosened(one, both), loosened(other, both)]).toEqual([[], []]);
        expect([stricterThan(both, one), stricterThan(both, other)]).toEqual([null, null]);
        expect([one.approvals, other.approvals]).toContain(both.approvals);
        expect([one.expires, other.expires]).toContain(both.expires);
        const names = [...both.rules, ...both.others].map((rule) => rule.name);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on their order, and of a verdict with itself is that verdict", () => {
    fc.assert(
      fc.property(two, ({ one, other }) => {
        const [there, back] = [strictest(one, other), strictest(other, one)];
        expect([stricterThan(there, back), stricterThan(back, there)]).toEqual([null, null]);
        expect(strictest(one, one)).toEqual(one);
      }),
    );
  });

  test("a demand on approvers asks for one at least, in each verdict and in the strictest of two", () => {
    fc.assert(
      fc.property(two, ({ one, other }) => {
        for (const { approvals, exclude, stepUp } of [one, other, strictest(one, other)]) {
          if (exclude.length > 0 || stepUp.length > 0) expect(approvals).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("patterns mean what a regular expression would, and take no time over hostile names", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "B", ".", "c"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, name, (one, text) => {
      const source = one.replaceAll(".", "\\.").replaceAll("*", ".*");
      expect(fitting([one], text) !== null).toBe(new RegExp(`^${source}$`, "is").test(text));
    }),
    { numRuns: runs(1000) },
  );
  expect(fitting([`${"*a".repeat(80)}b`], "a".repeat(50_000))).toBeNull();
});
