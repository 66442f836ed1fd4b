import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import { contentOf } from "../support/clicks.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What alerts a person lists, and which are posted by themselves. */

const SOC = conversation("19:soc@thread.tacv2", "channel");
const OWN = conversation("1:1-carla", "personal");

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services);
  for (const key of ["carla", "erin"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

const raise = (fields: Partial<SandboxAlert>) =>
  services.sandboxDefender.raiseAlert({ severity: "High", detectionSource: "WindowsDefenderAtp", ...fields });

async function poll(): Promise<void> {
  services.advance(21_000);
  for (let looks = 0; looks < 3; looks += 1) await harness.tick();
}

const cards = ({ id }: SandboxAlert) =>
  harness.shown.filter(({ content }) => textOf(content).includes(`alerts/${id}`));

describe("alerts are narrowed", () => {
  test.each<[string, Partial<SandboxAlert>]>([
    ["technique:T1059", { mitreTechniques: ["T1059.001"] }],
    ["source:Identity", { detectionSource: "MicrosoftDefenderForIdentity" }],
    ["incident:990001", { incidentId: 990_001 }],
    ["assigned:me", { assignedTo: "carla.weiss@contoso.example" }],
    ["assigned:frida.holm@contoso.example", { assignedTo: "frida.holm@contoso.example" }],
  ])("by %s", async (filter, fields) => {
    const plain = { mitreTechniques: [], incidentId: 990_000, assignedTo: null };
    const meant = raise({ ...plain, title: `meant by ${filter}`, ...fields });
    const other = raise({ ...plain, title: `not meant by ${filter}` });
    const [list] = await harness.say("carla", OWN, `alerts since:5m top:20 ${filter}`);
    const shown = textOf(list!.content);
    expect(shown).toContain(`"title":"${meant.title}"`);
    expect(shown).not.toContain(other.title);
  });
});

test("keep what was typed besides, when the device has to be picked", async () => {
  const device = services.sandboxDefender.device("ward3-nurse12");
  const on = { machineId: device.id, computerDnsName: device.computerDnsName };
  raise({ ...on, title: "a severe one of it" });
  raise({ ...on, title: "a low one of it", severity: "Low" });
  const [picker] = await harness.say("carla", OWN, "alerts severity:high since:5m device:ward3-nurse12.cont");
  const picked = JSON.stringify(await harness.click("carla", picker!, "Choose this one"));
  expect(picked).toContain("a severe one of it");
  expect(picked).not.toContain("a low one of it");
});

describe("alerts that come by themselves", () => {
  test("are not posted when they are resolved when first seen, unless status:resolved asks for them", async () => {
    const ends = conversation("19:ends@thread.tacv2", "channel");
    await harness.say("erin", SOC, "subscribe severity:high");
    await harness.say("erin", ends, "subscribe severity:high status:resolved");
    await poll();
    const prevented = raise({ status: "Resolved", title: "prevented" });
    const open = raise({ title: "open" });
    await poll();
    const at = (alert: SandboxAlert) => cards(alert).map((one) => one.at.conversation.id);
    expect([at(prevented), at(open)]).toEqual([[ends.id], [SOC.id]]);
    services.sandboxDefender.changeAlert(open.id, { status: "Resolved" });
    await poll();
    expect(textOf(cards(open)[0]!.content)).toContain("Resolved");
  });

  test("lead back to themselves from the form of a button of theirs", async () => {
    const place = conversation("19:back@thread.tacv2", "channel");
    await harness.say("erin", place, "enable");
    await harness.say("erin", place, "subscribe severity:high");
    await poll();
    const alert = raise({ title: "acted on from its card" });
    await poll();
    const posted = cards(alert).find((one) => one.at.conversation.id === place.id)!;
    const form = await harness.click("carla", posted, "Isolate device");
    const back = await harness.click("carla", { ...posted, content: contentOf(form) }, "Back");
    expect(textOf(contentOf(back))).toContain('"title":"acted on from its card"');
  });

  test("are chosen by source and technique", async () => {
    const place = conversation("19:mdi@thread.tacv2", "channel");
    await harness.say("erin", place, "subscribe source:identity technique:T1550");
    await poll();
    const source = "MicrosoftDefenderForIdentity";
    const meant = raise({ detectionSource: source, mitreTechniques: ["T1550.002"] });
    const others = [
      raise({ detectionSource: source, mitreTechniques: ["T1003"] }),
      raise({ mitreTechniques: ["T1550"] }),
    ];
    await poll();
    const there = (alert: SandboxAlert) => cards(alert).some((one) => one.at.conversation.id === place.id);
    expect([meant, ...others].map(there)).toEqual([true, false, false]);
  });
});
