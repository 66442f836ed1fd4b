import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHAIN_START, type AuditRecord, type Verification } from "../../src/audit/record.ts";
import { changedSince, endOf, followStored, followTexts, type Mark } from "../../src/audit/verify.ts";
import { chains, stored, verify } from "../support/audit.ts";

/** A chain, a place in it and the size of a page. */
const cases = chains.chain((chain) =>
  fc.tuple(fc.constant(chain), fc.nat({ max: chain.length - 1 }), fc.integer({ min: 1, max: 5 })),
);

function paged(chain: readonly AuditRecord[], size: number, marks: readonly Mark[] = []): Verification {
  let at: Verification = { ok: true, ...CHAIN_START };
  for (let from = 0; from < chain.length && at.ok; from += size) {
    at = followStored(at, chain.slice(from, from + size).map(stored), marks);
  }
  if (!at.ok) return at;
  const { count, head } = at;
  return endOf(
    at,
    count === 0 ? null : { index: count - 1, hash: head },
    marks.filter((mark) => mark.index >= count),
  );
}

function markAt(chain: readonly AuditRecord[], index: number, change: Partial<Mark> = {}): Mark {
  return { index, hash: chain[index]?.hash ?? "", fault: null, ...change };
}

describe("a chain in pages", () => {
  it("is verified as in one go, whatever was done to it", () => {
    const damage = fc.constantFrom<(chain: AuditRecord[], index: number) => AuditRecord[]>(
      (chain) => chain,
      (chain, index) => chain.toSpliced(index, 1),
      (chain, index) => chain.with(index, { ...chain[index]!, outcome: "forged" }),
      (chain, index) => chain.with(index, { ...chain[index]!, hash: "f".repeat(64) }),
      (chain, index) => chain.toSpliced(index, 0, chain[index]!),
      (chain) => chain.toReversed(),
    );
    fc.assert(
      fc.property(cases, damage, ([chain, index, size], damaged) => {
        const now = damaged(chain, index);
        expect(paged(now, size)).toEqual(verify(now));
      }),
    );
  });

  it("has to meet each mark, also one that lies behind its end", () => {
    fc.assert(
      fc.property(cases, ([chain, index, size]) => {
        const mark = markAt(chain, index);
        expect(paged(chain, size, [mark])).toMatchObject({ ok: true, count: chain.length });
        const other = markAt(chain, index, { hash: "0".repeat(64) });
        expect(paged(chain, size, [mark, other])).toMatchObject({ ok: false, badIndex: index });
        const unsound = markAt(chain, index, { fault: "is signed by nobody" });
        expect(paged(chain, size, [unsound])).toEqual({ ok: false, badIndex: index, why: unsound.fault });
        const cut = chain.slice(0, index);
        expect(paged(cut, size, [mark])).toMatchObject({ ok: false, badIndex: index });
      }),
    );
  });

  it("shows columns that say something else than the record", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom("index", "at", "requestId", "event"), ([chain, index], column) => {
        const rows = chain.map(stored);
        const lies = { index: -7, at: -7, requestId: "R?", event: "nothing" };
        const forged = rows.with(index, { ...rows[index]!, [column]: lies[column] });
        expect(followStored(CHAIN_START, forged, [])).toMatchObject({ ok: false, badIndex: index });
      }),
    );
  });

  it("shows a text that says two things, or is written otherwise", () => {
    fc.assert(
      fc.property(cases, ([chain, index]) => {
        const rows = chain.map(stored);
        const { body } = rows[index]!;
        for (const other of [
          body.replace("{", '{"outcome":"forged",'),
          body.replace("{", "{\n"),
          ` ${body}`,
        ]) {
          const forged = rows.with(index, { ...rows[index]!, body: other });
          const why = expect.stringContaining("text is not as the bot writes it") as string;
          expect(followStored(CHAIN_START, forged, [])).toEqual({ ok: false, badIndex: index, why });
        }
      }),
    );
  });

  it("has to end where the store says", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const at = followStored(CHAIN_START, chain.map(stored), []);
        if (!at.ok) throw new Error("a whole chain is whole");
        expect(endOf(at, { index: at.count - 1, hash: at.head }, [])).toEqual(at);
        expect(endOf(at, { index: at.count, hash: at.head }, [])).toMatchObject({ ok: false });
        expect(endOf(at, { index: at.count - 1, hash: "" }, [])).toMatchObject({ ok: false });
        expect(endOf(at, null, [])).toMatchObject({ ok: false, badIndex: at.count });
      }),
    );
  });
});

describe("what was verified before", () => {
  it("is still there, or that is found", () => {
    fc.assert(
      fc.property(cases, ([chain, index]) => {
        const at = followStored(CHAIN_START, chain.slice(0, index + 1).map(stored), []);
        if (!at.ok) throw new Error("a whole chain is whole");
        const record = chain[index]!;
        expect(changedSince(at, stored(record))).toBeNull();
        const changed = { ...record, outcome: `${record.outcome}!` };
        for (const row of [undefined, stored(changed), { ...stored(record), event: "x" }]) {
          expect(changedSince(at, row)).toMatchObject({ ok: false, badIndex: index });
        }
        const other = chain[(index + 1) % chain.length]!;
        expect(changedSince(at, stored(other))).toMatchObject({ ok: false, badIndex: index });
      }),
    );
  });
});

it("never says anything of what stands in a forged record", () => {
  const evil = { at: "2026-01-01T00:00:00.000Z", index: "\u001b[2K\rok: 5 records" };
  expect(followTexts(CHAIN_START, [JSON.stringify(evil)], [])).toEqual({
    ok: false,
    badIndex: 0,
    why: "expected index 0, found none",
  });
});

describe("texts that are no records", () => {
  it.each(["", "null", "[]", "{}", '{"at":1}', '"text"', "{", `${"[".repeat(99_999)}`])("%.20s", (text) => {
    expect(followTexts(CHAIN_START, [text], [])).toMatchObject({ ok: false, badIndex: 0 });
  });

  it("and one without a canonical form", () => {
    const deep = `{"at":"2026-01-01T00:00:00.000Z","index":0,"previousHash":"${"0".repeat(64)}","args":${"[".repeat(9999)}${"]".repeat(9999)}}`;
    expect(followTexts(CHAIN_START, [deep], [])).toMatchObject({ ok: false, badIndex: 0 });
    const lone = deep.replace(/\[+\]+/, '"\\ud800"');
    expect(followTexts(CHAIN_START, [lone], [])).toMatchObject({
      ok: false,
      why: expect.stringContaining("canonical") as string,
    });
  });
});
