import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  choice,
  choices,
  deviceTarget,
  duration,
  freeText,
  names,
  whole,
  word,
  type ArgKind,
} from "../../src/grammar/args.ts";
import { alertId, requestIdKind, uuidKind } from "../../src/grammar/ids.ts";
import { assignee } from "../../src/grammar/people.ts";
import { parseDuration } from "../../src/shared/duration.ts";
import { anyUnit } from "../support/any-text.ts";

describe("a device target", () => {
  test.each([
    ["web01", { by: "name", value: "web01" }],
    ["web01.contoso.com", { by: "name", value: "web01.contoso.com" }],
    ["A".repeat(40), { by: "id", value: "a".repeat(40) }],
    ["10.0.0.7", { by: "ip", value: "10.0.0.7" }],
    ["fe80::1", { by: "ip", value: "fe80::1" }],
    ["[fe80::1]", { by: "ip", value: "fe80::1" }],
    ["fe80::1%eth0", { by: "ip", value: "fe80::1" }],
    ["10[.]20[.]30[.]42", { by: "ip", value: "10.20.30.42" }],
    ["10(.)20{.}30[dot]42", { by: "ip", value: "10.20.30.42" }],
    ["2001[:]db8[::]1", { by: "ip", value: "2001:db8::1" }],
    ["fin-lt[.]corp[.]example", { by: "name", value: "fin-lt.corp.example" }],
    ["CORP\\fin-lt", { by: "name", value: "fin-lt" }],
    ["corp.example\\fin-lt", { by: "name", value: "fin-lt" }],
    ["\\\\fin-lt", { by: "name", value: "fin-lt" }],
    ["FIN-LT$", { by: "name", value: "FIN-LT" }],
    ["CORP\\FIN-LT$,", { by: "name", value: "FIN-LT" }],
    ["fin-lt,", { by: "name", value: "fin-lt" }],
    ["fin-lt.corp.example.", { by: "name", value: "fin-lt.corp.example" }],
    ["10.0.0.7.", { by: "ip", value: "10.0.0.7" }],
    ["Ole's iPhone", { by: "name", value: "Ole's iPhone" }],
    ["Ole’s iPhone", { by: "name", value: "Ole’s iPhone" }],
    ["büro-pc02.corp.example", { by: "name", value: "büro-pc02.corp.example" }],
    [
      "Max Mustermann iPadAir 17zoll (2ndgeneration)",
      { by: "name", value: "Max Mustermann iPadAir 17zoll (2ndgeneration)" },
    ],
    [`https://security.microsoft.com/machines/${"A1".repeat(20)}`, { by: "id", value: "a1".repeat(20) }],
    [
      `https://security.microsoft.com/machines/v2/${"a1".repeat(20)}?tid=1`,
      { by: "id", value: "a1".repeat(20) },
    ],
    [
      `<https://security.microsoft.com/machines/${"a1".repeat(20)}/overview>,`,
      { by: "id", value: "a1".repeat(20) },
    ],
    [`hxxps://security[.]microsoft[.]com/machines/${"a1".repeat(20)}`, { by: "id", value: "a1".repeat(20) }],
    [`hxxps[:]//security.microsoft.com/machines/${"a1".repeat(20)}`, { by: "id", value: "a1".repeat(20) }],
  ])("%s", (raw, target) => {
    expect(deviceTarget.parse(raw)).toEqual(target);
  });

  test("never carries what could be read as a path, a pattern, a key or a list, nor anything unseen", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyUnit, maxLength: 60 }), (raw) => {
        const target = deviceTarget.parse(raw);
        if (target !== null) expect(target.value).not.toMatch(/["/\\?*<>|,;@\p{C}]/u);
        if (target?.by !== "ip") expect(target?.value ?? "").not.toContain(":");
      }),
    );
    for (const digits of [`${"a".repeat(41)}`, `${"a".repeat(40)}.b`]) {
      expect(deviceTarget.parse(digits), digits).toEqual({ by: "name", value: digits });
    }
    const links = [
      `https://security.microsoft.com.evil.example/machines/${"a1".repeat(20)}`,
      `https://evil.example/machines/${"a1".repeat(20)}`,
      `http://security.microsoft.com/machines/${"a1".repeat(20)}`,
      "https://security.microsoft.com/machines/web01",
      "https://security.microsoft.com/alerts/da1_2",
      "https://web01.contoso.example/",
    ];
    const none = [
      "",
      "web*",
      "a/b",
      "web01,web02",
      "c:1",
      "ann@contoso.example",
      "x".repeat(256),
      "-a",
      ".",
      "--",
      "a\u202eb",
    ];
    for (const bad of [...links, ...none]) expect(deviceTarget.parse(bad), bad).toBeNull();
  });
});

describe("an alert's id", () => {
  test.each([
    ["da637_-1.", "da637_-1"],
    ["https://security.microsoft.com/alerts/da637_-1?tid=x", "da637_-1"],
    ["hxxps://security.microsoft.com/alerts/da637_-1/overview,", "da637_-1"],
    [`https://security.microsoft.com/machines/${"a1".repeat(20)}`, null],
    ["https://evil.example/alerts/da637_-1", null],
  ])("%s", (raw, id) => {
    expect(alertId.parse(raw)).toBe(id);
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
