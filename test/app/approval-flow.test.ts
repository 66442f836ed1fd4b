import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServices, type Services } from "../support/services.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";

let services: Services;
let harness: Harness;
const soc = conversation("19:soc@thread.tacv2", "channel");
const general = conversation("19:general@thread.tacv2", "channel");
const ana = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  for (const key of ["ana", "ben", "carla", "david", "erin", "noor"] as const) await services.signIn(key);
  await harness.say("erin", soc, "enable");
});

afterAll(async () => {
  await services?.close();
});

let used = 0;
/** A workstation that no test before has touched. */
function workstation() {
  const all = services.sandboxDefender.devices.filter(
    (device) =>
      device.rbacGroupName === "Workstations" &&
      device.healthStatus === "Active" &&
      !/kiosk/.test(device.computerDnsName ?? ""),
  );
  return all[(used += 1)]!;
}

function posts(path: string): number {
  return services.sandboxDefender.calls.filter((call) => call.method === "POST" && call.path.endsWith(path))
    .length;
}

async function ask(text: string, key: "ana" | "carla" = "ana"): Promise<Shown> {
  const said = await harness.say(key, soc, text);
  const card = said.find((one) => one.content.kind === "card");
  if (card === undefined) throw new Error(`no card, but ${JSON.stringify(said)}`);
  return card;
}

async function settle(card: Shown, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        services.advance(2000);
        await harness.tick();
        await harness.tick();
        return textOf(card.content).includes(`"state":"${state}"`);
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}

describe("asking", () => {
  test("opens a request with a card, and Defender sees no change", async () => {
    const device = workstation();
    const before = posts("/isolate");
    const card = await ask(`isolate ${device.computerDnsName} beaconing`);
    expect(textOf(card.content)).toContain('"state":"Requested"');
    expect(textOf(card.content)).toContain(device.computerDnsName);
    expect(posts("/isolate")).toBe(before);
  });

  test("without the role is refused in words", async () => {
    const [reply] = await harness.say("noor", soc, `isolate ${workstation().computerDnsName} x`);
    expect(textOf(reply!.content)).toMatch(/role Responder/);
  });

  test("with an ambiguous name gives a picker, and the pick goes on with the reason", async () => {
    const [picker] = await harness.say("carla", soc, "isolate kiosk-07.contoso.example strange prints");
    expect(textOf(picker!.content)).toContain("2 devices fit this name");
    const before = harness.shown.length;
    await harness.click("carla", picker!, "Choose this one");
    expect(textOf(harness.shown[before]!.content)).toContain('"reason":"strange prints"');
  });

  test("in a channel that is not enabled is answered in the 1:1 chat", async () => {
    const said = await harness.say("ana", general, "alerts");
    expect(said.map((one) => one.at.conversation.kind)).toEqual(["personal", "channel"]);
    expect(textOf(said[1]!.content)).toContain("1:1");
  });
});

describe("deciding", () => {
  test("nobody approves their own request", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} mine`, "carla");
    const answer = await harness.click("carla", card, "Approve");
    expect(answer).toMatchObject({ kind: "message" });
    expect(textOf(card.content)).toContain('"state":"Requested"');
  });

  test("a Responder can't approve", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} x`);
    expect(await harness.click("ben", card, "Approve")).toMatchObject({ kind: "message" });
  });

  test("the approver's token makes the one call, and the card follows it to the end", async () => {
    const device = workstation();
    const card = await ask(`isolate ${device.computerDnsName} beaconing`);
    const before = posts("/isolate");
    expect(await harness.click("david", card, "Approve")).toMatchObject({ kind: "card" });
    await settle(card, "Succeeded");
    expect(posts("/isolate")).toBe(before + 1);
    const call = services.sandboxDefender.calls.findLast((one) => one.path.endsWith("/isolate"));
    expect(JSON.stringify(call?.body)).toContain("approved by david.lind@contoso.example");
    const [again] = await harness.say("ana", soc, `device ${device.computerDnsName}`);
    expect(textOf(again!.content)).toContain("Isolated (Full)");
    expect(textOf(harness.shown.at(-1)!.content)).not.toContain("Something went wrong");
  });

  test("a denial ends it, and says why", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} x`);
    await harness.click("carla", card, "Deny", { reason: "it is a test machine" });
    await harness.tick();
    expect(textOf(card.content)).toContain('"state":"Denied"');
    expect(textOf(card.content)).toContain("it is a test machine");
  });

  test("the requester alone gets Cancel request, and it works", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} x`);
    const own = await harness.click("ana", card, "Refresh");
    const other = await harness.click("carla", card, "Refresh");
    expect(JSON.stringify(own)).toContain("Cancel request");
    expect(JSON.stringify(other)).not.toContain("Cancel request");
    const content = (own as { content: Shown["content"] }).content;
    await harness.click("ana", { ...card, content }, "Cancel request");
    await harness.tick();
    expect(textOf(card.content)).toContain('"state":"Cancelled"');
  });

  test("a click after the expiry approves nothing", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} x`);
    services.advance(61 * 60_000);
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(textOf(card.content)).toContain('"state":"Expired"');
    services.advance(-61 * 60_000);
  });

  test("a card can't be used from another conversation, nor a button that names no request", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} x`);
    const elsewhere = { ...card, at: { ...card.at, conversation: general } };
    expect(JSON.stringify(await harness.click("carla", elsewhere, "Approve"))).toContain(
      "can't be used here",
    );
    const answer = await harness.click("carla", card, "Approve", { ref: "" });
    expect(JSON.stringify(answer)).toContain("This button names no request. Nothing was done.");
  });

  test("who lost the role a minute ago can't approve any more", async () => {
    const card = await ask(`isolate ${workstation().computerDnsName} x`);
    services.sandboxEntra.setRoles("david", []);
    services.advance(61_000);
    expect(JSON.stringify(await harness.click("david", card, "Approve"))).toContain("role Approver");
    services.sandboxEntra.setRoles("david", ["Approver"]);
    services.advance(61_000);
  });

  test("who can't see the device in Defender can't approve it", async () => {
    const finance = services.sandboxDefender.devices.find((device) => device.rbacGroupName === "Finance")!;
    const card = await ask(`isolate ${finance.computerDnsName} x`);
    expect(JSON.stringify(await harness.click("david", card, "Approve"))).toContain(
      "does not show you this device",
    );
  });
});

describe("triage", () => {
  test("is done at once with the person's own token and answered with the alert", async () => {
    const alert = services.sandboxDefender.alerts.find(
      (one) => one.status === "New" && one.rbacGroupName === "Workstations",
    )!;
    const [card] = await harness.say("ana", soc, `assign ${alert.id}`);
    expect(textOf(card!.content)).toContain("ana.ruiz@contoso.example");
    const [resolved] = await harness.say(
      "ana",
      soc,
      `resolve ${alert.id} class:false determination:NotMalicious noise`,
    );
    expect(textOf(resolved!.content)).toContain('"status":"Resolved · ');
  });

  test("Resolve asks for the classification first", async () => {
    const alert = services.sandboxDefender.alerts.find(
      (one) => one.status === "New" && one.rbacGroupName === "Workstations",
    )!;
    const [card] = await harness.say("ana", ana, `alert ${alert.id}`);
    const form = await harness.click("ana", card!, "Resolve");
    expect(JSON.stringify(form)).toContain('"card":"form"');
    // Whether it was a true positive is for the person to say: nothing is chosen beforehand.
    expect(JSON.stringify(form)).toMatch(/"id":"class","kind":"choice"[^}]*"required":true[^}]*"value":""/);
    const done = await harness.click("ana", card!, "Resolve", { class: "true", determination: "Malware" });
    expect(JSON.stringify(done)).toContain('"status":"Resolved · ');
  });
});

describe("unclear outcomes", () => {
  test("a dropped answer is looked up, found and tracked: one call", async () => {
    const device = workstation();
    // The action is looked up by time as well, so the two clocks have to agree.
    services.advance(Date.now() - services.clock.now());
    const card = await ask(`isolate ${device.computerDnsName} lost answer`);
    const before = posts("/isolate");
    services.sandboxDefender.faults.next(1, { drop: "after", path: /\/isolate$/ });
    await harness.click("carla", card, "Approve");
    await settle(card, "Succeeded");
    expect(posts("/isolate")).toBe(before + 1);
  });
});

test("the audit chain holds", async () => {
  const records = await services.store.transaction((tx) => tx.audit.list(null, 1000));
  expect(records.length).toBeGreaterThan(10);
  expect(records.some((record) => record.event === "refused")).toBe(true);
});
