import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenStore } from "../../../src/adapters/store/store.ts";
import { place, post } from "./fixtures.ts";

/** What every engine has to do for messages as desired state; `open` gives a store on a new database. */
export function postsContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`posts on ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it("leases posts, and a change while one is being posted waits for the lease", async () => {
      const at = { conversation: { ...place, thread: "root" }, activityId: "act1" };
      await store.transaction((tx) => tx.posts.insert(post("P1")));
      await store.transaction(async (tx) => {
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 99, 50, 10)).toEqual([]);
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 100, 50, 10)).toEqual([
          post("P1", { dueAt: 150 }),
        ]);
        await tx.posts.want("R1", 110);
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 149, 50, 10)).toEqual([]);
        await tx.posts.done("P1", at, 1, 120);
        const after = post("P1", { conversation: at.conversation, activityId: "act1", wanted: 2, shown: 1 });
        expect(await tx.posts.find(place.id, "act1")).toEqual({ ...after, dueAt: 120 });
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 120, 50, 10)).toHaveLength(1);
        await tx.posts.done("P1", at, 2, 130);
        expect(await tx.posts.get("P1")).toEqual({ ...after, shown: 2, dueAt: null });
      });
    });

    it("leaves messages and the lead to those who held them, also where they are gone: Teams still counts what they sent", async () => {
      const [now, at] = [1000, { ...place, id: "held" }];
      const waiting = { conversation: at, dueAt: now } as const;
      await store.transaction(async (tx) => {
        for (const id of ["HELD-A", "HELD-B"]) await tx.posts.insert(post(id, waiting));
        await tx.posts.insert(post("AGAIN", { ...waiting, dueAt: now + 10_000 }));
        await tx.posts.claimDue({ place: at.id, asker: null }, now, 10_000, 10);
        expect(await tx.leases.hold("lead", "gone", now, now + 30_000)).toBeNull();
        await tx.freeHeld(now + 1);
        const free = await tx.posts.claimDue({ place: at.id, asker: null }, now + 1, 10_000, 10);
        expect(free).toEqual([]);
        expect(await tx.leases.hold("lead", "next", now + 1, now + 30_000)).toBe(now + 30_000);
        for (const id of ["HELD-A", "HELD-B"]) await tx.posts.retry(id, 9_000_000);
      });
    });

    it("leaves what a clock that was ahead has taken to whoever may be at it, for as long as it would be theirs", async () => {
      const [now, ahead, at] = [1000, 46 * 60_000, { ...place, id: "ahead" }];
      const share = { place: at.id, asker: null };
      await store.transaction(async (tx) => {
        await tx.posts.insert(post("AHEAD", { conversation: at, dueAt: now }));
        expect(await tx.posts.claimDue(share, now + ahead, 10_000, 10)).toHaveLength(1);
        expect(await tx.once.take("ahead", now + ahead, 5_000)).toEqual({ kind: "taken" });
        await tx.catchUp(now);
        expect(await tx.posts.claimDue(share, now + 20_000, 10_000, 10)).toEqual([]);
        expect(await tx.once.take("ahead", now + 4_999, 5_000)).toEqual({ kind: "busy" });
        expect(await tx.posts.claimDue(share, now + 30_000, 10_000, 10)).toHaveLength(1);
        expect(await tx.once.take("ahead", now + 5_000, 5_000)).toEqual({ kind: "taken" });
        await tx.posts.retry("AHEAD", 9_000_000);
      });
    });

    it("takes nothing from whoever holds it by any clock, however far ahead another one is", async () => {
      const [now, ahead, at] = [1000, 46 * 60_000, { ...place, id: "leaps" }];
      const [share, sender] = [
        { place: at.id, asker: null },
        { oid: "leaps", tid: "t" },
      ];
      const waits = { id: "leaps", turn: "{}", expiresAt: 2 * ahead, ...sender };
      await store.transaction(async (tx) => {
        for (const id of ["LEAPS", "FREE"]) await tx.posts.insert(post(id, { conversation: at, dueAt: now }));
        await tx.pending.insert(waits);
        const takeAll = async (by: number, over: number) => ({
          posts: (await tx.posts.claimDue(share, by, 10_000, 1, over)).map(({ id }) => id),
          turn: (await tx.once.take("leaps", by, 10_000, over)).kind,
          waiting: await tx.pending.claim("leaps", by, by + 10_000, over),
        });
        const [first] = (await takeAll(now, now)).posts;
        // What nobody holds is taken all the same.
        const none = { turn: "busy", waiting: false };
        const other = first === "LEAPS" ? "FREE" : "LEAPS";
        expect(await takeAll(now + ahead, 0)).toEqual({ ...none, posts: [other] });
        await tx.posts.retry(other, 9_000_000);
        expect(await tx.posts.due(now + ahead, 0)).not.toMatchObject([{ place: at.id }]);
        expect(await takeAll(now + ahead, now + 9_999)).toEqual({ ...none, posts: [] });
        const all = { turn: "taken", waiting: true };
        expect(await takeAll(now + ahead, now + 10_000)).toEqual({ ...all, posts: [first] });
        await tx.posts.retry(first!, 9_000_000);
      });
    });

    it("keeps what somebody waits for, though Teams has not taken it for days; news of a subscription ends after one", async () => {
      const day = 86_400_000;
      const ids = ["ANSWER", "NEWS", "SAID"] as const;
      await store.transaction(async (tx) => {
        const waiting = { kind: "notice", subject: "{}", dueAt: day } as const;
        await tx.posts.insert(post("ANSWER", waiting));
        await tx.posts.insert(post("NEWS", { ...waiting, audience: "approvals" }));
        await tx.posts.insert(post("SAID", { ...waiting, activityId: "said", dueAt: null }));
        const left = async () => {
          const rows = await Promise.all(ids.map((id) => tx.posts.get(id)));
          return rows.flatMap((row) => (row === null ? [] : [row.id]));
        };
        await tx.sweep(4 * day, 90 * day);
        expect(await left()).toEqual(["ANSWER", "SAID"]);
        await tx.sweep(92 * day, 90 * day);
        expect(await left()).toEqual([]);
      });
    });

    it("knows where a post is due, but for alerts", async () => {
      await store.transaction(async (tx) => {
        const at = (id: string) => ({ conversation: { ...place, id } });
        await tx.posts.insert(post("D1", { ...at("d1"), dueAt: 5 }));
        await tx.posts.insert(post("D2", { ...at("d1"), dueAt: 5 }));
        await tx.posts.insert(post("D3", { ...at("d2"), dueAt: 6 }));
        await tx.posts.insert(post("D4", { ...at("d3"), dueAt: 5, kind: "alerts" }));
        expect(await tx.posts.due(5)).toEqual([{ place: "d1", asker: null, count: 2 }]);
        expect(await tx.posts.claimDue({ place: "d1", asker: null }, 5, 50, 1)).toHaveLength(1);
        expect(await tx.posts.claimDue({ place: "d1", asker: null }, 5, 50, 9)).toHaveLength(1);
        expect(await tx.posts.due(6)).toEqual([{ place: "d2", asker: null, count: 1 }]);
      });
    });

    it("gives a post whose worker died to the next, and counts failures", async () => {
      await store.transaction((tx) => tx.posts.insert(post("P2", { subject: "R2", kind: "notice" })));
      await store.transaction(async (tx) => {
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 200, 50, 10)).toHaveLength(1);
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 250, 50, 10)).toHaveLength(1);
        await tx.posts.retry("P2", 260);
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 260, 50, 10)).toMatchObject([
          { id: "P2", attempts: 1 },
        ]);
        await tx.posts.retry("P2", null);
        expect(await tx.posts.claimDue({ place: place.id, asker: null }, 9999, 50, 10)).toEqual([]);
      });
    });

    it("takes turns by who asked for a post, and counts what Teams refuses until it is shown", async () => {
      await store.transaction(async (tx) => {
        const at = { conversation: { ...place, id: "turns" }, dueAt: 5 };
        await tx.posts.insert(post("T1", { ...at, asker: "ana", subject: "RT" }));
        await tx.posts.insert(post("T2", { ...at, asker: "ana", audience: "approvals" }));
        await tx.posts.insert(post("T3", { ...at, asker: "ben" }));
        const shares = (await tx.posts.due(5)).filter((share) => share.place === "turns");
        expect(shares.toSorted((a, b) => a.count - b.count)).toEqual([
          { place: "turns", asker: "ben", count: 1 },
          { place: "turns", asker: "ana", count: 2 },
        ]);
        expect(await tx.posts.claimDue({ place: "turns", asker: "ben" }, 5, 50, 9)).toMatchObject([
          { id: "T3" },
        ]);
        expect(await tx.posts.claimDue({ place: "turns", asker: "ana" }, 5, 50, 1)).toMatchObject([
          { id: "T1" },
        ]);
        await tx.posts.retry("T1", 60, true);
        await tx.posts.retry("T1", 60);
        expect(await tx.posts.ofRequest("RT")).toMatchObject([{ id: "T1", refusals: 1, attempts: 2 }]);
        expect((await tx.posts.missingIn("turns")).toSorted()).toEqual(["R1", "RT"]);
        await tx.posts.giveUp("turns", "approvals");
        expect(await tx.posts.get("T2")).toMatchObject({ dueAt: null });
        await tx.posts.done("T1", { ...at, activityId: "t1" }, 1, 70);
        expect(await tx.posts.get("T1")).toMatchObject({ refusals: 0, asker: "ana" });
      });
    });

    it("has nothing due where the bot was removed, whatever changes", async () => {
      const gone = { ...place, id: "gone" };
      await store.transaction(async (tx) => {
        await tx.conversations.touch({ ...gone, personOid: null }, 1);
        await tx.posts.insert(post("G1", { conversation: gone, subject: "RG", dueAt: 5 }));
        await tx.posts.insert(post("G2", { conversation: gone, subject: "RG", dueAt: 5, activityId: "a" }));
        await tx.conversations.remove("gone");
        await tx.posts.want("RG", 6);
        expect(await tx.posts.get("G1")).toBeNull();
        expect(await tx.posts.get("G2")).toMatchObject({ dueAt: null });
      });
    });

    it("takes whole milliseconds only", async () => {
      const late = store.transaction((tx) => tx.posts.insert(post("P3", { dueAt: 0.5 })));
      await expect(late).rejects.toMatchObject({ name: "Fault", code: "invariant" });
    });

    it("never gives one post to two workers", async () => {
      await store.transaction(async (tx) => {
        for (let n = 0; n < 20; n += 1) await tx.posts.insert(post(`W${n}`, { subject: "W", dueAt: 300 }));
      });
      const claim = () =>
        store.transaction((tx) => tx.posts.claimDue({ place: place.id, asker: null }, 300, 60_000, 7));
      const ids = (await Promise.all([claim(), claim(), claim(), claim()])).flat().map((row) => row.id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
}
