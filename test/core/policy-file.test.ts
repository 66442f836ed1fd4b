import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { placeOf, readJson } from "../../src/adapters/policy-file/json-positions.ts";
import { loadPolicy, parsePolicy } from "../../src/adapters/policy-file/schema.ts";
import { runs } from "../support/laws.ts";

const rule = { name: "r", when: { action: ["isolate"] }, then: { approvals: 2, expires: "30m" } };
const withRule = (change: object) => ({ version: 1, rules: [{ ...rule, ...change }] });
const withHours = (hours: object) =>
  withRule({ when: { hours: { from: "08:00", to: "18:00", zone: "UTC", ...hours } } });

function problems(policy: unknown): readonly string[] {
  const read = parsePolicy(typeof policy === "string" ? policy : JSON.stringify(policy));
  return read.ok ? [] : read.problems;
}

test("is read whole, durations in milliseconds, days in any spelling, the rest by default", () => {
  const read = parsePolicy(
    JSON.stringify({
      version: 1,
      rules: [{ ...rule, when: { hours: { days: ["Mon", "tue", "Wednesday"], zone: "Europe/Berlin" } } }],
      limits: { isolate: { perHour: 1 } },
    }),
  );
  expect(read.ok && read.policy).toMatchObject({
    default: { approvals: 1, expires: 3_600_000, selfApproval: false, reason: "required" },
    rules: [
      {
        when: { hours: { days: ["mon", "tue", "wed"], from: "00:00", to: "00:00" } },
        then: { expires: 1_800_000 },
      },
    ],
    emergency: { enabled: false },
  });
});

test("a byte order mark is no problem, a folder in its place is", () => {
  const folder = mkdtempSync(join(tmpdir(), "policy-"));
  const file = join(folder, "policy.json");
  writeFileSync(file, '\uFEFF{ "version": 1 }');
  expect(loadPolicy(file)).toMatchObject({ ok: true, source: file });
  expect(loadPolicy(folder)).toEqual({ ok: false, source: folder, problems: ["can't be read (EISDIR)"] });
});

describe("refuses, with the path and what is allowed,", () => {
  test.each<[string, unknown, RegExp]>([
    ["an unknown key", { version: 1, rulez: [] }, /: the policy: .*"rulez".*did you mean "rules"\?.*limits/],
    ["an unknown key in a rule", withRule({ unless: {} }), /: rules\[0\]: .*"unless".*name, when, then/],
    [
      "a misspelt condition",
      withRule({ when: { device: { tags: ["x"] } } }),
      /rules\[0\]\.when\.device: .*"tag"\?/,
    ],
    [
      "an unknown action's limit",
      { version: 1, limits: { isolat: { perHour: 1 } } },
      /limits: .*"isolate"\?/,
    ],
    [
      "a limit that looks like an object's own",
      { version: 1, limits: { ["__proto__"]: { perHour: 1 } } },
      /limits: the key "__proto__" is not known; known are isolate, /,
    ],
    ["no limits at all", { version: 1, limits: null }, /limits: has to be an object in \{ \}/],
    [
      "an unknown limit",
      { version: 1, limits: { isolate: { perhour: 1 } } },
      /limits\.isolate: .*"perHour"\?/,
    ],
    [
      "an unknown action",
      withRule({ when: { action: ["Isolate"] } }),
      /action\[0\]: "Isolate" is .*"isolate"\?/,
    ],
    [
      "an unknown reason",
      { version: 1, default: { reason: "maybe" } },
      /default\.reason: .*required, optional/,
    ],
    ["an unknown day", withHours({ days: ["Someday"] }), /hours\.days\[0\]: "Someday" is no day.*mon, tue/],
    ["a bad duration", { version: 1, default: { expires: "soon" } }, /default\.expires: .*from 1s to 7d/],
    ["a duration that is too long", withRule({ then: { expires: "8d" } }), /then\.expires: .*from 1s to 7d/],
    ["a bad zone", withHours({ zone: "Mars" }), /hours\.zone: .*IANA time zone, such as Europe\/Berlin/],
    ["a bad time", withHours({ to: "24:30" }), /hours\.to: .*00:00 to 24:00/],
    ["who is nobody", withRule({ then: { exclude: ["boss"] } }), /then\.exclude\[0\]: "boss" names nobody/],
    ["a missing zone", withRule({ when: { hours: {} } }), /hours\.zone: is missing; it has to be a text/],
    [
      "a number of another kind",
      withRule({ then: { approvals: 1.5 } }),
      /approvals: has to be a whole number/,
    ],
    ["too many approvals", withRule({ then: { approvals: 11 } }), /approvals: has to be at most 10/],
    ["too small a limit", { version: 1, limits: { scan: { perDay: -1 } } }, /perDay: has to be at least 0/],
    ["an empty list", withRule({ when: { action: [] } }), /action: has to be at least 1 long, in entries/],
    ["a text for a list", withRule({ when: { requester: "ana@*" } }), /requester: has to be a list in \[ \]/],
    ["a bad context", withRule({ then: { stepUp: "c100" } }), /stepUp: .*c1 to c99/],
    ["a rule that says nothing", withRule({ then: {} }), /rules\[0\]\.then: has to say something/],
    ["a device that nothing is asked of", withRule({ when: { device: {} } }), /device: has to name a tag/],
    ["a limit of nothing", { version: 1, limits: { scan: {} } }, /limits\.scan: has to say perHour/],
    [
      "two rules of one name",
      { version: 1, rules: [rule, rule] },
      /rules\[1\]\.name: the name "r" is used twice/,
    ],
    ["another version", { version: 2 }, /: version: it has to be 1$/],
    ["no version", {}, /: version: it has to be 1$/],
    ["a list", [], /: the policy: has to be an object in \{ \}/],
  ])("%s", (_, policy, words) => {
    const found = problems(policy);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^line 1, column \d+: /);
    expect(found[0]).toMatch(words);
  });

  test.each<[string, string, string]>([
    ["nothing", "", "line 1, column 1: is not JSON: a value is expected"],
    ["half of it", '{\n  "version"', 'line 2, column 12: is not JSON: ":" is expected after a key'],
    ["a comma too many", '{ "a": [1,] }', "line 1, column 11: is not JSON: a value is expected"],
    ["a missing comma", '{ "a": 1\n  "b": 2 }', 'line 2, column 3: is not JSON: "," is expected'],
    ["a comment", '{ "a": // x\n 1 }', "line 1, column 8: is not JSON: JSON has no comments"],
    [
      "a bare key",
      "{ version: 1 }",
      "line 1, column 3: is not JSON: this is neither a value nor a key in double quotes",
    ],
    ["two values", "{} {}", "line 1, column 4: is not JSON: there is more text after its end"],
  ])("%s", (_, text, words) => {
    expect(problems(text)).toEqual([words]);
  });

  test("a key that stands twice, of which JSON would take the last", () => {
    const text = '{\n  "version": 1,\n  "rules": [{ "name": "x" }],\n  "rules": []\n}';
    expect(problems(text)).toEqual(['line 4, column 3: the policy: the key "rules" stands here twice']);
  });
});

test("tells all problems at once, where they stand and in that order", () => {
  const text = `{
  "version": 1,
  "default": { "expires": "soon" },
  "rules": [
    { "name": "a", "when": { "devise": {} }, "then": { "approvals": "2" } },
    { "name": "a", "when": { "action": ["explode"] }, "then": { "deny": "no" } }
  ]
}`;
  expect(problems(text).map((one) => one.split(":", 2).join(":"))).toEqual([
    "line 3, column 27: default.expires",
    "line 5, column 30: rules[0].when",
    "line 5, column 69: rules[0].then.approvals",
    "line 6, column 15: rules[1].name",
    "line 6, column 41: rules[1].when.action[0]",
  ]);
});

test("the reader takes what JSON.parse takes, refuses what it refuses, and finds every value", () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 0, max: 3 }), (text, indent) => {
      const value = JSON.parse(text) as unknown;
      const source = JSON.stringify(value, null, indent);
      const read = readJson(source);
      expect(read).toMatchObject({ ok: true, value });
      if (!read.ok || typeof value !== "object" || value === null) return;
      for (const [key, part] of Object.entries(value)) {
        const at = read.valueAt([Array.isArray(value) ? Number(key) : key]);
        expect(source.slice(at).startsWith(JSON.stringify(part, null, indent).slice(0, 1))).toBe(true);
      }
    }),
  );
  const noise = fc.string({ unit: fc.constantFrom(...'{}[]":,1a -.e\\u0\n\u007f\u0001'), maxLength: 12 });
  fc.assert(
    fc.property(noise, (text) => {
      const isJson = (() => {
        try {
          JSON.parse(text);
          return true;
        } catch {
          return false;
        }
      })();
      expect(readJson(text).ok).toBe(isJson);
    }),
    { numRuns: runs(5000) },
  );
});

test("places are lines and columns from one", () => {
  expect([placeOf("a\nbc", 0), placeOf("a\nbc", 3), placeOf("", 0)]).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 2 },
    { line: 1, column: 1 },
  ]);
});

describe("policy.schema.json", () => {
  const root = join(import.meta.dirname, "..", "..");
  const schema = JSON.parse(readFileSync(join(root, "policy.schema.json"), "utf8")) as object;
  const valid = new Ajv2020({ strict: false }).compile(schema);

  test.each<[string, unknown, boolean]>([
    ["the README's example", example(), true],
    ["a whole rule", withHours({ days: ["mon"] }), true],
    ["an unknown key", { version: 1, rulez: [] }, false],
    ["an unknown action", withRule({ when: { action: ["explode"] } }), false],
    ["a bad duration", withRule({ then: { expires: "soon" } }), false],
    ["an unknown action's limit", { version: 1, limits: { isolat: { perHour: 1 } } }, false],
  ])("says of %s what the reader says", (_, policy, expected) => {
    expect([valid(policy), problems(policy).length === 0]).toEqual([expected, expected]);
  });

  function example(): unknown {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    return JSON.parse(/```json\n(\{\n {2}"version"[\s\S]*?\n\})\n```/.exec(readme)?.[1] ?? "");
  }
});

test("the built-in policy could be a file", () => {
  const { default: usual, warnings: _, ...rest } = DEFAULT_POLICY;
  const lease = { min: "15m", max: "7d" };
  const file = { ...rest, default: { ...usual, expires: "60m" }, lease };
  expect(parsePolicy(JSON.stringify(file))).toEqual({ ok: true, policy: DEFAULT_POLICY });
});

test("takes times and the alert's owner as people write them", () => {
  const written = withHours({ from: "8:00", to: "24:00" });
  const read = parsePolicy(JSON.stringify(written));
  expect(read.ok && read.policy.rules[0]?.when.hours).toMatchObject({ from: "08:00", to: "00:00" });
  for (const who of ["alert-owner", "alertOwner", "owner", "assignedTo"]) {
    const owner = parsePolicy(JSON.stringify(withRule({ then: { exclude: [who, "eve@*"] } })));
    expect(owner.ok && owner.policy.rules[0]?.then.exclude).toEqual(["alert-owner", "eve@*"]);
  }
});
