import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personByKey, type PersonKey } from "../../sandbox/people.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { STORES } from "../support/database.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { startServices, type Services } from "../support/services.ts";

/** An isolation for a time, of a device that does not answer until that time is over: it is cancelled, once. */

const MINUTE = 60_000;
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres?.stop());

describe.each(STORES)("on %s", (kind) => {
  let services: Services;
  let harness: Harness;
  let flows: Flows;

  beforeAll(async () => {
    const databaseUrl = kind === "PostgreSQL" ? { databaseUrl: await postgres.database() } : {};
    services = await startServices({ oneClock: true, ...databaseUrl });
    restart();
    for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
    await harness.say("erin", flows.soc, "enable");
  });

  afterAll(() => services?.close());

  beforeEach(() => services.sandboxDefender.faults.clear());

  /** Another process goes on with the same store. */
  function restart(shown: Shown[] = [], rules = USUAL_POLICY.rules): void {
    harness = openHarness(services, { ...USUAL_POLICY, rules, limits: {} }, shown);
    flows = openFlows(services, harness);
  }

  function away(): SandboxDevice {
    const device = flows.workstation();
    device.healthStatus = "Inactive";
    return device;
  }

  async function isolated(names: string, reason = "beaconing"): Promise<Shown> {
    const card = await flows.ask(`isolate ${names} for:15m ${reason}`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Pending");
    return card;
  }

  async function later(minutes: number): Promise<void> {
    services.advance(minutes * MINUTE);
    for (let round = 0; round < 4; round += 1) await harness.tick();
  }

  /** Who has made Defender cancel an action of the device. */
  const cancelledBy = (device: SandboxDevice): readonly (PersonKey | undefined)[] =>
    services.sandboxDefender.calls
      .filter(({ method, path }) => method === "POST" && path.endsWith("/cancel"))
      .filter(({ path }) => onDevice(device).some(({ id }) => path.includes(id)))
      .map(({ oid }) => (["carla", "david"] as const).find((key) => personByKey(key).oid === oid));

  const onDevice = (device: SandboxDevice) =>
    services.sandboxDefender.actions.filter(({ machineId }) => machineId === device.id);

  const cancellation = async (card: Shown, step = "") => {
    const { id } = await flows.request(card);
    return services.store.read((tx) => tx.requests.byOrigin(`lease:${id}${step} pending`));
  };

  const said = (words: RegExp): number =>
    harness.shown.filter(({ content }) => content.kind === "text" && words.test(textOf(content))).length;

  /** The newest card of what cancels, wherever it stands. */
  const cancelCard = async (card: Shown): Promise<Shown> => {
    const { id } = (await cancellation(card))!;
    return harness.shown.findLast(({ content }) => textOf(content).includes(`(${id})`))!;
  };

  test("with the token of who approved it, by a request of its own that is on record; everybody is told", async () => {
    const device = away();
    const card = await isolated(device.id);
    expect(textOf(card.content)).toContain("cancelled if it has not begun by then");
    await later(14);
    expect(await cancellation(card)).toBeNull();
    await later(1.1);
    expect(cancelledBy(device)).toEqual(["carla"]);
    expect(onDevice(device)).toMatchObject([{ type: "Isolate", status: "Cancelled" }]);
    await later(1);
    expect(await flows.request(card)).toMatchObject({ state: "Failed" });
    expect(textOf(card.content)).toMatch(/Cancelled in Defender by carla.*end of the isolation/);
    const { id } = (await cancellation(card))!;
    const records = await services.store.read((tx) => tx.audit.list(id, 20));
    expect(records.map(({ event }) => event).toSorted()).toEqual(
      ["approved", "executed", "executing", "requested", "succeeded"].toSorted(),
    );
    expect(said(new RegExp(`${device.computerDnsName} has not answered`))).toBe(1);
    device.healthStatus = "Active";
    await later(60);
    expect(onDevice(device)).toHaveLength(1);
  });

  test("and not where it took effect right then: it is released when its time is over", async () => {
    const device = away();
    const card = await isolated(device.id);
    services.sandboxDefender.faults.next(1, {
      method: "POST",
      path: /cancel$/,
      status: 429,
      headers: { "retry-after": "30" },
    });
    await later(15.1);
    expect((await cancellation(card))?.state).toBe("Executing");
    device.healthStatus = "Active";
    await later(1);
    await flows.settle(card, "Succeeded");
    expect(await cancellation(card)).toMatchObject({ state: "Cancelled" });
    await later(16);
    expect(onDevice(device).map(({ type }) => type)).toEqual(["Isolate", "Unisolate"]);
  });

  test("also where a release of the same device succeeds meanwhile: that ends no isolation that has yet to come", async () => {
    const device = away();
    const card = await isolated(device.id);
    services.sandboxDefender.faults.next(50, { method: "GET", path: /machineactions$/i, status: 503 });
    await later(15.1);
    services.sandboxDefender.faults.clear();
    expect((await cancellation(card))?.state).toBe("Approved");
    const release = await flows.ask(`release ${device.id} a mistake`);
    await harness.click("david", release, "Approve");
    await later(0.1);
    const unisolate = onDevice(device).find(({ type }) => type === "Unisolate")!;
    services.sandboxDefender.finishAction(unisolate.id, "Succeeded");
    await later(0.2);
    expect((await flows.request(release)).state).toBe("Succeeded");
    await later(1);
    expect(cancelledBy(device)).toEqual(["carla"]);
  });

  test("once, though the answer of the cancellation is lost and the bot is another process by then", async () => {
    const device = away();
    const card = await isolated(device.id);
    services.sandboxDefender.faults.next(1, { method: "POST", path: /cancel$/, drop: "after" });
    await later(15.1);
    expect((await cancellation(card))?.state).toBe("Executing");
    restart(harness.shown);
    await later(0.1);
    await later(0.1);
    expect(await cancellation(card)).toMatchObject({ state: "Succeeded" });
    expect(cancelledBy(device)).toEqual(["carla"]);
  });

  test.each([
    ["lets anybody cancel", { approvals: 0 }, "Succeeded"],
    ["asks more of who cancels", { approvals: 2 }, "Requested"],
    ["lets others cancel than who approved", { approvals: 0, exclude: ["carla.*@*"] }, "Requested"],
  ] as const)("where a rule %s", async (_, then, state) => {
    const rule = { name: "cancelling", when: { action: ["cancel-action"] }, then } as const;
    restart(harness.shown, [...USUAL_POLICY.rules, rule]);
    const device = away();
    const card = await isolated(device.id);
    await later(15.1);
    expect(await cancellation(card)).toMatchObject({ state });
    expect(cancelledBy(device)).toEqual(state === "Succeeded" ? ["carla"] : []);
    restart(harness.shown);
  });

  test("each of several that has not answered, and people are told once", async () => {
    const devices = [away(), flows.workstation(), away()];
    const card = await isolated(devices.map(({ id }) => id).join(", "), "worm");
    await later(15.1);
    await later(1);
    expect(devices.map((device) => cancelledBy(device).length)).toEqual([1, 0, 1]);
    expect(said(/Some of the devices have not answered/)).toBe(1);
    await flows.settle(card, "Partial");
    expect(await cancellation(card, ".2")).toBeNull();
  });

  test("by whoever approves that, where Entra refuses the token by then", async () => {
    const device = away();
    const card = await isolated(device.id);
    services.sandboxEntra.revokeSessions("carla");
    await later(15.1);
    expect(await cancellation(card)).toMatchObject({ state: "Requested", approvals: [] });
    expect(cancelledBy(device)).toEqual([]);
    const asked = await cancelCard(card);
    expect(textOf(asked.content)).toMatch(/should be cancelled, but Entra ID refused the token of carla/);
    await harness.click("david", asked, "Approve");
    await flows.settle(asked, "Succeeded");
    expect(cancelledBy(device)).toEqual(["david"]);
  });
});
