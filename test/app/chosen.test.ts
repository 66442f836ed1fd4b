import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { openFlows, idOf, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Which devices a conversation hears of: by their group, their tags and their names, alerts and approval requests alike. */

let places = 0;
let services: Services;
let harness: Harness;
let flows: Flows;

const place = () => conversation(`19:chosen-${(places += 1)}@thread.tacv2`, "channel");
const subscribe = async (words: string) => {
  const at = place();
  const said = await harness.say("erin", at, `subscribe ${words}`);
  return { id: at.id, at, said: said.map(({ content }) => textOf(content)).join() };
};

beforeEach(() => services?.advance(61_000));

async function open(alertsApi: "graph" | "mde"): Promise<void> {
  services = await startServices({ oneClock: true, alertsApi });
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
}

/** A device nobody has looked at yet. */
function tagged(...machineTags: readonly string[]): SandboxDevice {
  const device = flows.workstation();
  return Object.assign(device, { machineTags });
}

describe.each(["graph", "mde"] as const)("alerts from %s of devices with a tag", (alertsApi) => {
  beforeAll(() => open(alertsApi));
  afterAll(() => services.close());

  const raise = (device: SandboxDevice, title: string) =>
    services.sandboxDefender.raiseAlert({
      machineId: device.id,
      computerDnsName: device.computerDnsName,
      severity: "High",
      status: "New",
      evidence: [],
      title,
    });
  const poll = async () => {
    services.advance(21_000);
    for (let looks = 0; looks < 3; looks += 1) await harness.tick();
  };
  const seen = (id: string, alert: SandboxAlert) =>
    harness.shown.some((one) => one.at.conversation.id === id && textOf(one.content).includes(alert.title));

  test("go where that tag was asked for, whatever its case, and a mute of a tag keeps them away", async () => {
    const [vip, lab] = [await subscribe("tag:vip*"), await subscribe("")];
    expect(vip.said).toContain("tag vip*");
    await harness.say("erin", lab.at, "mute tag:VIP-board for:1h");
    await poll();
    const alerts = [
      raise(tagged("VIP-Board"), "of a board member"),
      raise(tagged("Lab"), "of a lab"),
    ] as const;
    await poll();
    expect(alerts.map((alert) => seen(vip.id, alert))).toEqual([true, false]);
    expect(alerts.map((alert) => seen(lab.id, alert))).toEqual([false, true]);
  });

  test("are told rather than kept back while tags can't be read", async () => {
    const [vip, lab] = [await subscribe("tag:VIP"), await subscribe("")];
    await harness.say("erin", lab.at, "mute tag:VIP for:1h");
    await poll();
    services.sandboxDefender.faults.set({ method: "GET", path: /machines$/, status: 403 });
    const alert = raise(tagged("Lab"), "of nobody knows whom");
    await poll();
    services.sandboxDefender.faults.clear();
    expect([seen(vip.id, alert), seen(lab.id, alert)]).toEqual([true, true]);
  });
});

describe("approval requests", () => {
  beforeAll(() => open("graph"));
  afterAll(() => services.close());

  const copies = (id: string, request: string) =>
    harness.shown.filter((one) => one.at.conversation.id === id && textOf(one.content).includes(request))
      .length;
  const tickets = async (text: string) => {
    const card = await flows.ask(text);
    await flows.rest();
    return idOf(card);
  };
  const isolate = (device: SandboxDevice) => tickets(`isolate ${device.id} beaconing`);

  test("go where the group, the tag or the name of their device was asked for", async () => {
    const ward = Object.assign(tagged("Ward 9"), { rbacGroupName: "Lab" });
    const lab = Object.assign(tagged("Lab"), { rbacGroupName: "Workstations" });
    const asked = [
      await subscribe("approvals tag:ward*"),
      await subscribe("approvals group:lab"),
      await subscribe(`approvals device:${ward.computerDnsName ?? ""}`),
    ];
    const all = await subscribe("severity:high approvals");
    expect(asked[1]?.said).toContain("approval requests (group lab)");
    expect(all.said).toContain("approval requests and");
    const [first, second] = [await isolate(ward), await isolate(lab)];
    for (const { id } of asked) expect([copies(id, first), copies(id, second)], id).toEqual([1, 0]);
    expect([copies(all.id, first), copies(all.id, second)]).toEqual([1, 1]);
  });

  test("of several devices go where one of them was asked for, and none of a person's where devices were", async () => {
    const own = await subscribe("approvals tag:Mixed");
    const [one, other] = [tagged("Mixed"), tagged("Else")];
    const several = await tickets(`isolate ${one.id}, ${other.id} both beacon`);
    const person = await tickets("revoke-sessions m.keller@contoso.example token stolen");
    expect([copies(own.id, several), copies(own.id, person)]).toEqual([1, 0]);
  });

  test("come to where their device was asked for by what it has become, once, when somebody's click finds that", async () => {
    const [before, after] = [
      await subscribe("approvals device:desk-*"),
      await subscribe("approvals tag:Late0"),
    ];
    const device = tagged("Early");
    const card = await flows.ask(`isolate ${device.id} beaconing`);
    await flows.rest();
    const id = idOf(card);
    expect([copies(before.id, id), copies(after.id, id)]).toEqual([1, 0]);
    for (const machineTags of [["Late0"], ["Late0", "Later"]]) {
      Object.assign(device, { machineTags });
      await harness.click("carla", card, "Approve");
      await flows.rest();
    }
    expect((await flows.request(card)).state).toBe("Requested");
    expect([copies(before.id, id), copies(after.id, id)]).toEqual([1, 1]);
  });

  test("are kept away by a mute of a tag where every device has it, and by no other", async () => {
    const own = await subscribe("approvals");
    await harness.say("erin", own.at, "mute approvals tag:Drill for:1h");
    const [drill, real] = [tagged("Drill"), tagged("Real")];
    const ids = [await isolate(drill), await isolate(real)] as const;
    expect(ids.map((id) => copies(own.id, id))).toEqual([0, 1]);
    const both = await tickets(`collect ${drill.id}, ${real.id} look`);
    expect(copies(own.id, both)).toBe(1);
  });

  test("may be chosen by an Approver in their own chat, who gets no alerts by that", async () => {
    const own = conversation("1:1-david", "personal");
    const said = (await harness.say("david", own, "subscribe approvals tag:Tier1")).map(({ content }) =>
      textOf(content),
    );
    expect(said.join()).toMatch(/approval requests \(tag Tier1\)(?!.*alerts)/);
    const rows = await services.store.read((tx) => tx.subscriptions.list(own.id));
    expect(rows.map(({ kind }) => kind)).toEqual(["approvals"]);
    const refused = await harness.say("david", own, "subscribe approvals severity:high");
    expect(textOf(refused.at(-1)!.content)).toContain("Admin");
  });
});
