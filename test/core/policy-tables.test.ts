import { describe, expect, test } from "vitest";
import { digestOfTerms } from "../../src/policy/combine.ts";
import { CONDITIONS, type ConditionKey } from "../../src/policy/conditions.ts";
import { DEVICE_FACTS, type DeviceFact } from "../../src/policy/device-facts.ts";
import { DEFAULT_POLICY, evaluate, stricterThan, strictest } from "../../src/policy/evaluate.ts";
import { approvalsBeyond } from "../../src/policy/limits.ts";
import { deviceMatch, digestOfDevice, driftOfDevice } from "../../src/policy/match.ts";
import type { Device } from "../../src/defender/device.ts";
import type { DeviceCondition, Verdict, VerdictTerms } from "../../src/policy/model.ts";
import { OTHER_TERMS, RULE_TERMS, TERMS } from "../../src/policy/terms.ts";
import { digestOf } from "../../src/requests/machine/drift.ts";
import { deviceWith, person, requestWith, START, verdict } from "../support/request.ts";

/** The tables of keys: what holds for each key that there is, and for each that comes. */

describe("a key that lacks a part does not compile:", () => {
  test("a fact of a device that approvals are not bound to", () => {
    const { digest, ...loose } = DEVICE_FACTS.os;
    // @ts-expect-error it has no digest
    const fact: DeviceFact = loose;
    expect([fact.digest, digest]).toEqual([undefined, expect.any(Function)]);
  });

  test("a key about the device without its drift", () => {
    const condition = { ...CONDITIONS.requester, about: "device" as const, digest: () => [] };
    // @ts-expect-error it has no drift
    const key: ConditionKey<readonly string[]> = condition;
    expect(key.about).toBe("device");
  });

  test("a term that is in no digest, and one without a schema", () => {
    const { digest: _, ...unbound } = RULE_TERMS.deny;
    const { schema: __, ...unread } = RULE_TERMS.deny;
    // @ts-expect-error it has no digest
    const one: typeof RULE_TERMS.deny = unbound;
    // @ts-expect-error it has no schema
    const two: typeof RULE_TERMS.deny = unread;
    expect([one.digest, two.schema]).toEqual([undefined, undefined]);
  });

  test("a key of a rule that is not in its table", () => {
    const { os: _, ...facts } = DEVICE_FACTS;
    const { hours: __, ...conditions } = CONDITIONS;
    const { stepUp: ___, ...terms } = RULE_TERMS;
    // @ts-expect-error os is missing
    const one: typeof DEVICE_FACTS = facts;
    // @ts-expect-error hours is missing
    const two: typeof CONDITIONS = conditions;
    // @ts-expect-error stepUp is missing
    const three: typeof RULE_TERMS = terms;
    expect([one.os, two.hours, three.stepUp]).toEqual([undefined, undefined, undefined]);
  });
});

describe("an approval is bound to every fact of a device that a rule can look at:", () => {
  /** Two devices that a rule tells apart by this fact alone. */
  const OTHERWISE: { readonly [K in keyof DeviceCondition]-?: Partial<Device> } = {
    tag: { tags: ["Tier0"] },
    name: { name: "dc01" },
    group: { group: "Servers" },
    value: { value: "High" },
    os: { os: "Linux" },
  };
  const device = deviceWith();

  test.each(Object.keys(OTHERWISE) as (keyof DeviceCondition)[])("%s", (key) => {
    const other = deviceWith(OTHERWISE[key]);
    const when = { device: { [key]: DEVICE_FACTS[key].values(other) } };
    const match = (one: Device) =>
      deviceMatch(when, { action: "isolate", requester: person("ana"), now: START, device: one });
    expect([match(device), match(other)]).toEqual(["no", "yes"]);
    expect(digestOfDevice(other)).not.toEqual(digestOfDevice(device));
    expect(digestOf(requestWith({ device: other }))).not.toBe(digestOf(requestWith({ device })));
    expect(driftOfDevice(device, other)).toHaveLength(1);
    expect(driftOfDevice(device, device)).toEqual([]);
  });
});

describe("a verdict that was stored before there was the term", () => {
  const strict: Verdict = {
    ...verdict,
    deny: "No.",
    approvals: 3,
    expires: 60_000,
    selfApproval: false,
    exclude: ["eve@*"],
    stepUp: ["c1"],
  };
  const without = (key: keyof VerdictTerms): Verdict => {
    const { [key]: _, ...rest } = verdict;
    return rest as Partial<Verdict> as Verdict;
  };

  test.each(Object.keys(RULE_TERMS) as (keyof typeof RULE_TERMS)[])(
    "%s is held to what is asked now",
    (key) => {
      const now: Verdict = { ...verdict, [key]: strict[key] };
      expect(strictest(without(key), now)[key]).toEqual(strict[key]);
      expect(strictest(now, without(key))[key]).toEqual(strict[key]);
      expect(stricterThan(without(key), now)).toMatchObject({
        say: expect.stringMatching(/^policy\./) as string,
      });
      expect(stricterThan(now, without(key))).toBeNull();
    },
  );

  test.each(Object.keys(TERMS) as (keyof VerdictTerms)[])("%s keeps the digest that it had", (key) => {
    const others = digestOfTerms(verdict).filter(([name]) => name !== key);
    expect(digestOfTerms(without(key))).toEqual(others);
    const usual = Object.keys({ ...RULE_TERMS, ...OTHER_TERMS }).filter((name) => name !== key);
    expect(others).toHaveLength(usual.length);
  });
});

test("where no rule speaks, each term is what the default says", () => {
  const defaults = { approvals: 3, expires: 300_000, selfApproval: true, reason: "optional" } as const;
  const policy = { ...DEFAULT_POLICY, rules: [], default: defaults };
  const question = { action: "isolate", requester: person("ana"), device: deviceWith(), now: START } as const;
  const { reason: _, ...said } = defaults;
  expect(evaluate(question, policy)).toMatchObject({ ...said, reasonRequired: false });
});

test.each([
  [0, 2],
  [1, 2],
  [2, 3],
  [5, 6],
])("beyond a limit that is not the end, %i approvals become %i", (asked, more) => {
  expect(approvalsBeyond(asked)).toBe(more);
});
