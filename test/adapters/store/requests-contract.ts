import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STILL_TO_COME } from "../../../src/requests/machine/usage.ts";
import type { Request } from "../../../src/requests/machine/request.ts";
import type { OpenStore } from "../../../src/adapters/store/store.ts";
import { FRESH_EXECUTION } from "../../../src/requests/machine/execution.ts";
import { LANES } from "../../../src/requests/machine/urgency.ts";
import { deviceWith } from "../../support/request.ts";
import { request } from "./fixtures.ts";

/** What every engine has to do for requests; `open` gives a store on a new database. */
export function requestsContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`requests on ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

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

    it("keeps what lasts at its target until it is ended, with the steps beside it", async () => {
      const end = { state: "Succeeded", finishedAt: 10, dueAt: null } as const;
      const at = (id: string) => ({ target: { kind: "user", id, name: id } }) as const;
      const steps = { count: 2, digest: "d", waiting: 0, phase: "rest", tally: { Succeeded: 2 } } as const;
      const done = (id: string, action: Request["action"], more: Partial<Request>) =>
        request(id, { ...end, action, chargedAt: 5, ...more });
      const left = async (ids: readonly string[]) => {
        const rows = await store.read((tx) => Promise.all(ids.map((id) => tx.requests.get(id))));
        return ids.filter((_, index) => rows[index] !== null);
      };
      const all = ["K-ON", "K-OFF", "K-END", "K-ODD", "K-LED", "K-LED.1", "K-LED.2"];
      await store.transaction(async (tx) => {
        await tx.requests.insert(done("K-ON", "suspend", at("k-on")));
        await tx.requests.insert(done("K-OFF", "suspend", at("k-off")));
        await tx.requests.insert(done("K-END", "reinstate", at("k-off")));
        await tx.requests.insert(done("K-ODD", "scan", at("k-odd")));
        await tx.requests.insert(done("K-LED", "isolate", { ...at("K-LED"), steps }));
        const of = { leader: "K-LED", risk: 0 };
        const execution = { ...FRESH_EXECUTION, sentAt: 5 };
        await tx.requests.insert(
          done("K-LED.1", "isolate", { ...at("k-led"), execution, of: { ...of, n: 1 } }),
        );
        await tx.requests.insert(
          done("K-LED.2", "isolate", { ...at("k-not"), state: "Failed", of: { ...of, n: 2 } }),
        );
        await tx.sweep(5000, 0);
      });
      expect(await left(all)).toEqual(["K-ON", "K-LED", "K-LED.1", "K-LED.2"]);
      await store.transaction(async (tx) => {
        await tx.requests.insert(done("K-FREE", "release", at("k-led")));
        await tx.requests.insert(done("K-BACK", "reinstate", at("k-on")));
        await tx.sweep(5000, 0);
      });
      expect(await left([...all, "K-FREE", "K-BACK"])).toEqual([]);
    });

    it("lets exactly one of two clicks win", async () => {
      const row = request("R-RACE");
      await store.transaction((tx) => tx.requests.insert(row));
      const click = () => store.transaction((tx) => tx.requests.replace({ ...row, state: "Denied" }));
      const won = await Promise.all([click(), click(), click()]);
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it("counts as taken away what is approved or was sent, and the steps that wait under an approval", async () => {
      const about = (id: string) => ({ target: { kind: "user", id, name: id }, action: "suspend" }) as const;
      const steps = { count: 2, digest: "d", waiting: 2, phase: "canary", tally: { Requested: 2 } } as const;
      const led = (id: string, leader: string, n: number, who: string) =>
        request(id, { ...about(who), of: { leader, n, risk: 0 } });
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("L-YES", { ...about("L-YES"), steps, state: "Approved" }));
        await tx.requests.insert(led("L-YES.1", "L-YES", 1, "waits-under-approval"));
        await tx.requests.insert(request("L-NO", { ...about("L-NO"), steps }));
        await tx.requests.insert(led("L-NO.1", "L-NO", 1, "waits-for-people"));
        await tx.requests.insert(
          request("CUT", { action: "isolate", state: "Approved", heldBy: ["holder-1", "holder-2"] }),
        );
        const found = await tx.requests.takenAway({ accounts: ["suspend"], devices: ["isolate"] }, 1, {});
        expect(found).toEqual(expect.arrayContaining(["waits-under-approval", "holder-1", "holder-2"]));
        expect(found).not.toContain("waits-for-people");
      });
    });

    it("counts the targets that one person asked for or let pass, the steps of what they let pass among them", async () => {
      const [ana, bob, eve] = ["asks", "also-asks", "approves"].map((oid) => ({
        oid,
        tid: "t",
        upn: oid,
        name: oid,
      }));
      const about = (id: string) => ({ target: { kind: "user", id: `of-${id}`, name: id } }) as const;
      const from = { action: "suspend", requestedAt: 50, requester: bob! } as const;
      const passed = { state: "Approved", approvals: [{ person: eve!, at: 60 }] } as const;
      const steps = { count: 1, digest: "d", waiting: 1, phase: "canary", tally: { Requested: 1 } } as const;
      const rows: readonly Partial<Request>[] = [
        { ...from, ...about("T-ASKED"), requester: ana! },
        { ...from, ...about("T-DENIED"), requester: ana!, state: "Denied" },
        { ...from, ...about("T-OLD"), requester: ana!, requestedAt: 5 },
        { ...from, ...about("T-PASSED"), ...passed },
        { ...from, ...about("T-WAITS"), approvals: passed.approvals },
        { ...from, target: { kind: "user", id: "T-LEADS", name: "" }, id: "T-LEADS", ...passed, steps },
        { ...from, ...about("T-STEP"), of: { leader: "T-LEADS", n: 1, risk: 0 } },
      ];
      await store.transaction(async (tx) => {
        for (const row of rows) await tx.requests.insert(request(row.id ?? row.target!.name, row));
        const found = await tx.requests.targetsOf({ requester: ana!, approver: eve! }, 10);
        expect(found.map(({ targetId }) => targetId).toSorted()).toEqual([
          "of-T-ASKED",
          "of-T-PASSED",
          "of-T-STEP",
        ]);
        expect(await tx.requests.targetsOf({ requester: ana! }, 10)).toHaveLength(1);
      });
    });

    it("keeps a leader due that its steps have woken, whatever else is written to it", async () => {
      const steps = { count: 1, digest: "d", waiting: 0, phase: "rest", tally: { Pending: 1 } } as const;
      await store.transaction((tx) =>
        tx.requests.insert(request("L-WOKEN", { steps, state: "Pending", dueAt: null })),
      );
      await store.transaction((tx) => tx.steps.wake("L-WOKEN", 70));
      const due = (await store.read((tx) => tx.requests.get("L-WOKEN")))!;
      await store.transaction((tx) => tx.requests.replace({ ...due, reason: "told" }));
      expect(await store.read((tx) => tx.requests.get("L-WOKEN"))).toMatchObject({
        reason: "told",
        dueAt: 70,
      });
    });

    it("gives back at once what a process held that is gone, and not what waits for another try", async () => {
      const now = 10_000_000;
      const held = { action: "isolate", state: "Executing", dueAt: now + 16_000 } as const;
      const execution = { ...FRESH_EXECUTION, marks: 1 };
      const rows: readonly Request[] = [
        request("H-READY", { ...held, execution }),
        request("H-SENT", { ...held, execution: { ...execution, phase: "sending", sentAt: now } }),
        request("H-TRACKED", { ...held, state: "Pending", execution: { ...execution, sentAt: now } }),
        request("H-AGAIN", { ...held, execution: { ...execution, retryAt: held.dueAt } }),
        request("H-PAUSED", {
          ...held,
          state: "Pending",
          execution: { ...execution, sentAt: now, retryAt: held.dueAt },
        }),
        request("H-LATER", { ...held, state: "Pending", execution, dueAt: now + 600_000 }),
        request("H-ASKED", { ...held, state: "Requested" }),
      ];
      await store.transaction(async (tx) => {
        for (const row of rows) await tx.requests.insert(row);
        await tx.freeHeld(now);
        const due = await tx.requests.due(now, 100, { from: 0, to: 4 });
        expect(due.map(({ id }) => id).filter((id) => id.startsWith("H-"))).toEqual([
          "H-READY",
          "H-SENT",
          "H-TRACKED",
        ]);
      });
    });

    it("finds requests that are open or due", async () => {
      const device = deviceWith({ group: "Servers" });
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
        const all = { from: 0, to: 4 } as const;
        expect((await tx.requests.due(7, 10, all)).map((row) => row.id)).toEqual(["Q2", "Q1"]);
        expect((await tx.requests.due(7, 1, all)).map((row) => row.id)).toEqual(["Q2"]);
      });
    });

    it("knows what counts against the limits, by when it was sent or as still to come, with its device group", async () => {
      const on = (group: string | null, change: Partial<Request> = {}): Partial<Request> => ({
        action: "release",
        requestedAt: 5000,
        device: deviceWith({ group }),
        ...change,
      });
      const approvals = [{ person: { oid: "c", tid: "t", upn: "c@x", name: "C" }, at: 8000 }];
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("U1", on("Servers")));
        await tx.requests.insert(request("U2", on("Labs", { state: "Pending", approvals })));
        await tx.requests.insert(request("U3", on(null, { state: "Pending", requestedAt: 6000 })));
        await tx.requests.insert(request("U4", on("Servers", { state: "Expired", approvals })));
      });
      const charges = (since: number, except?: string) =>
        store.transaction(({ requests }) =>
          requests.charges("release", since, except === undefined ? {} : { except }),
        );
      expect(await charges(0)).toEqual([
        { at: 6000, group: null },
        { at: 8000, group: "Labs" },
      ]);
      expect(await charges(6001)).toEqual([{ at: 8000, group: "Labs" }]);
      expect(await charges(0, "U2")).toEqual([{ at: 6000, group: null }]);
      await store.transaction(async ({ requests }) => {
        const waiting = await requests.get("U1");
        await requests.replace({ ...(waiting as Request), state: "Approved", approvals });
      });
      expect(await charges(8001)).toEqual([{ at: STILL_TO_COME, group: "Servers" }]);
    });

    it("finds what is open for an action on a target, and what a person waits for or has asked for lately", async () => {
      const own = { oid: "mo", tid: "t", upn: "mo@x", name: "Mo" };
      const about = { target: { kind: "device", id: "W", name: "w" }, requester: own } as const;
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("W1", { ...about, requestedAt: 1000 }));
        await tx.requests.insert(request("W2", { ...about, requestedAt: 2000, state: "Interrupted" }));
        await tx.requests.insert(request("W3", { ...about, requestedAt: 3000, state: "Succeeded" }));
        await tx.requests.insert(request("W4", { ...about, requestedAt: 3000, action: "release" }));
        await tx.requests.insert(
          request("W5", { ...about, requester: { ...own, tid: "u" }, requestedAt: 3000 }),
        );
      });
      const { open, lately } = await store.read(async ({ requests }) => ({
        open: await requests.openOn("W", "isolate"),
        lately: await requests.ofPerson(own, 2000),
      }));
      expect(open.map(({ id }) => id)).toEqual(["W1", "W2", "W5"]);
      expect(lately.map(({ id }) => id).toSorted()).toEqual(["W1", "W3", "W4"]);
    });

    it("finds what is approved and not finished on a target, and nothing else", async () => {
      const about = (id: string) => ({ target: { kind: "device", id, name: "n" } }) as const;
      await store.transaction(async (tx) => {
        await tx.requests.insert(request("T1", { ...about("one"), state: "Executing" }));
        await tx.requests.insert(request("T2", { ...about("one"), state: "Approved" }));
        await tx.requests.insert(request("T3", { ...about("one"), state: "Requested" }));
        await tx.requests.insert(request("T4", { ...about("two"), state: "Executing" }));
        await tx.requests.insert(request("T5", { ...about("one"), state: "Pending" }));
        await tx.requests.insert(request("T6", { ...about("one"), state: "InProgress" }));
        await tx.requests.insert(request("T7", { ...about("one"), state: "Succeeded" }));
        const found = (await tx.requests.unsettled("one")).map((row) => row.id);
        expect(found.toSorted()).toEqual(["T1", "T2", "T5", "T6"]);
      });
    });

    it("gives emergencies first, then isolations, then releases, and keeps other calls in another lane", async () => {
      const due = (id: string, dueAt: number, change: Partial<Request> = {}) =>
        request(id, { state: "Approved", dueAt, ...change });
      await store.transaction(async (tx) => {
        await tx.requests.insert(due("L1", 1, { action: "scan" }));
        await tx.requests.insert(due("L2", 2, { action: "release" }));
        await tx.requests.insert(due("L3", 3, { action: "isolate", state: "Executing" }));
        await tx.requests.insert(due("L4", 4, { action: "isolate", emergency: { review: null } }));
        await tx.requests.insert(due("L5", 1, { action: "isolate", state: "Pending" }));
        const lane = async (place: number) => {
          const found = await tx.requests.due(5, 10, LANES[place] ?? { from: 0, to: 4 });
          return found.map(({ id }) => id).filter((id) => id.startsWith("L"));
        };
        expect([await lane(0), await lane(1), await lane(2)]).toEqual([["L4", "L3", "L2"], ["L1"], ["L5"]]);
      });
    });
  });
}
