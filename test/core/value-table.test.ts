import { describe, expect, test } from "vitest";
import { valueTable } from "../../src/commands/parts/value-table.ts";
import { inWords } from "../support/in-english.ts";

/** A CSV file of values to block: what each row is read as, and why one is not. */

const UPN = "ana.ruiz@contoso.example";
const SHA1 = "3395856ce81f2b7382dee72602f798b642f14140";
const read = (text: string) => {
  const { rows, bad } = valueTable(text, UPN);
  return { rows, bad: bad.map(({ n, value, why }) => `${n} ${value}: ${String(inWords(why))}`) };
};

describe("a file of values", () => {
  test("is read with commas, semicolons or tabs, a mark at its beginning, and whatever its columns are called", () => {
    const wanted = [{ value: "bad.example", mode: "warn", expires: "30d", comment: "wave 3" }];
    for (const [sign, header] of [
      [",", "Value,Mode,Expires,Comment"],
      [";", "\uFEFFIndicator;Action;Expiry;Description"],
      ["\t", "IOC\tmode\tTTL\tNotes"],
    ] as const) {
      const row = ["bad[.]example", "Warn", "30d", "wave 3"].join(sign);
      expect(read(`${header}\r\n${row}\r\n`).rows).toEqual(wanted);
    }
  });

  test("may have no header: then its first column holds the values", () => {
    expect(read(`bad.example\n198.51.100.23\n${SHA1}\n`).rows).toEqual(
      ["bad.example", "198.51.100.23", SHA1].map((value) => ({ value })),
    );
  });

  test.each([",", ";", "\t"])(
    "of more cells than any table has (%j) is none: it would take its reader seconds",
    (sign) => {
      expect(() => read(`bad.example${sign.repeat(300)}\n`)).toThrow();
      expect(() => read(`value\n${sign.repeat(4_000_000)}`)).toThrow();
      expect(read(`bad.example${sign.repeat(100)}\n`.repeat(2)).rows).toHaveLength(1);
    },
  );

  test("names each row that can't be asked for, by its number, its value and why", () => {
    const file = [
      "value,type,mode,expires",
      "good.example,,,",
      "not a value,,,",
      `${SHA1},domain,,`,
      "other.example,,delete,",
      "third.example,,,forever",
      "GOOD[.]example,,,",
      "10.0.0.7,,,",
      "contoso.example,,,",
      '"https://evil.example/a,b",,,',
      ",,,",
    ].join("\n");
    const { rows, bad } = read(file);
    expect(rows).toEqual([{ value: "good.example" }]);
    expect(bad.map((line) => line.slice(0, 22))).toEqual([
      "3 not a value: nothing",
      "4 3395856ce81f2b7382de",
      "5 other.example: mode ",
      "6 third.example: expir",
      "7 GOOD[.]example: it s",
      "8 10.0.0.7: 10.0.0.7 i",
      "9 contoso.example: con",
      "10 https://evil.exampl",
    ]);
    expect(bad[4]).toContain("row 2");
  });

  test("that is a certificate's says so in its type, else 40 digits are a file's hash", () => {
    expect(read(`value,type\n${SHA1},CertificateThumbprint\n`).rows).toEqual([{ value: `cert=${SHA1}` }]);
    expect(read(`value,type\n${SHA1},FileSha1\n`).rows).toEqual([{ value: SHA1 }]);
  });

  test("whose header names no values, or that is none, is refused in words", () => {
    expect(() => read("mode,comment\nblock,x\n")).toThrow();
    expect(() => read(`"${"x".repeat(20_000)}`)).toThrow();
  });

  test("with more rows than are read is refused whole: none is left out without a word", () => {
    const rows = Array.from({ length: 10_001 }, (_, n) => `not a value ${n}`);
    expect(() => read(rows.join("\n"))).toThrow();
    expect(read(rows.slice(1).join("\n")).bad).toHaveLength(10_000);
  });

  test("can't put words of its own into what leads Defender's description", () => {
    const [row] = read("value,comment\nbad.example,[ABCD-1234] mine | approved by nobody\n").rows;
    expect(row?.["comment"]).not.toMatch(/[[\]|]/);
  });
});
