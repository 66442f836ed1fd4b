import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenStore } from "../../../src/adapters/store/store.ts";
import { alertWith } from "../../support/alert.ts";
import { place, post } from "./fixtures.ts";

/** What every engine has to do for proactive alerts; `open` gives a store on a new database. */
export function alertsContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`alerts on ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const row = (id: string, incidentId: string | null = null, updatedAt: number | null = 5) => ({
      alert: alertWith({ id, incidentId, updatedAt, title: "hostile \u0000 \ud800" }),
      fingerprint: `f-${id}`,
    });

    it("keeps alerts by id, in any number", async () => {
      const rows = Array.from({ length: 230 }, (_, index) => row(`many-${index}`));
      await store.transaction((tx) => tx.alerts.put(rows, 1));
      await store.transaction((tx) => tx.alerts.put([{ ...row("many-7"), fingerprint: "changed" }], 2));
      const known = await store.transaction((tx) =>
        tx.alerts.known([...rows.map(({ alert }) => alert.id), "unknown"]),
      );
      expect(known.size).toBe(230);
      expect(known.get("many-7")).toEqual({ fingerprint: "changed", updatedAt: 5 });
      expect(known.get("many-8")).toEqual({ fingerprint: "f-many-8", updatedAt: 5 });
    });

    it("takes a page that holds an alert twice, and keeps the later state", async () => {
      const state = (updatedAt: number) => ({
        ...row("twice", null, updatedAt),
        fingerprint: `at-${updatedAt}`,
      });
      await store.transaction((tx) => tx.alerts.put([state(7), row("beside"), state(9), state(8)], 1));
      const known = await store.transaction((tx) => tx.alerts.known(["twice", "beside"]));
      expect(known.get("twice")).toEqual({ fingerprint: "at-9", updatedAt: 9 });
      expect(known.has("beside")).toBe(true);
    });

    it("queues an alert once per conversation, in order; what was muted stays muted", async () => {
      await store.transaction(async (tx) => {
        await tx.alerts.put([row("a1", "i1"), row("a2"), row("a3")], 1);
        const to = (alertId: string, conversationId: string, muted = false, rank = 0) => ({
          alertId,
          conversationId,
          muted,
          rank,
        });
        await tx.alerts.route([to("a1", "p"), to("a2", "p"), to("a3", "p", true), to("a3", "q")], 10);
        await tx.alerts.route([to("a1", "p"), to("a3", "p")], 20);
        await tx.threads.open("p", ["i1"], "root", 1);
        expect(await tx.alerts.places(30)).toEqual(["p", "q"]);
        expect(await tx.alerts.waiting("p", 10)).toEqual([
          { alertId: "a1", incidentId: "i1", rank: 0, threaded: true },
          { alertId: "a2", incidentId: null, rank: 0, threaded: false },
        ]);
        expect(await tx.alerts.waiting("p", 1)).toHaveLength(1);
        await tx.alerts.drop("q");
        expect(await tx.alerts.places(30)).toEqual(["p"]);
      });
    });

    it("shows alerts on a post, and makes it due when one of them changes", async () => {
      await store.transaction(async (tx) => {
        await tx.posts.insert(post("ap", { kind: "alerts", subject: "", dueAt: 100 }));
        await tx.alerts.assign("p", ["a1", "a2"], "ap");
        expect(await tx.alerts.waiting("p", 10)).toEqual([]);
        expect((await tx.alerts.onPost("ap")).map((alert) => alert.id)).toEqual(["a1", "a2"]);
        expect(
          (await tx.posts.claimDue({ place: place.id, asker: null }, 100, 50, 10)).map(({ id }) => id),
        ).not.toContain("ap");
        expect(await tx.posts.claimAlerts("elsewhere", 100, 50, 10)).toEqual([]);
        expect(await tx.posts.claimAlerts(place.id, 100, 50, 10)).toMatchObject([{ id: "ap", wanted: 1 }]);
        expect(await tx.posts.claimAlerts(place.id, 100, 50, 10)).toEqual([]);
        await tx.posts.done("ap", { conversation: place, activityId: "m1" }, 1, 101);
        expect(await tx.alerts.places(102)).toEqual([]);
        await tx.alerts.wantPosts(["a2", "a3", "unknown"], 103);
        expect(await tx.alerts.places(103)).toEqual([place.id]);
        expect(await tx.posts.claimAlerts(place.id, 103, 50, 10)).toMatchObject([{ id: "ap", wanted: 2 }]);
        await tx.posts.putBack("ap", 104);
        expect(await tx.posts.claimAlerts(place.id, 104, 50, 10)).toMatchObject([{ id: "ap", attempts: 0 }]);
      });
    });

    it("gives the most severe first, and counts what waits by severity and device", async () => {
      await store.transaction(async (tx) => {
        const on = (id: string, deviceId: string | null) => ({
          ...row(id),
          alert: alertWith({ id, deviceId, updatedAt: 5 }),
        });
        await tx.alerts.put([on("s1", "d1"), on("s2", "d2"), on("s3", "d1"), on("s4", null)], 1);
        const to = (alertId: string, rank: number, muted = false) => ({
          ...{ alertId, rank, muted },
          conversationId: "storm",
        });
        await tx.alerts.route([to("s1", 2), to("s2", 0), to("s3", 0), to("s4", 1)], 10);
        expect((await tx.alerts.waiting("storm", 3)).map(({ alertId }) => alertId)).toEqual([
          "s2",
          "s3",
          "s4",
        ]);
        expect(await tx.alerts.tally("storm")).toEqual({
          ranks: [
            { rank: 0, count: 2 },
            { rank: 1, count: 1 },
            { rank: 2, count: 1 },
          ],
          devices: 2,
        });
        expect(await tx.alerts.tally("elsewhere")).toEqual({ ranks: [], devices: 0 });
      });
    });

    it("knows the card of an incident, lets alerts join it, and forgets one that was given up", async () => {
      await store.transaction(async (tx) => {
        const there = { ...place, id: "grow" };
        await tx.alerts.put([row("g1", "ig"), row("g2", "ig"), row("g3", "other")], 1);
        const to = (alertId: string) => ({ alertId, conversationId: "grow", muted: false, rank: 0 });
        await tx.alerts.route([to("g1"), to("g3")], 10);
        expect(await tx.alerts.cardOf("grow", "ig")).toBeNull();
        await tx.posts.insert(
          post("gp", { kind: "alerts", subject: "", conversation: there, activityId: "m", dueAt: null }),
        );
        await tx.alerts.assign("grow", ["g1"], "gp");
        await tx.alerts.route([to("g2")], 25);
        await tx.alerts.join("grow", ["g2"], "gp", 30);
        expect(await tx.alerts.cardOf("grow", "ig")).toEqual({ postId: "gp", firstAt: 10, newestAt: 25 });
        expect(await tx.alerts.cardOf("elsewhere", "ig")).toBeNull();
        expect((await tx.alerts.onPost("gp")).map(({ id }) => id)).toEqual(["g1", "g2"]);
        expect(await tx.posts.claimAlerts("grow", 30, 50, 10)).toMatchObject([{ id: "gp", wanted: 2 }]);
        await tx.posts.insert(
          post("gone", { kind: "alerts", subject: "", conversation: there, activityId: null, dueAt: null }),
        );
        await tx.alerts.assign("grow", ["g3"], "gone");
        expect(await tx.alerts.cardOf("grow", "other")).toBeNull();
      });
    });

    it("gives posts that nobody has seen before edits", async () => {
      await store.transaction(async (tx) => {
        const there = { ...place, id: "order" };
        const own = { kind: "alerts", subject: "", conversation: there } as const;
        await tx.posts.insert(post("edit", { ...own, activityId: "m", dueAt: 1 }));
        await tx.posts.insert(post("new", { ...own, dueAt: 2 }));
        expect(await tx.posts.claimAlerts("order", 5, 50, 1)).toMatchObject([{ id: "new" }]);
        expect(await tx.posts.claimAlerts("order", 5, 50, 1)).toMatchObject([{ id: "edit" }]);
      });
    });

    it("keeps the first thread of an incident until its root is gone", async () => {
      await store.transaction(async (tx) => {
        await tx.threads.open("c", ["x", "y"], "r1", 1);
        await tx.threads.open("c", ["y", "z"], "r2", 2);
        expect(await tx.threads.root("c", ["y"])).toBe("r1");
        expect(await tx.threads.root("c", ["z"])).toBe("r2");
        expect(await tx.threads.root("d", ["x"])).toBeNull();
        expect(await tx.threads.root("c", [])).toBeNull();
        await tx.threads.forget("c", "r1");
        expect(await tx.threads.root("c", ["x", "y"])).toBeNull();
      });
    });

    it("leases work to one owner at a time, until the lease is over", async () => {
      const hold = (owner: string, now: number, until: number) =>
        store.transaction((tx) => tx.leases.hold("work", owner, now, until));
      expect(await hold("one", 0, 10)).toBeNull();
      expect(await hold("two", 5, 15)).toBe(10);
      expect(await hold("one", 8, 18)).toBeNull();
      expect(await hold("two", 17, 27)).toBe(18);
      expect(await hold("two", 18, 28)).toBeNull();
      expect(await hold("one", 19, 29)).toBe(28);
      await store.transaction((tx) => tx.leases.release("work", "one"));
      expect(await hold("one", 20, 30)).toBe(28);
      await store.transaction((tx) => tx.leases.release("work", "two"));
      expect(await hold("one", 20, 30)).toBeNull();
    });

    it("remembers how far it has read, and mutes with their real end", async () => {
      await store.transaction(async (tx) => {
        expect(await tx.cursors.get("c")).toBeNull();
        await tx.cursors.set("c", 5);
        await tx.cursors.set("c", 1_790_000_000_000);
        expect(await tx.cursors.get("c")).toBe(1_790_000_000_000);
        const mute = {
          conversationId: "m",
          kind: "alerts",
          filter: { device: ["w*"] },
          since: 3,
          createdBy: "u",
          owner: { oid: "o", tid: "t" },
        } as const;
        await tx.mutes.insert({ ...mute, id: "1", until: 10 });
        await tx.mutes.insert({ ...mute, id: "2", until: 20 });
        expect(await tx.mutes.endingAfter("m", 9)).toHaveLength(2);
        expect(await tx.mutes.endingAfter(null, 10)).toEqual([{ ...mute, id: "2", until: 20 }]);
        expect(await tx.mutes.endingAfter("other", 9)).toEqual([]);
        expect(await tx.mutes.end("m", 10, { own: null, id: null })).toMatchObject([{ id: "2" }]);
        expect(await tx.mutes.endingAfter(null, 0)).toMatchObject([
          { id: "1", since: 3, until: 10 },
          { id: "2", until: 10 },
        ]);
        expect(await tx.mutes.endingAfter(null, 10)).toEqual([]);
      });
    });

    it("a mute is its owner's by object id and tenant; one that is older than that, by the UPN", async () => {
      await store.transaction(async (tx) => {
        const mute = { conversationId: "own", kind: "alerts", filter: {}, since: 3, until: 20 } as const;
        const owner = { oid: "o", tid: "t" };
        await tx.mutes.insert({ ...mute, id: "theirs", createdBy: "before@x", owner });
        await tx.mutes.insert({
          ...mute,
          id: "of-a-namesake",
          createdBy: "now@x",
          owner: { ...owner, oid: "p" },
        });
        await tx.mutes.insert({ ...mute, id: "old", createdBy: "now@x", owner: null });
        const ended = await tx.mutes.end("own", 10, { own: { ...owner, upn: "now@x" }, id: null });
        expect(ended.map(({ id }) => id)).toEqual(["old", "theirs"]);
        await tx.mutes.end("own", 10, { own: null, id: null });
      });
    });

    it("sweeps alerts, their posts and threads after the time they are kept", async () => {
      await store.transaction(async (tx) => {
        await tx.alerts.put([row("young")], 20_000);
        await tx.alerts.route([{ alertId: "young", conversationId: "s", muted: false, rank: 0 }], 20_000);
        await tx.sweep(30_000, 15_000);
        expect([...(await tx.alerts.known(["a1", "many-3", "young"])).keys()]).toEqual(["young"]);
        expect(await tx.posts.get("ap")).toBeNull();
        expect(await tx.threads.root("p", ["i1"])).toBeNull();
        expect(await tx.alerts.waiting("s", 5)).toHaveLength(1);
      });
    });
  });
}
