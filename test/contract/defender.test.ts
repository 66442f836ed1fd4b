import { OPEN } from "../../src/defender/alert.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServices, type Services } from "../support/services.ts";
import type { DefenderClient } from "../../src/defender/client.ts";
import { DefenderError } from "../../src/defender/error.ts";

let services: Services;

beforeAll(async () => {
  services = await startServices();
});

afterAll(async () => {
  await services?.close();
});

async function as(key: Parameters<Services["signIn"]>[0]): Promise<DefenderClient> {
  const sender = await services.signIn(key);
  return services.defender.as(sender, AbortSignal.timeout(20_000));
}

function activeWorkstation() {
  return services.sandboxDefender.devices.find(
    (device) => device.rbacGroupName === "Workstations" && device.healthStatus === "Active",
  )!;
}

describe("the Defender client against the sandbox", () => {
  test("lists alerts, newest first, filtered by severity, status and time", async () => {
    const defender = await as("carla");
    const query = { severities: ["High", "Medium"], statuses: ["New"], createdSince: 0, top: 50 } as const;
    const { items: alerts } = await defender.alerts(query);
    expect(alerts.length).toBeGreaterThan(0);
    expect(
      alerts.every((alert) => ["High", "Medium"].includes(alert.severity) && alert.status === "New"),
    ).toBe(true);
    const times = alerts.map((alert) => alert.createdAt ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect((await defender.alerts({ ...query, createdSince: Date.now() + 60_000 })).items).toEqual([]);
  });

  test("shows one alert with its evidence", async () => {
    const defender = await as("carla");
    const withEvidence = services.sandboxDefender.alerts.find((alert) => (alert.evidence?.length ?? 0) > 1)!;
    const alert = await defender.alert(withEvidence.id);
    expect(alert.evidence.length).toBeGreaterThan(1);
    expect(alert.evidence.every((piece) => piece.headline.length > 0)).toBe(true);
  });

  test("finds a device by its name, its first label, its address and its id, and both namesakes", async () => {
    const defender = await as("carla");
    const device = services.sandboxDefender.device("dc01.contoso.example");
    const name = device.computerDnsName ?? "";
    expect((await defender.devicesByName(name)).map((one) => one.id)).toEqual([device.id]);
    expect((await defender.devicesByName("DC01")).map((one) => one.id)).toEqual([device.id]);
    expect((await defender.devicesByName("dc0")).map((one) => one.id)).toEqual([]);
    expect((await defender.device(device.id)).name).toBe(name);
    expect(await defender.devicesByName("kiosk-07.contoso.example")).toHaveLength(2);
    const byIp = await defender.devicesByIp(device.lastIpAddress ?? "");
    expect(byIp.map((one) => one.id)).toContain(device.id);
  });

  test("reads what surrounds a device", async () => {
    const defender = await as("carla");
    const { id } = activeWorkstation();
    expect(Array.isArray(await defender.deviceUsers(id))).toBe(true);
    expect((await defender.deviceAlerts(id, OPEN)).isWhole).toBe(true);
  });

  test("isolates, finds the action again in both contexts, and sees it succeed", async () => {
    const defender = await as("carla");
    const { id } = activeWorkstation();
    const action = await defender.act(id, "isolate", {
      Comment: "[TEST-0001] because",
      IsolationType: "Full",
    });
    expect(action).toMatchObject({ type: "Isolate", deviceId: id, comment: "[TEST-0001] because" });
    const reader = services.defender.asApplication(AbortSignal.timeout(20_000));
    const { items: found } = await reader.machineActions({
      deviceId: id,
      type: "Isolate",
      since: Date.now() - 60_000,
      top: 10,
    });
    expect(found.map((one) => one.id)).toContain(action.id);
    await expect.poll(async () => (await reader.machineAction(action.id)).status).toBe("Succeeded");
    await defender.act(id, "unisolate", { Comment: "[TEST-0002] done" });
  });

  test("says in words what a person lacks", async () => {
    const noor = await as("noor");
    await expect(noor.device(activeWorkstation().id)).rejects.toMatchObject({ code: "not-found" });
    const ben = await as("ben");
    const refused = ben.act(activeWorkstation().id, "isolate", {
      Comment: "[TEST-0003] no",
      IsolationType: "Full",
    });
    await expect(refused).rejects.toThrow(/Active remediation actions/);
    await expect(refused).rejects.toMatchObject({ effect: "none", retryable: false });
  });

  test("passes Defender's own words on for what the device can't do", async () => {
    const linux = services.sandboxDefender.devices.find((device) => device.osPlatform === "Linux")!;
    const carla = await as("carla");
    const refused = carla.act(linux.id, "isolate", { Comment: "[TEST-0004] x", IsolationType: "Selective" });
    await expect(refused).rejects.toBeInstanceOf(DefenderError);
    await expect(refused).rejects.toMatchObject({ status: 400, effect: "none" });
  });

  test("an alert is assigned, commented and resolved", async () => {
    const carla = await as("carla");
    const [first] = services.sandboxDefender.alerts;
    const id = first?.id ?? "";
    await carla.updateAlert(id, { assignedTo: "carla.weiss@contoso.example", comment: "mine" });
    await carla.updateAlert(id, {
      status: "Resolved",
      classification: "FalsePositive",
      determination: "NotMalicious",
    });
    const alert = await carla.alert(id);
    expect(alert).toMatchObject({ status: "Resolved", assignedTo: "carla.weiss@contoso.example" });
    expect(alert.comments.map((comment) => comment.text)).toContain("mine");
  });
});
