import { verify } from "../../support/audit.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fault } from "../../../src/shared/errors.ts";
import type { Tx } from "../../../src/bot/rows.ts";
import type { OpenStore } from "../../../src/adapters/store/store.ts";
import { draft, post, request } from "./fixtures.ts";

/** What every engine has to do; `open` gives a store on a new database. */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`store on ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it("does all of a transaction or nothing, and lets the reason through", async () => {
      const reason = new TypeError("mine");
      const failing = store.transaction(async (tx) => {
        await tx.tokens.set("rolled-back", "x", 1);
        throw reason;
      });
      await expect(failing).rejects.toBe(reason);
      expect(await store.transaction((tx) => tx.tokens.get("rolled-back"))).toBeNull();
    });

    it("never commits what follows a statement that failed", async () => {
      const work = store.transaction(async (tx) => {
        await tx.tokens.set("half", "x", 1);
        const twice = { id: "twice", oid: "o", tid: "t", turn: "{}", expiresAt: 5 };
        await tx.pending.insert(twice);
        await tx.pending.insert(twice);
      });
      await expect(work).rejects.toMatchObject({ name: "Fault", code: "store" });
      expect(await store.transaction((tx) => tx.tokens.get("half"))).toBeNull();
    });

    it("refuses a transaction inside another instead of waiting for ever", async () => {
      await expect(store.transaction(() => store.transaction(async () => 1))).rejects.toBeInstanceOf(Fault);
      await store.probe();
    });

    it("reads one state, and refuses what would write while it reads", async () => {
      await store.transaction((tx) => tx.tokens.set("read", "as it was", 1));
      const invocations: ((tx: Tx) => Promise<unknown>)[] = [
        (tx) => tx.tokens.set("read", "changed", 2),
        (tx) => tx.tokens.remove("read"),
        (tx) => tx.conversations.set("read", { enabled: true }),
      ];
      for (const invocation of invocations) {
        await expect(store.read(invocation)).rejects.toMatchObject({ name: "Fault", code: "invariant" });
      }
      expect(await store.read((tx) => tx.tokens.get("read"))).toBe("as it was");
      await expect(store.read(() => store.transaction(async () => 1))).rejects.toBeInstanceOf(Fault);
      await expect(store.transaction(() => store.read(async () => 1))).rejects.toBeInstanceOf(Fault);
    });

    it("sees when it reads what was committed in order, and all of it", async () => {
      const set = (value: string) =>
        store.transaction(async (tx) => {
          await tx.tokens.set("left", value, 1);
          await tx.tokens.set("right", value, 1);
        }, "in-order");
      const pair = () =>
        store.read(async (tx) => [await tx.tokens.get("left"), await tx.tokens.get("right")]);
      await set("0");
      const writers = ["1", "2", "3"].map((value) => set(value));
      for (const _ of writers) {
        const [left, right] = await pair();
        expect(left).toBe(right);
      }
      await Promise.all(writers);
      const [left, right] = await pair();
      expect(left).toBe(right);
      expect(["1", "2", "3"]).toContain(left);
    });

    it("keeps every increment of transactions that run at once", async () => {
      await store.transaction((tx) => tx.tokens.set("counter", "0", 1));
      const add = () =>
        store.transaction(async (tx) => {
          const value = Number(await tx.tokens.get("counter"));
          await tx.tokens.set("counter", String(value + 1), 1);
        });
      await Promise.all(Array.from({ length: 12 }, add));
      expect(await store.transaction((tx) => tx.tokens.get("counter"))).toBe("12");
    });

    it("hands out waiting commands once, to their author, in time", async () => {
      const row = { id: "p1", oid: "o", tid: "t", turn: "{}", expiresAt: 10 };
      await store.transaction(async (tx) => {
        await tx.pending.insert(row);
        await tx.pending.insert({ ...row, id: "p2", expiresAt: 5 });
        expect(await tx.pending.of({ oid: "o", tid: "other" }, 1)).toEqual([]);
        expect(await tx.pending.of({ oid: "o", tid: "t" }, 5)).toEqual([row]);
        expect(await tx.pending.interrupted(9)).toEqual([]);
        expect(await tx.pending.late({ oid: "o", tid: "t" }, 5)).toEqual([
          { ...row, id: "p2", expiresAt: 5 },
        ]);
        expect(await tx.pending.late({ oid: "o", tid: "other" }, 5)).toEqual([]);
        expect(await tx.pending.claim(row.id, 5, 7)).toBe(true);
        expect(await tx.pending.claim(row.id, 6, 9)).toBe(false);
        expect(await tx.pending.of({ oid: "o", tid: "t" }, 6)).toEqual([]);
        expect(await tx.pending.interrupted(6)).toEqual([]);
        expect(await tx.pending.interrupted(7)).toEqual([row]);
        expect(await tx.pending.late({ oid: "o", tid: "t" }, 50)).toHaveLength(1);
        await tx.pending.hold(row.id, 8);
        expect(await tx.pending.interrupted(7)).toEqual([]);
        await tx.pending.hold(row.id, 0);
        expect(await tx.pending.of({ oid: "o", tid: "t" }, 5)).toEqual([row]);
        expect(await tx.pending.remove(row.id)).toBe(true);
        expect(await tx.pending.remove(row.id)).toBe(false);
        expect(await tx.pending.claim(row.id, 5, 7)).toBe(false);
      });
    });

    it("forgets references in time, and survives hostile ids", async () => {
      await store.transaction(async (tx) => {
        await tx.refs.put({ id: "ref", kind: "k", body: "{}", expiresAt: 10 });
        expect(await tx.refs.get("ref", 9)).toEqual({ id: "ref", kind: "k", body: "{}", expiresAt: 10 });
        expect(await tx.refs.get("ref", 10)).toBeNull();
        expect(await tx.refs.get("re\u0000f", 9)).toBeNull();
        expect(await tx.refs.get("' or 1=1 --", 9)).toBeNull();
      });
    });

    it("keeps one halt, until it is ended", async () => {
      const halt = { reason: "wrong devices \ud800", by: "erin", since: 5 };
      await store.transaction(async (tx) => {
        expect(await tx.switches.halt()).toBeNull();
        await tx.switches.setHalt(halt);
        await tx.switches.setHalt({ ...halt, by: "carla" });
        expect(await tx.switches.halt()).toEqual({ ...halt, by: "carla" });
      });
      await store.transaction((tx) => tx.switches.setHalt(null));
      expect(await store.transaction((tx) => tx.switches.halt())).toBeNull();
    });

    it("lets a halt and a claim at the same time see one another", async () => {
      await store.transaction((tx) => tx.requests.insert(request("H1", { state: "Approved" })));
      const halting = store.transaction((tx) => tx.switches.setHalt({ reason: "r", by: "b", since: 1 }));
      const claiming = store.transaction(async (tx) => {
        const [row, halt] = [await tx.requests.get("H1"), await tx.switches.halt()];
        if (row !== null && halt === null) await tx.requests.replace({ ...row, state: "Executing" });
        return halt;
      });
      const [, seen] = await Promise.all([halting, claiming]);
      const row = await store.transaction((tx) => tx.requests.get("H1"));
      expect(row?.state).toBe(seen === null ? "Executing" : "Approved");
      await store.transaction((tx) => tx.switches.setHalt(null));
    });

    it("chains audit records, whoever appends at once", async () => {
      const hostile = draft({ requestId: "R9", outcome: "\u0000 \ud800 é" });
      await Promise.all(Array.from({ length: 8 }, () => store.transaction((tx) => tx.audit.append(hostile))));
      const last = await store.transaction((tx) => tx.audit.append(draft({ event: "executed" })));
      await store.transaction(async (tx) => {
        const records = await tx.audit.list(null, 100);
        expect(records[0]).toEqual(last);
        expect(verify(records.toReversed())).toEqual({ ok: true, count: 9, head: last.hash });
        expect(await tx.audit.head()).toEqual({ index: 8, hash: last.hash });
        expect(await tx.audit.list("R9", 3)).toHaveLength(3);
        expect(records[1]).toMatchObject({ requestId: "R9", outcome: "\u0000 \ufffd é" });
      });
    });

    it("lets a thing happen once; an expired lease can be taken again", async () => {
      await store.transaction(async (tx) => {
        expect(await tx.once.take("k", 0, 10)).toEqual({ kind: "taken" });
        expect(await tx.once.take("k", 9, 10)).toEqual({ kind: "busy" });
        expect(await tx.once.take("k", 10, 10)).toEqual({ kind: "taken" });
        await tx.once.hold("k", 30);
        expect(await tx.once.take("k", 29, 10)).toEqual({ kind: "busy" });
        await tx.once.release("k");
        expect(await tx.once.take("k", 11, 10)).toEqual({ kind: "taken" });
        await tx.once.finish("k", "done", 100);
        await tx.once.hold("k", 1000);
        await tx.once.release("k");
        expect(await tx.once.take("k", 99, 10)).toEqual({ kind: "done", result: "done" });
        expect(await tx.once.take("k", 100, 10)).toEqual({ kind: "taken" });
      });
      const take = () => store.transaction((tx) => tx.once.take("race", 0, 10));
      const claims = await Promise.all([take(), take(), take(), take()]);
      expect(claims.filter((claim) => claim.kind === "taken")).toHaveLength(1);
    });

    it("keeps tokens by partition", async () => {
      await store.transaction(async (tx) => {
        await tx.tokens.set("p", "one", 1);
        await tx.tokens.set("p", "two", 2);
        expect(await tx.tokens.get("p")).toBe("two");
        await tx.tokens.remove("p");
        expect(await tx.tokens.get("p")).toBeNull();
      });
    });

    it("hands a sign-in's step out once, at that step, in time", async () => {
      const row = { id: "t1", step: "ticket", oid: "o", tid: "t", body: "b1", expiresAt: 10 } as const;
      await store.transaction(async (tx) => {
        await tx.signIns.insert(row);
        expect(await tx.signIns.take("t1", "code", 9)).toBeNull();
        expect(await tx.signIns.take("t1", "ticket", 10)).toBeNull();
        expect(await tx.signIns.take("t1", "ticket", 9)).toEqual(row);
        expect(await tx.signIns.take("t1", "ticket", 9)).toBeNull();
      });
    });

    it("lists an emergency, and keeps it, until it is reviewed", async () => {
      const done = { state: "Succeeded", finishedAt: 10, dueAt: null } as const;
      const row = request("EMERGENCY", { ...done, action: "scan", emergency: { review: null } });
      const review = { person: row.requester, at: 20, comment: null };
      const isListed = (rows: readonly { id: string }[]) => rows.some((one) => one.id === row.id);
      await store.transaction(async (tx) => {
        await tx.requests.insert(row);
        expect(isListed(await tx.requests.open())).toBe(true);
        await tx.sweep(5000, 0);
        expect(await tx.requests.get(row.id)).toEqual(row);
        expect(await tx.requests.replace({ ...row, emergency: { review } })).toBe(true);
        expect(isListed(await tx.requests.open())).toBe(false);
        await tx.sweep(5000, 0);
        expect(await tx.requests.get(row.id)).toBeNull();
      });
    });

    it("sweeps what has passed its time and nothing else", async () => {
      const finished = { state: "Denied", finishedAt: 10_000, dueAt: null } as const;
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("OPEN"));
        await tx.requests.insert(request("OLD", finished));
        await tx.requests.insert(request("NEW", { ...finished, finishedAt: 20_000 }));
        await tx.posts.insert(post("OLD-P", { subject: "OLD" }));
        await tx.posts.insert(post("NEW-P", { subject: "NEW" }));
        await tx.refs.put({ id: "live", kind: "k", body: "{}", expiresAt: 50_000 });
        const before = await tx.audit.head();
        await tx.sweep(30_000, 15_000);
        expect(await tx.requests.get("OLD")).toBeNull();
        expect(await tx.posts.get("OLD-P")).toBeNull();
        expect(await tx.requests.get("NEW")).not.toBeNull();
        expect(await tx.posts.get("NEW-P")).not.toBeNull();
        expect(await tx.requests.get("OPEN")).not.toBeNull();
        expect(await tx.refs.get("live", 0)).not.toBeNull();
        expect(await tx.refs.get("ref", 0)).toBeNull();
        expect(await tx.audit.head()).toEqual(before);
      });
    });
  });
}
