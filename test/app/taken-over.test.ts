import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk, type Desk } from "../support/desk.ts";
import { conversation, openOffice, textOf, type Office, type Shown } from "../support/office.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** An isolation that nobody here asked for gets an owner and an end; its release is a request like any other. */

let services: Services;
let office: Office;
let desk: Desk;
const chat = conversation("1:1-carla", "personal");

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  office = openOffice(services);
  desk = openDesk(services, office);
  for (const key of ["ana", "carla", "david"] as const) await services.signIn(key);
});
afterAll(() => services?.close());

/** A device that was isolated in the portal. */
async function isolatedElsewhere() {
  const device = desk.workstation();
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: "in the portal", IsolationType: "Full" });
  services.advance(120_000);
  return device;
}

async function listed(key: "ana" | "carla" = "carla"): Promise<Shown> {
  const [shown] = await office.say(key, chat, "isolated");
  return shown!;
}

test("Take over asks for how long and why; the isolation has an owner then, and the release waits for approval when due", async () => {
  const device = await isolatedElsewhere();
  const form = await office.click("carla", await listed(), "Take over");
  if (form.kind !== "card") throw new Error(form.kind);
  expect(textOf(form.content)).toContain('"id":"for"');
  const on = { ...(await listed()), content: form.content };
  const missing = await office.click("carla", on, "Take over", { for: "4h" });
  expect(JSON.stringify(missing)).toContain('"value":"4h"');
  await office.click("carla", on, "Take over", { for: "4h", reason: "Defender did it" });
  await office.tick();

  const list = textOf((await listed()).content);
  expect(list).toContain("carla.weiss@");
  expect(list).not.toContain("without end");
  const [release] = await services.store.read((tx) => tx.requests.openOn(device.id, "release"));
  expect(release).toMatchObject({
    state: "Approved",
    approvals: [],
    requester: { upn: "carla.weiss@contoso.example" },
  });
  const [record] = await services.store.read((tx) => tx.audit.list(release!.id, 5));
  expect(record).toMatchObject({ event: "taken-over", target: { deviceId: device.id }, args: { for: "4h" } });

  const before = services.sandboxDefender.actions.length;
  services.advance(4 * 3_600_000 + 60_000);
  for (let round = 0; round < 4; round += 1) await office.tick();
  const due = await services.store.read((tx) => tx.requests.get(release!.id));
  expect(due).toMatchObject({ state: "Requested", approvals: [] });
  expect(services.sandboxDefender.actions.length).toBe(before);
});

test("Take over is for Approvers, once, and never of what was asked for here", async () => {
  const device = await isolatedElsewhere();
  const line = `take-over ${device.id} for:4h it stays`;
  const [refused] = await office.say("ana", chat, line);
  expect(textOf(refused!.content)).toContain("Approver");
  await office.say("carla", chat, line);
  const [again] = await office.say("david", chat, line);
  expect(textOf(again!.content)).toContain("has taken over the isolation");
  const free = desk.workstation();
  const [none] = await office.say("carla", chat, `take-over ${free.id} for:4h it stays`);
  expect(textOf(none!.content)).toContain("is not isolated");
});
