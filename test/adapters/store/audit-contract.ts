import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN_START } from "../../../src/audit/record.ts";
import { followStored } from "../../../src/audit/verify.ts";
import { Fault } from "../../../src/shared/errors.ts";
import type { OpenStore } from "../../../src/adapters/store/store.ts";
import { signedWith, signer } from "../../support/audit.ts";
import { draft } from "./fixtures.ts";

/** What every engine has to do for the audit log; `open` gives a store on a new database. */
export function auditContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`audit on ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
      for (let n = 0; n < 9; n += 1) {
        const last = { event: n === 8 ? "executed" : "requested" } as const;
        await store.transaction((tx) => tx.audit.append(draft(last)));
      }
    });
    afterAll(() => store.close());

    it("gives records as they are stored, a page at a time", async () => {
      await store.transaction(async (tx) => {
        const all = await tx.audit.page(Number.MIN_SAFE_INTEGER, 100);
        expect(all.map((row) => row.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
        expect(all[8]).toMatchObject({ event: "executed", requestId: null, at: draft().at });
        expect(followStored(CHAIN_START, all, [])).toMatchObject({ ok: true, count: 9 });
        expect((await tx.audit.page(3, 2)).map((row) => row.index)).toEqual([3, 4]);
        expect(await tx.audit.page(9, 2)).toEqual([]);
      });
    });

    it("keeps checkpoints and their keys", async () => {
      const [one, two] = [signer.newKey(), signer.newKey()];
      const first = signedWith(one, { index: 3, hash: "a".repeat(64) });
      const second = signedWith(two, { index: 2 ** 40, hash: "b".repeat(64) });
      await store.transaction(async (tx) => {
        expect(await tx.checkpoints.last()).toBeNull();
        expect(await tx.checkpoints.keys()).toEqual([]);
        await tx.checkpoints.addKey(1, one);
        await tx.checkpoints.addKey(2, two);
        const resealed = { ...one, sealedPrivateKey: "other" };
        await tx.checkpoints.resealKey(resealed);
        expect(await tx.checkpoints.keys()).toEqual([resealed, two]);
        expect(await tx.checkpoints.insert(second)).toBe(true);
        expect(await tx.checkpoints.insert(first)).toBe(true);
        expect(await tx.checkpoints.insert({ ...first, hash: "c".repeat(64) })).toBe(false);
        expect(await tx.checkpoints.last()).toEqual(second);
        expect(await tx.checkpoints.between(3, 2 ** 40)).toEqual([first]);
        expect(await tx.checkpoints.between(4, 2 ** 40 + 1)).toEqual([second]);
      });
      await expect(store.transaction((tx) => tx.checkpoints.addKey(2, one))).rejects.toBeInstanceOf(Fault);
    });

    it("lets one at a time feed a receiver of records, from where the last one stopped", async () => {
      await store.transaction(async (tx) => {
        expect(await tx.auditSinks.take("s", "a", 100, 50)).toEqual({ next: 0, attempts: 0 });
        expect(await tx.auditSinks.take("s", "b", 149, 50)).toBeNull();
        expect(await tx.auditSinks.take("s", "ahead", 9_999, 50, 149)).toBeNull();
        expect(await tx.auditSinks.take("other", "b", 149, 50)).toEqual({ next: 0, attempts: 0 });
        expect(await tx.auditSinks.take("s", "b", 150, 50)).toEqual({ next: 0, attempts: 0 });
        expect(await tx.auditSinks.advance("s", "a", 4)).toBe(false);
        await tx.auditSinks.postpone("s", "a", 999);
        expect(await tx.auditSinks.advance("s", "b", 4)).toBe(true);
        expect(await tx.auditSinks.take("s", "b", 150, 50)).toEqual({ next: 4, attempts: 0 });
        await tx.auditSinks.postpone("s", "b", 300);
        expect(await tx.auditSinks.take("s", "b", 299, 50)).toBeNull();
        expect(await tx.auditSinks.take("s", "b", 300, 50)).toEqual({ next: 4, attempts: 1 });
        expect(await tx.auditSinks.advance("s", "b", 9)).toBe(true);
        expect(await tx.auditSinks.isBehind("s")).toBe(false);
        expect(await tx.auditSinks.take("s", "b", 999, 50)).toBeNull();
        const record = await tx.audit.append(draft());
        expect(await tx.auditSinks.isBehind("s")).toBe(true);
        expect(await tx.auditSinks.take("s", "b", 999, 50)).toEqual({ next: record.index, attempts: 0 });
      });
    });

    it("writes a change and its record together or not at all", async () => {
      const before = await store.transaction((tx) => tx.audit.head());
      const change = (fails: boolean) =>
        store.transaction(async (tx) => {
          await tx.tokens.set("changed", String(fails), 1);
          await tx.audit.append(draft());
          if (fails) throw new TypeError("killed between");
        });
      await expect(change(true)).rejects.toThrow("killed between");
      expect(await store.transaction((tx) => tx.tokens.get("changed"))).toBeNull();
      expect(await store.transaction((tx) => tx.audit.head())).toEqual(before);
      await change(false);
      expect(await store.transaction((tx) => tx.tokens.get("changed"))).toBe("false");
      expect((await store.transaction((tx) => tx.audit.head()))?.index).toBe((before?.index ?? -1) + 1);
    });
  });
}
