import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  alertId,
  assignee,
  choice,
  choices,
  deviceTarget,
  duration,
  freeText,
  names,
  parseDuration,
  requestIdKind,
  uuidKind,
  whole,
  word,
  type ArgKind,
} from "../../src/core/args.ts";
import { anyUnit } from "../support/any-text.ts";

describe("a device target", () => {
  test.each([
    ["web01", { by: "name", value: "web01" }],
    ["web01.contoso.com", { by: "name", value: "web01.contoso.com" }],
    ["A".repeat(40), { by: "id", value: "a".repeat(40) }],
    ["10.0.0.7", { by: "ip", value: "10.0.0.7" }],
    ["fe80::1", { by: "ip", value: "fe80::1" }],
  ])("%s", (raw, target) => {
    expect(deviceTarget.parse(raw)).toEqual(target);
  });

  test("never carries what could be read as a filter or a path", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyUnit, maxLength: 60 }), (raw) => {
        const target = deviceTarget.parse(raw);
        if (target !== null && target.by !== "ip") expect(target.value).toMatch(/^[A-Za-z0-9._-]+$/);
        if (target !== null) expect(target.value).not.toMatch(/['"()/\\?#&\s*]/);
      }),
    );
    for (const digits of [`${"a".repeat(41)}`, `${"a".repeat(40)}.b`]) {
      expect(deviceTarget.parse(digits), digits).toEqual({ by: "name", value: digits });
    }
    for (const bad of ["", "web*", "web01'", "a/b", "a b", "x".repeat(254), "ü01", "-a", "a..b", "."]) {
      expect(deviceTarget.parse(bad), bad).toBeNull();
    }
  });
});

const TWENTY = Array.from({ length: 20 }, (_, index) => `n${index}`);

describe("the other kinds", () => {
  test.each<[string, ArgKind<unknown>, string, unknown]>([
    ["an alert id", alertId, "da637_-1", "da637_-1"],
    ["a request id without its hyphen, small", requestIdKind, "7kq2m4xd", "7KQ2-M4XD"],
    ["a uuid", uuidKind, "0198F2C4-3C55-7D1E-9A51-0C6F0B7C9D11", "0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11"],
    ["me", assignee, "ME", "me"],
    ["a UPN", assignee, "ana@contoso.example", "ana@contoso.example"],
    ["a choice in any case", choice("Full", "Selective"), "fULL", "Full"],
    ["several choices", choices("High", "Low"), "low, HIGH", ["Low", "High"]],
    ["the least", whole(1, 5), "1", 1],
    ["the most", whole(1, 5), "5", 5],
    ["the shortest", duration("1h", "4h"), "60m", 3_600_000],
    ["the longest", duration("1h", "4h"), "4H", 14_400_000],
    ["free text", freeText("x", 3), " abc ", "abc"],
    ["a word", word("x", 3), "abc", "abc"],
    ["the longest UPN", assignee, `${"a".repeat(111)}@b`, `${"a".repeat(111)}@b`],
    ["names with blanks inside and around", names("x"), "Lab 1 , *-dc", ["Lab 1", "*-dc"]],
    ["the longest name", names("x"), "x".repeat(120), ["x".repeat(120)]],
    ["twenty names", names("x"), TWENTY.join(), TWENTY],
  ])("take %s", (_, kind, raw, value) => {
    expect(kind.parse(raw)).toEqual(value);
  });

  test.each<[string, ArgKind<unknown>, string]>([
    ["a path as alert id", alertId, "../machines"],
    ["a request id that is too long", requestIdKind, "7KQ2-M4XDE"],
    ["a uuid with other letters", uuidKind, "z".repeat(36)],
    ["a UPN with a quote", assignee, "a'b@c"],
    ["a UPN that is too long", assignee, `${"a".repeat(113)}@b`],
    ["a word that is no choice", choice("Full"), "Fulll"],
    ["one bad among good", choices("High", "Low"), "low,lower"],
    ["no choice at all", choices("High"), ""],
    ["too little", whole(1, 5), "0"],
    ["too much", whole(1, 5), "6"],
    ["a fraction", whole(1, 5), "1.5"],
    ["another notation", whole(1, 500), "1e2"],
    ["too short", duration("1h", "4h"), "59m"],
    ["too long", duration("1h", "4h"), "5h"],
    ["blank text", freeText("x", 3), "  "],
    ["too long a text", freeText("x", 3), "abcd"],
    ["too long a word", word("x", 3), "abcd"],
    ["no word", word("x", 3), ""],
    ["an alert id with a path behind it", alertId, "da637_-1/comments"],
    ["a uuid with more before it", uuidKind, `x${"0".repeat(36)}`],
    ["a uuid with more behind it", uuidKind, `${"0".repeat(36)}0`],
    ["a UPN with more behind it", assignee, "a@b c"],
    ["the first UPN that is too long", assignee, `${"a".repeat(112)}@b`],
    ["no duration", duration("1h", "4h"), "soon"],
    ["no duration where nothing is too short", duration("0s", "4h"), "soon"],
    ["one name too many", names("x"), [...TWENTY, "x"].join()],
    ["too long a name", names("x"), "x".repeat(121)],
    ["an empty name among others", names("x"), "a,,b"],
    ["a name that can't be seen", names("x"), "a\u202eb"],
    ["a name with a line break", names("x"), "a\nb"],
  ])("refuse %s", (_, kind, raw) => {
    expect(kind.parse(raw)).toBeNull();
  });

  test("every length of time that is understood is a whole number of seconds", () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.constantFrom("s", "m", "h", "d", "S", "D"), (n, unit) => {
        const ms = parseDuration(`${n}${unit}`);
        expect(ms === null ? NaN : ms % 1000).toBe(0);
      }),
    );
  });
});
