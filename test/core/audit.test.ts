import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { append, GENESIS_HASH, type AuditRecord } from "../../src/audit/record.ts";
import { chains, drafts, verify } from "../support/audit.ts";

/** A chain and a place in it. */
const places = chains.chain((chain) => fc.tuple(fc.constant(chain), fc.nat({ max: chain.length - 1 })));

function at(chain: readonly AuditRecord[], index: number): AuditRecord {
  const record = chain[index];
  if (record === undefined) throw new Error("no such record");
  return record;
}

describe("the audit chain", () => {
  it("is whole when it was only appended to, after a way through JSON text too", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const head = at(chain, chain.length - 1);
        const stored = chain.map((record) => JSON.parse(JSON.stringify(record)) as AuditRecord);
        const whole = { ok: true, count: chain.length, head: head.hash };
        expect(verify(stored)).toEqual(whole);
        expect(verify(stored, { index: head.index, hash: head.hash })).toEqual(whole);
      }),
    );
  });

  it("begins with index 0 after 64 zeros, and an empty one is whole", () => {
    expect(verify([])).toEqual({ ok: true, count: 0, head: GENESIS_HASH });
    fc.assert(
      fc.property(drafts, (draft) => {
        expect(append(null, draft)).toMatchObject({ index: 0, previousHash: GENESIS_HASH });
      }),
    );
  });

  it("shows a change at the record that was changed", () => {
    const field = fc.constantFrom(
      "at",
      "event",
      "command",
      "outcome",
      "detail",
      "requestId",
      "actor",
      "args",
      "target",
      "previousHash",
      "hash",
      "extra",
    );
    fc.assert(
      fc.property(places, field, ([chain, index], name) => {
        const forged = { ...at(chain, index), [name]: "f".repeat(63) };
        expect(verify(chain.with(index, forged))).toMatchObject({ ok: false, badIndex: index });
      }),
    );
  });

  it("shows a change that was hashed again at the record after it, or by the checkpoint", () => {
    fc.assert(
      fc.property(places, ([chain, index]) => {
        const { at: when, ...rest } = at(chain, index);
        const { index: _index, previousHash: _previous, hash: _hash, ...draft } = rest;
        const before = index === 0 ? null : at(chain, index - 1);
        const forged = append(before, { ...draft, at: Date.parse(when), outcome: `${draft.outcome}!` });
        const forgedChain = chain.with(index, forged);
        const head = at(chain, chain.length - 1);
        const bad = Math.min(index + 1, head.index);
        expect(verify(forgedChain, head)).toMatchObject({ ok: false, badIndex: bad });
      }),
    );
  });

  it("shows a removal where the record is missing", () => {
    fc.assert(
      fc.property(places, ([chain, index]) => {
        const head = at(chain, chain.length - 1);
        expect(verify(chain.toSpliced(index, 1), head)).toMatchObject({ ok: false, badIndex: index });
      }),
    );
  });

  it("shows a doubled record after the first of the two", () => {
    fc.assert(
      fc.property(places, ([chain, index]) => {
        const doubled = chain.toSpliced(index, 0, at(chain, index));
        expect(verify(doubled)).toMatchObject({ ok: false, badIndex: index + 1 });
      }),
    );
  });

  it("shows two records that changed places at the first of them, renumbered or not", () => {
    fc.assert(
      fc.property(places, fc.nat(), fc.boolean(), ([chain, first], seed, renumbered) => {
        const second = seed % chain.length;
        fc.pre(first !== second);
        const [a, b] = [at(chain, first), at(chain, second)];
        const place = (record: AuditRecord, index: number) => (renumbered ? { ...record, index } : record);
        const swapped = chain.with(first, place(b, first)).with(second, place(a, second));
        const bad = Math.min(first, second);
        expect(verify(swapped)).toMatchObject({ ok: false, badIndex: bad });
      }),
    );
  });

  it("shows truncation with a checkpoint, and only with one", () => {
    fc.assert(
      fc.property(places, ([chain, index]) => {
        const short = chain.slice(0, index);
        const head = at(chain, chain.length - 1);
        expect(verify(short)).toMatchObject({ ok: true, count: index });
        expect(verify(short, head)).toMatchObject({ ok: false, badIndex: index });
      }),
    );
  });
});
