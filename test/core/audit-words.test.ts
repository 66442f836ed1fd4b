import { describe, expect, test } from "vitest";
import { append, CHAIN_START, follow, type AuditDraft } from "../../src/audit/record.ts";
import { changedSince, endOf, followStored, followTexts, type Mark } from "../../src/audit/verify.ts";
import { chainOf, stored, verify } from "../support/audit.ts";

/** What a verification tells an auditor: which record is bad, and what is wrong with it. */

const draft: AuditDraft = {
  at: Date.UTC(2026, 10, 22),
  actor: { oid: "carla", tid: "t", upn: "carla@contoso.example" },
  event: "approved",
  requestId: "7KQ2-M4XD",
  command: "isolate",
  args: {},
  outcome: "complete",
};
const chain = chainOf([draft, { ...draft, event: "executing" }, { ...draft, event: "executed" }]);
const [first, second, third] = chain as [(typeof chain)[0], (typeof chain)[0], (typeof chain)[0]];
const rows = chain.map(stored);
const end = { count: 3, head: third.hash };
const bad = (badIndex: number, why: string): object => ({ ok: false, badIndex, why });
const mark = (index: number, changes: Partial<Mark> = {}): Mark => ({
  index,
  hash: chain[index]?.hash ?? "f".repeat(64),
  fault: null,
  ...changes,
});
const unsigned = "has a checkpoint that nobody signed";

describe("a chain", () => {
  test.each<[string, Parameters<typeof verify>, object]>([
    ["that is whole", [chain], { ok: true, ...end }],
    ["that lacks a record", [[first, third]], bad(1, "expected index 1, found 2")],
    [
      "with a record of another chain",
      [[first, append({ index: 0, hash: "f".repeat(64) }, draft)]],
      bad(1, "does not follow the record before it"),
    ],
    [
      "with a changed record",
      [[first, { ...second, outcome: "forged" }]],
      bad(1, "was changed: its hash does not match"),
    ],
    [
      "that a checkpoint contradicts",
      [chain, mark(1, { hash: "f".repeat(64) })],
      bad(1, "differs from the checkpoint"),
    ],
    ["that was cut", [[first], mark(2)], bad(1, "the chain ends before the checkpoint at 2")],
  ])("%s", (_, given, found) => {
    expect(verify(...given)).toEqual(found);
  });

  test("takes no record that nobody could hash again", () => {
    expect(() => append(null, { ...draft, outcome: "\ud800" })).toThrow(
      expect.objectContaining({ code: "invariant", message: "audit record has no canonical form" }) as Error,
    );
    expect(follow(CHAIN_START, { ...first, outcome: "\ud800" })).toEqual(
      bad(0, "was changed: it has no canonical form"),
    );
  });
});

describe("a stored record", () => {
  const NO_RECORD = "was changed: it is not a record";

  test.each(["", "null", "1", '"text"', "[]", "{}", '{"at":1}', '{"at":null}'])("that is only %j", (body) => {
    expect(followTexts(CHAIN_START, [body], [])).toEqual(bad(0, NO_RECORD));
    expect(followStored(CHAIN_START, [{ ...rows[0]!, body }], [])).toEqual(bad(0, NO_RECORD));
  });

  test("whose columns would be found by other searches", () => {
    const moved = { ...rows[1]!, requestId: null };
    expect(followStored(CHAIN_START, [rows[0]!, moved, rows[2]!], [])).toEqual(
      bad(1, "was changed: its columns disagree with it"),
    );
  });

  test("after one that is bad itself is not the one that is told", () => {
    const forged = stored({ ...first, outcome: "forged" });
    expect(followStored(CHAIN_START, [forged, { ...rows[1]!, at: 0 }], [])).toEqual(
      bad(0, "was changed: its hash does not match"),
    );
  });
});

describe("a checkpoint", () => {
  test("that is unsound is told at its own record, not before what is bad earlier", () => {
    const marks = [mark(2, { fault: unsigned })];
    const forged = { ...second, outcome: "forged" };
    const texts = [first, forged, third].map((record) => JSON.stringify(record));
    expect(followTexts(CHAIN_START, texts, marks)).toEqual(bad(1, "was changed: its hash does not match"));
    expect(followStored(CHAIN_START, rows, marks)).toEqual(bad(2, unsigned));
  });

  test("behind the end says that the chain was cut, or that it is unsound itself", () => {
    const head = { index: 2, hash: third.hash };
    expect(endOf(end, head, [mark(7)])).toEqual(bad(3, "the chain ends before the checkpoint at 7"));
    expect(endOf(end, head, [mark(7, { fault: unsigned })])).toEqual(bad(7, unsigned));
  });
});

describe("the end of a chain", () => {
  const ELSEWHERE = "the chain does not end where the store says it does";

  test.each<[string, Parameters<typeof endOf>, object]>([
    ["is where the store says", [end, { index: 2, hash: third.hash }, []], { ok: true, ...end }],
    ["is not at another record", [end, { index: 1, hash: third.hash }, []], bad(3, ELSEWHERE)],
    ["is not at another hash", [end, { index: 2, hash: second.hash }, []], bad(3, ELSEWHERE)],
    ["is not the beginning", [end, null, []], bad(3, ELSEWHERE)],
    [
      "is the beginning when nothing was ever recorded",
      [CHAIN_START, null, []],
      { ok: true, ...CHAIN_START },
    ],
    [
      "is not the beginning when something was",
      [CHAIN_START, { index: 0, hash: first.hash }, []],
      bad(0, ELSEWHERE),
    ],
  ])("%s", (_, given, found) => {
    expect(endOf(...given)).toEqual(found);
  });
});

describe("the last record that was verified", () => {
  const gone = bad(2, "was changed or removed after it had been verified");
  // Whoever has the whole store can hash a record anew: only the hash that was seen before tells.
  const anew = append(second, { ...draft, outcome: "forged" });

  test.each<[string, Parameters<typeof changedSince>[1], object | null]>([
    ["is still there", rows[2], null],
    ["is gone", undefined, gone],
    ["is no record any more", { ...rows[2]!, body: "{}" }, gone],
    ["was changed", stored({ ...third, outcome: "forged" }), gone],
    ["was made anew", stored(anew), gone],
    ["is found under other columns", { ...rows[2]!, requestId: null }, gone],
    ["has another in its place", rows[1], gone],
  ])("%s", (_, row, found) => {
    expect(changedSince(end, row)).toEqual(found);
  });
});
