import { afterAll, beforeAll, expect, test } from "vitest";
import { UserError } from "../../src/shared/errors.ts";
import { verbatim } from "../../src/texts/text.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** An isolation that nobody here asked for gets an owner and an end; its release is a request like any other. */

let services: Services;
let harness: Harness;
let flows: Flows;
const chat = conversation("1:1-carla", "personal");

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
});
afterAll(() => services?.close());

/** A device that was isolated in the portal. */
async function isolatedElsewhere() {
  const device = flows.workstation();
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: "in the portal", IsolationType: "Full" });
  services.advance(120_000);
  return device;
}

async function listed(key: "ana" | "carla" = "carla"): Promise<Shown> {
  const [shown] = await harness.say(key, chat, "isolated");
  return shown!;
}

test("Take over asks for how long and why; the isolation has an owner then, and the release waits for approval when due", async () => {
  const device = await isolatedElsewhere();
  const form = await harness.click("carla", await listed(), "Take over");
  if (form.kind !== "card") throw new Error(form.kind);
  expect(textOf(form.content)).toContain('"id":"for"');
  const on = { ...(await listed()), content: form.content };
  const missing = await harness.click("carla", on, "Take over", { for: "4h" });
  expect(JSON.stringify(missing)).toContain('"value":"4h"');
  const done = await harness.click("carla", on, "Take over", { for: "4h", reason: "Defender did it" });
  expect(JSON.stringify(done)).toContain("You answer for the isolation of");
  expect(JSON.stringify(done)).not.toContain("waits for approval");
  await harness.tick();

  const list = textOf((await listed()).content);
  expect(list).toContain("carla.weiss@");
  expect(list).not.toContain("without end");
  expect(list).toContain("when an isolation that was taken over ends");
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
  for (let round = 0; round < 4; round += 1) await harness.tick();
  const due = await services.store.read((tx) => tx.requests.get(release!.id));
  expect(due).toMatchObject({ state: "Requested", approvals: [] });
  expect(services.sandboxDefender.actions.length).toBe(before);
});

test("Take over stands where it works: not in the own chat of who may not, and in a channel they are told before a form", async () => {
  await isolatedElsewhere();
  const own = conversation(`1:1-${senderOf("ana").oid}`, "personal");
  const [mine] = await harness.say("ana", own, "isolated");
  expect(textOf(mine!.content)).not.toContain("Take over");
  await harness.say("erin", flows.soc, "enable");
  const [shared] = await harness.say("ana", flows.soc, "isolated");
  const answer = JSON.stringify(await harness.click("ana", shared!, "Take over"));
  expect(answer).toContain("You need the role Approver for");
  expect(answer).not.toContain('"card":"form"');
  const form = await harness.click("carla", shared!, "Take over");
  expect(JSON.stringify(form)).toContain('"card":"form"');
});

test("whoever lacks the role of a change is told before its form, pressed or typed; who can't be checked gets the form", async () => {
  const device = flows.workstation();
  const [shown] = await harness.say("ana", flows.soc, `device ${device.id}`);
  const [typed] = await harness.say("erin", flows.soc, `isolate ${device.id}`);
  expect(textOf(typed!.content)).toContain("You need the role Responder");
  const pressed = JSON.stringify(await harness.click("erin", shown!, "Isolate device"));
  expect(pressed).toContain("You need the role Responder");
  expect(pressed).not.toContain('"card":"form"');
  services.advance(61_000);
  const working = harness.deps.identity.fresh.bind(harness.deps.identity);
  const fresh = () => Promise.reject(new UserError("could-not-check", verbatim("no")));
  Object.assign(harness.deps.identity, { fresh });
  const unchecked = JSON.stringify(await harness.click("erin", shown!, "Isolate device"));
  Object.assign(harness.deps.identity, { fresh: working });
  expect(unchecked).toContain('"card":"form"');
  const records = await services.store.read((tx) => tx.audit.list(null, 2));
  expect(records.map(({ event, actor }) => [event, "upn" in actor && actor.upn])).toEqual([
    ["refused", "erin.novak@contoso.example"],
    ["refused", "erin.novak@contoso.example"],
  ]);
});

test("Take over is for Approvers, once, and never of what was asked for here", async () => {
  const device = await isolatedElsewhere();
  const line = `take-over ${device.id} for:4h it stays`;
  const [refused] = await harness.say("ana", chat, line);
  expect(textOf(refused!.content)).toContain("Approver");
  await harness.say("carla", chat, line);
  const [again] = await harness.say("david", chat, line);
  expect(textOf(again!.content)).toContain("has taken over the isolation");
  const free = flows.workstation();
  const [none] = await harness.say("carla", chat, `take-over ${free.id} for:4h it stays`);
  expect(textOf(none!.content)).toContain("is not isolated");
});

test("an isolation whose release nobody approved in time can be taken over again, once", async () => {
  const device = await isolatedElsewhere();
  const line = (why: string) => `take-over ${device.id} for:1h ${why}`;
  for (const why of ["it stays", "it stays on", "and on"]) {
    const said = await harness.say("carla", chat, line(why));
    expect(said.map(({ content }) => textOf(content)).join()).not.toContain("Nothing was done");
    const [refused] = await harness.say("david", chat, line("mine"));
    expect(textOf(refused!.content)).toContain("has taken over the isolation");
    // It is due, waits for approval, and expires.
    for (let hour = 0; hour < 4; hour += 1) {
      services.advance(3_600_000);
      for (let round = 0; round < 4; round += 1) await harness.tick();
    }
    expect(await services.store.read((tx) => tx.requests.openOn(device.id, "release"))).toEqual([]);
  }
});
