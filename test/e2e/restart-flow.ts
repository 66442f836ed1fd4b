import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../sandbox/teams/types.ts";
import type { StoreKind } from "../support/database.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";
import { killedOverSeveral } from "./restart-several.ts";
import { within } from "../support/within.ts";

/** The end of the process at any moment: it is killed or stopped, started again, and carries on. */
export function restartFlow(store: StoreKind): void {
  describe(`restarts on ${store}`, () => {
    let tenant: Tenant;
    let flows: ProcessFlows;

    beforeAll(async () => {
      // How it starts is one matter, where its rows are another: the sources on one store are enough.
      tenant = await startTenant({ store, fromSources: store === "SQLite" });
      // Many stories in a minute: Defender's hundred calls and Graph's 150 are not what they are about.
      tenant.defender.setLimits(null);
      tenant.graph.setLimits({ perMinute: null, perHour: null });
      flows = startFlows(tenant);
      await flows.signIn("ana", "carla", "david");
    });

    afterEach(() => flows.calm());

    afterAll(async () => {
      await tenant?.close();
    });

    const approve = (card: Message) => tenant.teams.click("carla", card.id, "Approve");

    async function restart(): Promise<void> {
      await tenant.bot.kill();
      flows.calm();
      await tenant.bot.start();
    }

    test("killed with requests at every stage: each is carried out once, and each card gets there", async () => {
      const [waiting, approved, unanswered, running] = [
        await flows.request("at-waiting"),
        await flows.request("at-approved"),
        await flows.request("at-unanswered"),
        await flows.request("at-running"),
      ];
      await approve(running);
      await tenant.shows("ana", running, /Pending|InProgress/);
      // Defender has done it, and its answer is on its way for ever.
      tenant.defender.faults.next(1, { method: "POST", path: /\/isolate$/, hang: "after" });
      await approve(unanswered);
      await expect.poll(() => flows.changes("at-unanswered").length).toBe(1);
      await approve(approved);
      await restart();
      tenant.defender.setSpeed(50);
      expect((await approve(waiting)).kind).toBe("card");
      for (const card of [waiting, approved, unanswered, running]) {
        await tenant.shows("ana", card, "Succeeded");
      }
      const counts = ["at-waiting", "at-approved", "at-unanswered", "at-running"].map(
        (one) => flows.changes(one).length,
      );
      expect(counts).toEqual([1, 1, 1, 1]);
    });

    test("killed while an approval is being checked: nothing is recorded, and the next click counts", async () => {
      const moments = [
        // The token for the call, which the bot does not hold yet; then the device, read with David's own.
        { service: tenant.entra, fault: { method: "POST", path: /\/token$/, hang: true } },
        { service: tenant.defender, fault: { method: "GET", path: /^\/api\/machines\//, hang: true } },
      ] as const;
      for (const { service, fault } of moments) {
        const card = await flows.request("while-checked");
        const arrived = service.faults.met();
        service.faults.set(fault);
        const lost = tenant.teams.click("david", card.id, "Approve");
        await arrived;
        await restart();
        expect((await lost).kind).toBe("error");
        expect(tenant.seen("ana", card)).toContain("0 of 1");
        expect((await tenant.teams.click("david", card.id, "Approve")).kind).toBe("card");
        await tenant.shows("ana", card, "Succeeded");
      }
      expect(flows.changes("while-checked")).toHaveLength(2);
    });

    test("killed over a command: nothing was promised, and delivered again it is carried out", async () => {
      const arrived = tenant.defender.faults.met();
      tenant.defender.faults.set({ method: "GET", path: /^\/api\/machines/, hang: true });
      const { message, answer } = tenant.teams.send("ana", "soc", flows.invocation("over-a-command"));
      await arrived;
      await restart();
      expect((await answer).status).toBe(0);
      const again = [tenant.teams.redeliver(message.id), tenant.teams.redeliver(message.id)];
      expect((await Promise.all(again)).map(({ status }) => status)).toEqual([200, 200]);
      expect(tenant.seen("ana", await flows.cardAfter(message))).toContain("0 of 1");
      expect(flows.said("soc", "over-a-command")).toHaveLength(1);
    });

    test("killed while a card is brought up to date: it is brought up to date afterwards", async () => {
      const card = await flows.request("while-edited");
      const arrived = tenant.teams.faults.met();
      tenant.teams.faults.set({ method: "PUT", hang: true });
      await approve(card);
      await arrived;
      // Killed between its mark and its call, a request would have to be resumed: that is another story.
      await expect.poll(() => flows.changes("while-edited").length).toBe(1);
      await restart();
      await tenant.shows("ana", card, "Succeeded");
      expect(flows.changes("while-edited")).toHaveLength(1);
    });

    killedOverSeveral({ tenant: () => tenant, flows: () => flows, restart });

    test("SIGTERM: a turn in hand is finished, the exit code is 0, and it goes on after the next start", async () => {
      const card = await flows.request("stopped");
      const arrived = tenant.graph.faults.met();
      tenant.graph.faults.set({ method: "GET", path: /\/alerts_v2/, delayMs: 1_500 });
      const { message, answer } = tenant.teams.send("carla", "carla", "alerts");
      await arrived;
      const stopped = tenant.bot.stop();
      expect((await answer).status).toBe(200);
      expect(await within(5_000, stopped)).toBe(0);
      const reply = await tenant.next("carla", message, () => true);
      expect(shownIn(reply)).toContain("Open alert");
      await tenant.bot.start();
      for (const _ of ["asks why", "denies"]) await tenant.teams.click("carla", card.id, "Deny");
      await tenant.shows("ana", card, "Denied");
      expect(flows.changes("stopped")).toHaveLength(0);
    });

    test("SIGTERM while everything hangs: exit code 0 within 10 s all the same", async () => {
      const card = await flows.request("hanging");
      tenant.defender.faults.next(1, { method: "POST", hang: true });
      await approve(card);
      await expect.poll(() => flows.changes("hanging").length).toBe(1);
      for (const { faults } of [tenant.defender, tenant.entra, tenant.teams]) faults.set({ hang: true });
      tenant.teams.send("ana", "ana", "alerts");
      expect(await within(11_000, tenant.bot.stop())).toBe(0);
      flows.calm();
      await tenant.bot.start();
    });
  });
}
