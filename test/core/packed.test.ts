import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packed, unpacked } from "../../src/messaging/packed.ts";
import { runs } from "../support/laws.ts";

describe("what the buttons of a card stand for", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ minLength: 100, maxLength: 300 }),
    fc.constant("q ".repeat(99)),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(text, fc.integer(), fc.constant(null), tie("list"), tie("fields")),
    list: fc.array(tie("any"), { maxLength: 5 }),
    fields: fc.dictionary(fc.oneof(fc.string(), fc.constant("longText")), tie("text"), { maxKeys: 4 }),
    text,
  })).any;

  test("is read back as it was, whatever was typed, also under the name of the mark", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (all) => {
        expect(unpacked(packed(all))).toEqual(all);
      }),
      { numRuns: runs(200) },
    );
  });

  test("is read as an older version kept it", () => {
    const older = [{ command: "device", args: { target: "a".repeat(500) } }];
    expect(unpacked(JSON.stringify(older))).toEqual(older);
  });

  test.each([
    ["q ".repeat(5_000)],
    ['where FileName in~ ("powershell.exe", "cmd.exe")\n| '.repeat(200)],
    ['"'.repeat(5_000)],
    ['\\"'.repeat(3_000)],
  ])("keeps a long text once, behind however many buttons it stands: %.20s", (kql) => {
    const buttons = Array.from({ length: 60 }, (_, at) => ({
      command: "isolate",
      args: { hunt: kql, at: String(at) },
    }));
    expect(packed(buttons).length).toBeLessThan(20_000);
  });

  test("keeps what several have in common once, and gives it back to each", () => {
    const back = { kind: "command", command: "alerts", args: { page: "2" } };
    const ids = Array.from({ length: 10 }, (_, at) => `da${at}_${"7".repeat(20)}`);
    const buttons = ids.map((id, at) => ({ args: { id }, trail: { back, list: { ids, at } } }));
    const kept = packed(buttons, (one, keep) => ({
      ...one,
      trail: { back: keep(one.trail.back), list: { ...one.trail.list, ids: keep(one.trail.list.ids) } },
    }));
    expect(unpacked(kept)).toEqual(buttons);
    expect(kept.split(ids[3] ?? "").length - 1).toBe(2);
    expect(kept.split('"alerts"').length - 1).toBe(1);
  });

  test("keeps a long text once, also where it stands in what several have in common", () => {
    const kql = "where DeviceName == 'ward5-nurse02' ".repeat(300);
    const back = { kind: "command", command: "hunt", args: { kql }, from: { back: { args: { kql } } } };
    const buttons = Array.from({ length: 20 }, (_, at) => ({
      args: { kql, at: String(at) },
      trail: { back },
    }));
    const kept = packed(buttons, (one, keep) => ({ ...one, trail: { back: keep(one.trail.back) } }));
    expect(unpacked(kept)).toEqual(buttons);
    expect(kept.length).toBeLessThan(kql.length + 3_000);
  });
});
