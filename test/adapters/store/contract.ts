import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../../src/core/audit.ts";
import { Fault } from "../../../src/core/errors.ts";
import type { Request } from "../../../src/core/request.ts";
import type { OpenStore } from "../../../src/adapters/store/store.ts";
import { draft, place, post, request } from "./fixtures.ts";

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
        await tx.refs.insert({ id: "r-twice", kind: "k", body: "{}", expiresAt: 5 });
        await tx.refs.insert({ id: "r-twice", kind: "k", body: "{}", expiresAt: 5 });
      });
      await expect(work).rejects.toMatchObject({ name: "Fault", code: "store" });
      expect(await store.transaction((tx) => tx.tokens.get("half"))).toBeNull();
    });

    it("refuses a transaction inside another instead of waiting for ever", async () => {
      await expect(store.transaction(() => store.transaction(async () => 1))).rejects.toBeInstanceOf(Fault);
      await store.ping();
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

    it("keeps conversations: enabled survives a touch, not a removal", async () => {
      const row = { id: "c1", kind: "personal", tenantId: "t", serviceUrl: "s1", personOid: "p1" } as const;
      await store.transaction(async (tx) => {
        await tx.conversations.touch(row, 1);
        await tx.conversations.setEnabled("c1", true);
        await tx.conversations.touch({ ...row, serviceUrl: "s2" }, 2);
        const subscription = {
          conversationId: "c1",
          kind: "approvals",
          filter: "{}",
          createdBy: "u",
        } as const;
        await tx.subscriptions.insert({ id: "s1", createdAt: 1, ...subscription });
      });
      await store.transaction(async (tx) => {
        expect(await tx.conversations.get("c1")).toEqual({ ...row, serviceUrl: "s2", enabled: true });
        expect(await tx.conversations.personalOf("p1")).toMatchObject({ id: "c1" });
        expect(await tx.subscriptions.approvals()).toMatchObject([{ id: "s1", createdAt: 1 }]);
        expect(await tx.subscriptions.list("c1")).toHaveLength(1);
        await tx.conversations.remove("c1");
        expect(await tx.conversations.get("c1")).toBeNull();
        expect(await tx.conversations.personalOf("p1")).toBeNull();
        expect(await tx.subscriptions.get("s1")).toBeNull();
        await tx.conversations.touch(row, 3);
        expect(await tx.conversations.get("c1")).toMatchObject({ enabled: false });
        expect(await tx.subscriptions.remove("s1")).toBe(false);
      });
      await expect(
        store.transaction((tx) => tx.conversations.setEnabled("unknown", true)),
      ).rejects.toBeInstanceOf(Fault);
    });

    it("hands out waiting commands once, to their author, in time", async () => {
      const row = { id: "p1", oid: "o", tid: "t", turn: "{}", expiresAt: 10 };
      await store.transaction(async (tx) => {
        await tx.pending.insert(row);
        await tx.pending.insert({ ...row, id: "p2", expiresAt: 5 });
        expect(await tx.pending.takeAllOf({ oid: "o", tid: "other" }, 1)).toEqual([]);
        expect(await tx.pending.takeAllOf({ oid: "o", tid: "t" }, 5)).toEqual([row]);
        expect(await tx.pending.takeAllOf({ oid: "o", tid: "t" }, 5)).toEqual([]);
      });
    });

    it("forgets references in time, and survives hostile ids", async () => {
      await store.transaction(async (tx) => {
        await tx.refs.insert({ id: "ref", kind: "k", body: "{}", expiresAt: 10 });
        expect(await tx.refs.get("ref", 9)).toEqual({ id: "ref", kind: "k", body: "{}", expiresAt: 10 });
        expect(await tx.refs.get("ref", 10)).toBeNull();
        expect(await tx.refs.get("re\u0000f", 9)).toBeNull();
        expect(await tx.refs.get("' or 1=1 --", 9)).toBeNull();
      });
    });

    it("stores requests whole, once per origin, by compare-and-set", async () => {
      const first = request("R-A");
      await store.transaction(async (tx) => {
        expect(await tx.requests.insert(first)).toBe(true);
        expect(await tx.requests.insert({ ...request("R-B"), origin: first.origin })).toBe(false);
        expect(await tx.requests.get("R-A")).toEqual(first);
        expect(await tx.requests.byOrigin(first.origin)).toEqual(first);
        expect(await tx.requests.replace({ ...first, reason: "new" })).toBe(true);
        expect(await tx.requests.replace({ ...first, reason: "stale" })).toBe(false);
        expect(await tx.requests.get("R-A")).toEqual({ ...first, reason: "new", version: 2 });
        expect(await tx.requests.get("R-B")).toBeNull();
      });
    });

    it("lets exactly one of two clicks win", async () => {
      const row = request("R-RACE");
      await store.transaction((tx) => tx.requests.insert(row));
      const click = () => store.transaction((tx) => tx.requests.replace({ ...row, state: "Denied" }));
      const won = await Promise.all([click(), click(), click()]);
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it("finds requests that are open, due or counted", async () => {
      const device = { group: "Servers" } as never;
      const base = { action: "scan", requestedAt: 5000, dueAt: 7 } as const;
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("Q1", { ...base, device }));
        await tx.requests.insert(
          request("Q2", { ...base, requestedAt: 6000, dueAt: 3, state: "Interrupted" }),
        );
        await tx.requests.insert(request("Q3", { ...base, state: "Denied", finishedAt: 6000, dueAt: null }));
        await tx.requests.insert(
          request("Q4", { ...base, state: "Succeeded", finishedAt: 6000, dueAt: null }),
        );
        const open = (await tx.requests.open()).map((row) => row.id).filter((id) => id.startsWith("Q"));
        expect(open).toEqual(["Q2", "Q1"]);
        expect((await tx.requests.due(7, 10)).map((row) => row.id)).toEqual(["Q2", "Q1"]);
        expect((await tx.requests.due(7, 1)).map((row) => row.id)).toEqual(["Q2"]);
        expect(await tx.requests.countSince("scan", 5000)).toBe(3);
        expect(await tx.requests.countSince("scan", 5001)).toBe(1);
        expect(await tx.requests.countSince("scan", 0, null)).toBe(3);
      });
    });

    it("counts requests by when they were opened and when they were approved, and by device group", async () => {
      const on = (group: string | null, change: Partial<Request> = {}): Partial<Request> => ({
        action: "release",
        requestedAt: 5000,
        device: { group } as never,
        ...change,
      });
      const approvals = [{ person: { oid: "c", tid: "t", upn: "c@x", name: "C" }, at: 8000 }];
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("U1", on("Servers")));
        await tx.requests.insert(request("U2", on("Labs", { state: "Approved", approvals })));
        await tx.requests.insert(request("U3", on(null, { state: "Approved", requestedAt: 6000 })));
        await tx.requests.insert(request("U4", on("Servers", { state: "Expired", approvals })));
      });
      const counts = await store.transaction(async ({ requests }) => [
        await requests.countSince("release", 5001),
        await requests.countSince("release", 0, "Servers"),
        await requests.countApprovedSince("release", 0),
        await requests.countApprovedSince("release", 7000),
        await requests.countApprovedSince("release", 0, "Servers"),
        await requests.countApprovedSince("isolate", 9_000_000_000_000),
      ]);
      // An unknown group may be any; what has expired came to nothing.
      expect(counts).toEqual([2, 2, 2, 1, 1, 0]);
      await store.transaction(async ({ requests }) => {
        const waiting = await requests.get("U1");
        await requests.replace({ ...(waiting as Request), state: "Approved", approvals });
        expect(await requests.countApprovedSince("release", 7000)).toBe(2);
      });
    });

    it("leases posts, and a change while one is being posted waits for the lease", async () => {
      const at = { conversation: { ...place, thread: "root" }, activityId: "act1" };
      await store.transaction((tx) => tx.posts.insert(post("P1")));
      await store.transaction(async (tx) => {
        expect(await tx.posts.claimDue(99, 50, 10)).toEqual([]);
        expect(await tx.posts.claimDue(100, 50, 10)).toEqual([post("P1", { dueAt: 150 })]);
        await tx.posts.want("request", "R1", 110);
        expect(await tx.posts.claimDue(149, 50, 10)).toEqual([]);
        await tx.posts.done("P1", at, 1, 120);
        const after = post("P1", { conversation: at.conversation, activityId: "act1", wanted: 2, shown: 1 });
        expect(await tx.posts.find(place.id, "act1")).toEqual({ ...after, dueAt: 120 });
        expect(await tx.posts.claimDue(120, 50, 10)).toHaveLength(1);
        await tx.posts.done("P1", at, 2, 130);
        expect(await tx.posts.get("P1")).toEqual({ ...after, shown: 2, dueAt: null });
      });
    });

    it("gives a post whose worker died to the next, and counts failures", async () => {
      await store.transaction((tx) => tx.posts.insert(post("P2", { subject: "R2", kind: "notice" })));
      await store.transaction(async (tx) => {
        expect(await tx.posts.claimDue(200, 50, 10)).toHaveLength(1);
        expect(await tx.posts.claimDue(250, 50, 10)).toHaveLength(1);
        await tx.posts.retry("P2", 260);
        expect(await tx.posts.claimDue(260, 50, 10)).toMatchObject([{ id: "P2", attempts: 1 }]);
        await tx.posts.retry("P2", null);
        expect(await tx.posts.claimDue(9999, 50, 10)).toEqual([]);
      });
    });

    it("never gives one post to two workers", async () => {
      await store.transaction(async (tx) => {
        for (let n = 0; n < 20; n += 1) await tx.posts.insert(post(`W${n}`, { subject: "W", dueAt: 300 }));
      });
      const claim = () => store.transaction((tx) => tx.posts.claimDue(300, 60_000, 7));
      const ids = (await Promise.all([claim(), claim(), claim(), claim()])).flat().map((row) => row.id);
      expect(new Set(ids).size).toBe(ids.length);
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
        await tx.once.release("k");
        expect(await tx.once.take("k", 11, 10)).toEqual({ kind: "taken" });
        await tx.once.finish("k", "done", 100);
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

    it("sweeps what has passed its time and nothing else", async () => {
      const finished = { state: "Denied", finishedAt: 10_000, dueAt: null } as const;
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("OLD", finished));
        await tx.requests.insert(request("NEW", { ...finished, finishedAt: 20_000 }));
        await tx.posts.insert(post("OLD-P", { subject: "OLD" }));
        await tx.posts.insert(post("NEW-P", { subject: "NEW" }));
        await tx.refs.insert({ id: "live", kind: "k", body: "{}", expiresAt: 50_000 });
        const before = await tx.audit.head();
        await tx.sweep(30_000, 15_000);
        expect(await tx.requests.get("OLD")).toBeNull();
        expect(await tx.posts.get("OLD-P")).toBeNull();
        expect(await tx.requests.get("NEW")).not.toBeNull();
        expect(await tx.posts.get("NEW-P")).not.toBeNull();
        expect(await tx.requests.get("R-A")).not.toBeNull();
        expect(await tx.refs.get("live", 0)).not.toBeNull();
        expect(await tx.refs.get("ref", 0)).toBeNull();
        expect(await tx.audit.head()).toEqual(before);
      });
    });
  });
}
