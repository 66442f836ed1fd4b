import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, evaluate } from "../../src/policy/evaluate.ts";
import { NO_GROUP } from "../../src/defender/device.ts";
import { comparable, fitting } from "../../src/policy/canonical.ts";
import type { DeviceCondition, Question } from "../../src/policy/model.ts";
import { deviceWith, person, START } from "../support/request.ts";

/** What looks the same to a person is the same to a rule, on both sides of the comparison. */

/** Spellings of "Tier 0" that no reader can tell apart. */
const SAME: readonly (readonly [what: string, spelling: string])[] = [
  ["a blank at the end", "Tier 0 "],
  ["a tab before it", "\tTier 0"],
  ["two blanks", "Tier  0"],
  ["a no-break space", "Tier\u00a00"],
  ["a narrow no-break space", "Tier\u202f0"],
  ["an ideographic space", "Tier\u30000"],
  ["a zero-width space", "Ti\u200ber 0"],
  ["a word joiner", "Tier\u2060 0"],
  ["a byte order mark", "\ufeffTier 0"],
  ["a soft hyphen", "Ti\u00ader 0"],
  ["a variation selector", "Tier 0\ufe0f"],
  ["a direction mark", "\u200eTier 0\u202c"],
  ["a tag character", "Tier 0\u{e0041}"],
  ["a control character", "Tier\u0000 0"],
  ["full-width letters", "Ｔｉｅｒ ０"],
  ["another case", "tIER 0"],
];

function matchOf(when: DeviceCondition, device: Question["device"]): string | undefined {
  const asked: Question = {
    action: "isolate",
    requester: person("ana"),
    now: START,
    ...(device === undefined ? {} : { device }),
  };
  const rules = [{ name: "r", when: { device: when }, then: { deny: "no" } }];
  const { rules: held, others } = evaluate(asked, { ...DEFAULT_POLICY, limits: {}, rules });
  return [...held, ...others][0]?.match;
}

describe("a tag is compared trimmed, in NFKC, without invisible characters and whatever its case:", () => {
  test.each(SAME)("%s", (_, spelling) => {
    expect(matchOf({ tag: ["Tier 0"] }, deviceWith({ tags: ["Lab", spelling] }))).toBe("yes");
    expect(matchOf({ tag: [spelling] }, deviceWith({ tags: ["Tier 0"] }))).toBe("yes");
    expect(matchOf({ tag: ["tier*"] }, deviceWith({ tags: [spelling] }))).toBe("yes");
  });

  test.each(["group", "value", "name", "os"] as const)("and so is the %s", (key) => {
    for (const [, spelling] of SAME) {
      expect(matchOf({ [key]: ["Tier 0"] }, deviceWith({ [key]: spelling }))).toBe("yes");
      expect(matchOf({ [key]: [spelling] }, deviceWith({ [key]: "Tier 0" }))).toBe("yes");
    }
  });

  test("what looks different stays different", () => {
    expect(matchOf({ tag: ["Tier 0"] }, deviceWith({ tags: ["Tier0", "Tier 1", "Tier-0"] }))).toBe("no");
  });
});

test("the first label of a name is what a person would read as such", () => {
  expect(matchOf({ name: ["dc01"] }, deviceWith({ name: "DC01\u200b．contoso．example" }))).toBe("yes");
});

test("a list of tags that was cut is unknown to a rule, whatever could be read of it", () => {
  expect(matchOf({ tag: ["Lab"] }, deviceWith({ tags: ["Lab"], tagsCut: true }))).toBe("unknown");
  expect(matchOf({ tag: ["Tier0"] }, deviceWith({ tags: ["Lab"], tagsCut: true }))).toBe("unknown");
});

describe("a device without a group", () => {
  const ungrouped = deviceWith({ group: NO_GROUP });

  test("matches the group none, and no other", () => {
    expect(matchOf({ group: ["none"] }, ungrouped)).toBe("yes");
    expect(matchOf({ group: ["Servers", " None"] }, ungrouped)).toBe("yes");
    expect(matchOf({ group: ["*", "n*", "", "Servers"] }, ungrouped)).toBe("no");
  });

  test("is the only one that does; a group that could not be read is unknown to every rule", () => {
    expect(matchOf({ group: ["none"] }, deviceWith({ group: "Servers" }))).toBe("no");
    expect(matchOf({ group: ["none"] }, deviceWith({ group: null }))).toBe("unknown");
    expect(matchOf({ group: ["*"] }, deviceWith({ group: null }))).toBe("unknown");
  });
});

test("what is compared is compared in one form only", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
      expect(comparable(comparable(text))).toBe(comparable(text));
    }),
    { numRuns: 500 },
  );
});

test("a long name of the worst characters takes no time", () => {
  expect(fitting(["*a*b"], `${"\ufdfa".repeat(8_000)}${" \u200b".repeat(50_000)}c`)).toBeNull();
});
