import { deviceIdOf } from "../support/device-id.ts";
import { recorded } from "../../src/texts/render.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** What the request's card warns of, from what Defender answers. */

const chat = conversation("1:1-ana", "personal");

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services, {
    ...USUAL_POLICY,
    default: { ...USUAL_POLICY.default, approvals: 2 },
    limits: {},
  });
  services.sandboxEntra.setRoles("erin", ["Responder", "Approver"]);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

// The bot spares Defender: 100 calls a minute.
// Nor does a person have more than ten requests waiting: those of the test before have expired.
beforeEach(() => services.advance(3_601_000));

async function ask(text: string, key: "ana" | "erin" = "ana"): Promise<Shown> {
  const said = await harness.say(key, chat, text);
  const card = said.find((one) => one.content.kind === "card");
  if (card === undefined) throw new Error(`no card, but ${JSON.stringify(said)}`);
  return card;
}

function shownOf(card: Shown): { warnings: readonly string[]; facts: Readonly<Record<string, string>> } {
  const data = card.content.kind === "card" ? card.content.data : {};
  const facts = data["facts"] as readonly { label: string; value: string }[];
  return {
    warnings: data["warnings"] as readonly string[],
    facts: Object.fromEntries(facts.map(({ label, value }) => [label, value])),
  };
}

/** A device on which there is nothing to warn of, changed. */
function ordinary(change: Partial<SandboxDevice> = {}): SandboxDevice {
  const { devices } = services.sandboxDefender;
  const id = deviceIdOf("0bd1", devices.length);
  const model = services.sandboxDefender.device("ward3-nurse11.contoso.example");
  const plain: Partial<SandboxDevice> = {
    machineTags: [],
    deviceValue: "Normal",
    healthStatus: "Active",
    osPlatform: "Windows11",
    rbacGroupName: "Workstations",
    lastSeen: new Date(services.clock.now()).toISOString(),
  };
  const device = {
    ...model,
    ...plain,
    ...change,
    id,
    computerDnsName: `plain-${devices.length}.contoso.example`,
  };
  devices.push(device);
  return device;
}

describe("the card of a request warns of", () => {
  test("nothing, on an ordinary device, and shows its users and open alerts", async () => {
    const device = ordinary();
    services.sandboxDefender.raiseAlert({ machineId: device.id, status: "New" });
    const open = services.sandboxDefender.alerts.filter(
      (alert) => alert.machineId === device.id && alert.status !== "Resolved",
    );
    const { warnings, facts } = shownOf(await ask(`isolate ${device.id} x`));
    expect(warnings).toEqual([]);
    expect(facts["Users"]).toMatch(/contoso\\/);
    expect(facts["Open alerts"]).toBe(String(open.length));
  });

  test.each<[string, () => Partial<SandboxDevice>, RegExp]>([
    [
      "a domain controller",
      () => ({ machineTags: ["DomainController"] }),
      /a domain controller \(tag DomainController\)/,
    ],
    [
      "a server by its system",
      () => ({ osPlatform: "WindowsServer2019" }),
      /a server \(OS Windows Server 2019\)/,
    ],
    ["a Hyper-V host", () => ({ machineTags: ["Hyper-V"] }), /cuts off all its guests/],
    ["a full-tunnel VPN", () => ({ machineTags: ["FullTunnel VPN"] }), /through a VPN/],
    ["a proxy", () => ({ machineTags: ["Proxy"] }), /through a proxy/],
    ["a high value", () => ({ deviceValue: "High" }), /device value is High/],
    [
      "a sensor that is not well",
      () => ({ healthStatus: "ImpairedCommunication" }),
      /Impaired communication/,
    ],
    ["a system without isolation", () => ({ osPlatform: "Windows7" }), /no isolation for Windows 7/],
    [
      "a device that is offline",
      () => ({ lastSeen: new Date(services.clock.now() - 30 * 3_600_000).toISOString() }),
      /seems offline/,
    ],
  ])("%s", async (_, change, words) => {
    const { warnings } = shownOf(await ask(`isolate ${ordinary(change()).id} x`));
    expect(warnings).toEqual([expect.stringMatching(words)]);
  });

  test("selective isolation on Linux", async () => {
    const device = ordinary({ osPlatform: "Linux" });
    const selective = shownOf(await ask(`isolate ${device.id} type:selective x`));
    expect(selective.warnings).toEqual(["Defender documents no selective isolation for Linux."]);
    const full = ordinary({ osPlatform: "Linux" });
    expect(shownOf(await ask(`isolate ${full.id} x`)).warnings).toEqual([]);
  });

  test("other devices with its name", async () => {
    const kiosk = services.sandboxDefender.device("kiosk-07.contoso.example");
    const { warnings } = shownOf(await ask(`isolate ${kiosk.id} x`));
    expect(warnings).toContain("There is 1 other device with the same DNS name.");
  });

  test("what could not be read", async () => {
    const device = ordinary();
    services.sandboxDefender.faults.next(1, { status: 403, path: /\/machineactions/ });
    const { warnings } = shownOf(await ask(`isolate ${device.id} x`));
    expect(warnings).toEqual(["This could not be checked: its machine actions."]);
  });

  test("an action of the same kind that is under way", async () => {
    services.sandboxDefender.setSpeed(0.001);
    const device = ordinary();
    // In the portal: the bot itself would show the request that is open.
    const portal = services.defender.as(senderOf("carla"), AbortSignal.timeout(5_000));
    await portal.act(device.id, "runAntiVirusScan", { Comment: "by hand", ScanType: "Quick" });
    const [, second] = [await ask(`isolate ${device.id} x`), await ask(`scan ${device.id} again`)];
    expect(shownOf(second).warnings).toEqual([
      expect.stringMatching(
        /^The same action is under way already: asked for by carla\.weiss@contoso\.example /,
      ),
    ]);
  });
});

describe("a person who looks like the device's user", () => {
  test("is named when they approve, and approves all the same", async () => {
    const card = await ask("isolate dc01.contoso.example x");
    expect(textOf(card.content)).not.toContain("looks like a user");
    await harness.click("carla", card, "Approve");
    await harness.click("erin", card, "Approve");
    await harness.tick();
    const words = "erin.novak@contoso.example, who approved, looks like a user of this device";
    expect(shownOf(card).warnings.filter((one) => one.startsWith(words))).toHaveLength(1);
    expect(textOf(card.content)).toMatch(/2 of 2: carla[^"]*, erin/);
    const id = card.content.kind === "card" ? (card.content.data["id"] as string) : "";
    const request = await services.store.transaction((tx) => tx.requests.get(id));
    expect(request?.history.map((entry) => recorded(entry.text)).join("\n")).toContain(words);
  });

  test("is named when they ask", async () => {
    const card = await ask("isolate dc02.contoso.example x", "erin");
    expect(shownOf(card).warnings.join("\n")).toContain(
      "erin.novak@contoso.example, who asked, looks like a user",
    );
  });

  test("is not looked for in vain without saying so", async () => {
    const card = await ask(`isolate ${ordinary().id} x`);
    services.sandboxDefender.faults.next(1, { status: 403, path: /\/logonusers/ });
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(shownOf(card).warnings).toEqual([
      "Whether carla.weiss@contoso.example, who approved, is a user of this device could not be checked.",
    ]);
    expect(textOf(card.content)).toContain("1 of 2: carla");
  });

  test("is looked for beside all else, and once; and not where the click can't count", async () => {
    const card = await ask(`isolate ${ordinary().id} x`);
    const { calls, faults } = services.sandboxDefender;
    let from = calls.length;
    const asked = () => calls.slice(from).filter(({ path }) => path.endsWith("/logonusers")).length;
    faults.next(1, { path: /\/machines$/, until: Promise.resolve(expect.poll(asked).toBe(1)) });
    await harness.click("carla", card, "Approve");
    expect(asked()).toBe(1);
    await harness.tick();
    expect(textOf(card.content)).toContain("1 of 2: carla");
    const other = await ask(`restrict ${ordinary().id} x`);
    from = calls.length;
    await harness.click("ana", other, "Approve");
    expect(asked()).toBe(0);
  });
});
