import { describe, expect, test } from "vitest";
import type { Device } from "../../src/defender/device.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { verdictOnChange as verdictOnChangeText } from "../../src/policy/device-change.ts";
import type { Condition, Policy, Rule, Terms } from "../../src/policy/model.ts";
import { deviceWith, person, START } from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const verdictOnChange = inEnglish(verdictOnChangeText);

/** A change of tags or value that changes what the policy asks for takes the stricter of before and after. */

const plain = deviceWith();
const tier0 = deviceWith({ tags: ["Tier0"] });
const free = rule("tags are free", { action: ["tag", "value"] }, { approvals: 0 });

function rule(name: string, when: Condition, then: Terms): Rule {
  return { name, when, then };
}

function verdictOf(before: Device, after: Device, ...rules: readonly Rule[]) {
  const policy: Policy = { ...DEFAULT_POLICY, limits: {}, rules: [free, ...rules] };
  const question = { action: "tag" as const, requester: person("ana"), now: START };
  return verdictOnChange({ question: { ...question, device: before }, after }, policy);
}

describe("a change of tags or value takes the stricter of the verdicts before and after", () => {
  const strict = { approvals: 2, expires: 60_000, stepUp: "c1", exclude: ["eve@*"] };
  const guarded = rule("tier 0", { action: ["isolate"], device: { tag: ["Tier0"] } }, strict);
  const asked = { approvals: 2, expires: 60_000, stepUp: ["c1"], exclude: ["eve@*"] };

  test("where it takes away a tag that a rule names, in every term", () => {
    expect(verdictOf(tier0, plain, guarded)).toMatchObject(asked);
  });

  test("where it adds such a tag", () => {
    expect(verdictOf(plain, tier0, guarded)).toMatchObject(asked);
  });

  test("where it adds a tag that a looser rule names", () => {
    const lab = rule("lab", { action: ["isolate"], device: { tag: ["Lab"] } }, { approvals: 0 });
    expect(verdictOf(plain, deviceWith({ tags: ["Lab"] }), lab).approvals).toBe(1);
  });

  test("where it lowers a value", () => {
    const high = rule("high", { device: { value: ["High"] } }, { approvals: 3 });
    expect(verdictOf(deviceWith({ value: "High" }), plain, high).approvals).toBe(3);
  });

  test("whatever else is free: a tag that no rule names changes no verdict", () => {
    expect(verdictOf(plain, deviceWith({ tags: ["Ward 5"] }), guarded).approvals).toBe(0);
    expect(verdictOf(tier0, deviceWith({ tags: ["TIER0 ", "Ward 5"] }), guarded).approvals).toBe(0);
  });

  test("and no less than the change itself takes", () => {
    const tags = rule("tags of tier 0", { action: ["tag"], device: { tag: ["Tier0"] } }, { approvals: 4 });
    expect(verdictOf(tier0, deviceWith({ tags: ["Tier0", "x"] }), tags).approvals).toBe(4);
    expect(verdictOf(plain, tier0, tags).approvals).toBe(4);
  });

  test("of triage as well, where a rule names it", () => {
    const resolve = rule("resolve", { action: ["resolve"], device: { tag: ["Tier0"] } }, { approvals: 2 });
    expect(verdictOf(tier0, plain, resolve).approvals).toBe(2);
  });

  test("for whomever and whenever the rule is: it is loosened for them too", () => {
    const night = { days: ["mon"], from: "03:00", to: "04:00", zone: "UTC" } as const;
    for (const when of [{ requester: ["ben@*"] }, { hours: night }]) {
      const ruled = rule("others", { action: ["isolate"], device: { tag: ["Tier0"] }, ...when }, strict);
      expect(verdictOf(tier0, plain, ruled)).toMatchObject(asked);
    }
  });

  test("and a denial counts on either side: taking it away allows what is denied, adding it protects an intruder", () => {
    const denied = rule(
      "never",
      { action: ["isolate"], device: { tag: ["Tier0"] } },
      { deny: "Call the lab." },
    );
    const deny = 'it bears on "isolate", which is denied: Call the lab.';
    expect(verdictOf(tier0, plain, denied).deny).toBe(deny);
    expect(verdictOf(plain, tier0, denied).deny).toBe(deny);
  });

  test("where tags could not be read whole, since they may have been the ones", () => {
    expect(verdictOf(deviceWith({ tagsCut: true }), plain, guarded)).toMatchObject(asked);
  });

  test("where they can't be read whole on either side, and so nobody knows what the change does", () => {
    const [before, after] = [["Lab", "x"], ["Lab"]].map((tags) => deviceWith({ tags, tagsCut: true }));
    expect(verdictOf(before!, after!, guarded)).toMatchObject(asked);
  });

  test("and names the rules", () => {
    expect(verdictOf(tier0, plain, guarded).rules.map(({ name }) => name)).toEqual([
      "tags are free",
      "tier 0",
    ]);
  });
});
