import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fault } from "../../../src/shared/errors.ts";
import type { OpenStore } from "../../../src/adapters/store/store.ts";

/** What every engine has to do for conversations and what they want to hear of; `open` gives a store on a new database. */
export function conversationsContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`conversations on ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it("keeps conversations: enabled survives a touch, not a removal", async () => {
      const row = { id: "c1", kind: "personal", tenantId: "t", serviceUrl: "s1", personOid: "p1" } as const;
      await store.transaction(async (tx) => {
        await tx.conversations.touch(row, 1);
        await tx.conversations.set("c1", { enabled: true });
        await tx.conversations.touch({ ...row, serviceUrl: "s2" }, 2);
        const subscription = {
          conversationId: "c1",
          kind: "approvals",
          filter: {},
          createdBy: "u",
          pausedSince: null,
        } as const;
        await tx.subscriptions.insert({ id: "s1", createdAt: 1, ...subscription });
      });
      await store.transaction(async (tx) => {
        expect(await tx.conversations.get("c1")).toMatchObject({ ...row, serviceUrl: "s2", enabled: true });
        expect(await tx.conversations.personalOf("p1")).toMatchObject({ id: "c1" });
        expect(await tx.subscriptions.ofKind("approvals")).toMatchObject([{ id: "s1", createdAt: 1 }]);
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
        store.transaction((tx) => tx.conversations.set("unknown", { enabled: true })),
      ).rejects.toBeInstanceOf(Fault);
    });

    it("knows which conversations are closed, until when, and brings a removed one back only by a touch", async () => {
      const row = { id: "g1", kind: "channel", tenantId: "t", serviceUrl: "s1", personOid: null } as const;
      await store.transaction(async (tx) => {
        const { conversations } = tx;
        await conversations.touch({ ...row, team: "team" }, 1);
        expect(await conversations.wake("g1", 5)).toBe(false);
        await conversations.close("g1", 10, 12);
        await conversations.close("g1", 20, 25);
        await conversations.told("g1", 21);
        expect(await conversations.closed()).toMatchObject([
          { id: "g1", closedSince: 10, probeAt: 25, toldAt: 21 },
        ]);
        expect(await conversations.wake("g1", 22)).toBe(true);
        expect(await conversations.wake(null, 23)).toBe(true);
        expect(await conversations.get("g1")).toMatchObject({ closedSince: 10, probeAt: 23 });
        await conversations.opened("g1");
        expect(await conversations.closed()).toEqual([]);
        expect(await conversations.get("g1")).toMatchObject({ closedSince: null, toldAt: null });
        await conversations.touch(row, 24);
        expect(await conversations.inTeam("team")).toMatchObject([{ id: "g1" }]);
        await conversations.close("g1", 30, 31);
        await conversations.remove("g1");
        expect(await conversations.closed()).toEqual([]);
        await conversations.note({ ...row, serviceUrl: "s3" }, 32);
        expect(await conversations.get("g1")).toBeNull();
        await conversations.touch(row, 33);
        expect(await conversations.get("g1")).toMatchObject({
          closedSince: null,
          team: "team",
          enabled: false,
        });
      });
    });

    it("keeps whose 1:1 chat it is, and forgets it where it turns out to be none", async () => {
      const row = { id: "o1", kind: "personal", tenantId: "t", serviceUrl: "s", personOid: "p9" } as const;
      await store.transaction(async (tx) => {
        await tx.conversations.touch(row, 1);
        await tx.conversations.touch({ ...row, personOid: null }, 2);
        expect(await tx.conversations.personalOf("p9")).toMatchObject({ id: "o1" });
        await tx.conversations.touch({ ...row, kind: "groupChat", personOid: null }, 3);
        expect(await tx.conversations.get("o1")).toMatchObject({ personOid: null });
      });
    });

    it("pauses the subscriptions of one kind in a conversation, and resumes one as if it were new", async () => {
      const row = { id: "h1", kind: "personal", tenantId: "t", serviceUrl: "s", personOid: "p8" } as const;
      await store.transaction(async (tx) => {
        await tx.conversations.touch(row, 1);
        const invocation = {
          conversationId: "h1",
          filter: {},
          createdBy: "u",
          createdAt: 1,
          pausedSince: null,
        };
        await tx.subscriptions.insert({ id: "h-a", kind: "approvals", ...invocation });
        await tx.subscriptions.insert({ id: "h-b", kind: "alerts", ...invocation });
        const mine = async () => (await tx.subscriptions.personal()).filter(({ place }) => place.id === "h1");
        expect((await mine()).map(({ kind }) => kind).toSorted()).toEqual(["alerts", "approvals"]);
        await tx.subscriptions.pause("h1", "approvals", 7);
        expect((await tx.subscriptions.ofKind("approvals")).map(({ id }) => id)).not.toContain("h-a");
        expect((await mine()).map(({ kind }) => kind)).toEqual(["alerts"]);
        expect(await tx.subscriptions.get("h-a")).toMatchObject({ pausedSince: 7 });
        await tx.subscriptions.resume("h-a", 9);
        expect(await tx.subscriptions.get("h-a")).toMatchObject({ pausedSince: null, createdAt: 9 });
      });
    });

    it("knows which rounds are due, and lets one of several move each on; a paused one has none", async () => {
      const row = { conversationId: "r1", kind: "bypass", filter: {}, createdBy: "u", createdAt: 1 } as const;
      const round = { dueAt: 2_000_000_000_000, lookedAt: 1, failingSince: null, known: ["a 𝕏"] };
      await store.transaction(async (tx) => {
        await tx.subscriptions.insert({ ...row, id: "r-a", pausedSince: null }, round);
        await tx.subscriptions.insert({ ...row, id: "r-b", pausedSince: null });
        expect(await tx.subscriptions.due(round.dueAt - 1, 9)).toEqual([]);
        const [found] = await tx.subscriptions.due(round.dueAt, 9);
        expect(found).toEqual({ ...row, id: "r-a", pausedSince: null, round });
        const next = { ...round, dueAt: round.dueAt + 5, known: [], failingSince: 7 };
        expect(await tx.subscriptions.moveOn(found!, next)).toBe(true);
        expect(await tx.subscriptions.moveOn(found!, next)).toBe(false);
        expect(await tx.subscriptions.due(next.dueAt, 9)).toMatchObject([{ id: "r-a", round: next }]);
        await tx.catchUp(1000);
        const [caught] = await tx.subscriptions.due(1000, 9);
        expect(caught).toMatchObject({ id: "r-a", round: { dueAt: 1000, failingSince: 7 } });
        await tx.subscriptions.pause("r1", "bypass", 2);
        expect(await tx.subscriptions.due(next.dueAt, 9)).toEqual([]);
        expect(await tx.subscriptions.moveOn(caught!, next)).toBe(false);
      });
    });

    it("keeps hunts by conversation and name: saved again one is replaced; a removed conversation keeps none", async () => {
      const row = { id: "s-h", kind: "groupChat", tenantId: "t", serviceUrl: "s", personOid: null } as const;
      const hunt = { conversationId: "s-h", name: "b", kql: "T", savedBy: "u", savedAt: 1 };
      await store.transaction(async (tx) => {
        await tx.conversations.touch(row, 1);
        await tx.savedHunts.put(hunt);
        await tx.savedHunts.put({ ...hunt, name: "a" });
        await tx.savedHunts.put({ ...hunt, conversationId: "s-other" });
        await tx.savedHunts.put({ ...hunt, kql: "U", savedAt: 2_000_000_000_000 });
        expect((await tx.savedHunts.list("s-h")).map(({ name }) => name)).toEqual(["a", "b"]);
        expect(await tx.savedHunts.get("s-h", "b")).toEqual({
          ...hunt,
          kql: "U",
          savedAt: 2_000_000_000_000,
        });
        await tx.savedHunts.remove("s-h", "a");
        expect(await tx.savedHunts.get("s-h", "a")).toBeNull();
        await tx.conversations.remove("s-h");
        expect(await tx.savedHunts.list("s-h")).toEqual([]);
        expect(await tx.savedHunts.list("s-other")).toHaveLength(1);
      });
    });
  });
}
