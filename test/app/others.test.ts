import { USUAL_POLICY } from "../support/policy.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openUsual, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { senderOf, type Services } from "../support/services.ts";
import { listed } from "../support/listed.ts";

/** What others did to devices is told where approvals are: within a poll, once, and never taken for ours. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy: USUAL_POLICY,
    people: ["ana", "carla", "erin"],
  }));
});
afterAll(() => services?.close());

async function elsewhere(comment = "in the portal") {
  const device = flows.workstation();
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: comment, IsolationType: "Full" });
  return device;
}

async function poll(on = harness): Promise<void> {
  services.advance(30_000);
  for (let round = 0; round < 3; round += 1) await on.tick();
}

const told = (on = harness) =>
  on.shown.map(({ content }) => textOf(content)).filter((words) => words.includes("Not done through me"));

test("an isolation from elsewhere is told once, also after a restart; none of before the first start, and none of ours", async () => {
  const before = await elsewhere();
  await poll();
  await harness.say("erin", flows.soc, "subscribe approvals");
  await poll();
  expect(told()).toEqual([]);
  const foreign = await elsewhere("[ABCD-1234] looks like ours");
  const card = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  await poll();
  expect(told()).toHaveLength(1);
  expect(told()[0]).toContain(`isolated ${foreign.computerDnsName}`);
  expect(told()[0]).not.toContain(before.computerDnsName ?? "");
  const anew = openHarness(services);
  await poll(anew);
  await poll(anew);
  expect(told(anew)).toEqual([]);
});

test("an isolation from elsewhere is not buried under thousands of scans, in whatever order Defender lists them", async () => {
  const buried = await elsewhere();
  const { defender } = harness.deps;
  const asApplication: typeof defender.asApplication = (...asked) => {
    const reader = defender.asApplication(...asked);
    return {
      ...reader,
      async machineActions(wanted) {
        const { items: found } = await reader.machineActions({ ...wanted, top: 100 });
        const [newest] = found;
        const scans = Array.from({ length: 4_000 }, () => ({ ...newest!, type: "RunAntiVirusScan" }));
        return listed([...scans, ...found].slice(0, wanted.top));
      },
    };
  };
  Object.assign(harness.deps, { defender: { ...defender, asApplication } });
  await poll();
  Object.assign(harness.deps, { defender });
  expect(told().at(-1)).toContain(`isolated ${buried.computerDnsName}`);
});

test("one that bears the ID of a request which lost its answer names that request: it may be its own call", async () => {
  const device = flows.workstation();
  const card = await flows.ask(`isolate ${device.id} lost`);
  services.sandboxDefender.faults.next(1, { method: "POST", status: 500 });
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Interrupted");
  const { id } = await flows.request(card);
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: `[${id}] lost`, IsolationType: "Full" });
  await poll();
  expect(told().at(-1)).toContain(`(it bears the ID of ${id}: please look at that request first)`);
});

test.each([
  ["isolate", { IsolationType: "Full" }, "isolated"],
  ["unisolate", {}, "released"],
  ["restrictCodeExecution", {}, "restricted the apps of"],
  ["unrestrictCodeExecution", {}, "removed the app restriction of"],
  ["offboard", {}, "offboarded"],
] as const)("%s from elsewhere is told by who did it and to which device", async (call, body, words) => {
  const device = flows.workstation();
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, call, { Comment: "in the portal", ...body });
  await poll();
  expect(told().at(-1)).toContain(`carla.weiss@contoso.example ${words} ${device.computerDnsName}`);
});

test("what Defender did by itself is told as its own", async () => {
  const device = flows.workstation();
  services.sandboxDefender.disrupt(device);
  await poll();
  expect(told().at(-1)).toContain(`Microsoft Defender isolated ${device.computerDnsName}`);
});

test("one that bears the ID of a request which has sent nothing yet is told as any other, within the poll", async () => {
  const device = flows.workstation();
  const card = await flows.ask(`isolate ${device.id} not-checked-yet`);
  await harness.click("carla", card, "Approve");
  services.sandboxDefender.faults.set({ method: "GET", path: /\/machines/, status: 503 });
  await flows.rest();
  const { id } = await flows.request(card);
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "restrictCodeExecution", { Comment: `[${id}] hidden behind it` });
  await poll();
  expect((await flows.request(card)).state).toBe("Executing");
  services.sandboxDefender.faults.clear();
  expect(told().at(-1)).toContain(`restricted the apps of ${device.computerDnsName}`);
  await flows.settle(card, "Succeeded", 60_000);
});

test("one that may be the call of a request which is being looked for is not forgotten meanwhile", async () => {
  const device = flows.workstation();
  const card = await flows.ask(`isolate ${device.id} looked-for`);
  services.sandboxDefender.faults.next(1, { method: "POST", path: /isolate$/, status: 500 });
  await harness.click("carla", card, "Approve");
  await flows.rest();
  const { id } = await flows.request(card);
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "restrictCodeExecution", { Comment: `[${id}] hidden behind it` });
  // Nothing can be looked up for longer than an action is looked for again.
  for (let round = 0; round < 3; round += 1) {
    await holding(id);
    services.advance(360_000);
    await harness.tick();
  }
  expect(told().at(-1) ?? "").not.toContain(device.computerDnsName);
  await flows.settle(card, "Interrupted", 30_000);
  await poll();
  expect(told().at(-1)).toContain(`restricted the apps of ${device.computerDnsName}`);
});

/** Another process has it in hand for a while. */
async function holding(id: string): Promise<void> {
  await services.store.transaction(async (tx) => {
    const request = await tx.requests.get(id);
    if (request !== null) await tx.requests.replace({ ...request, dueAt: services.clock.now() + 420_000 });
  });
}

describe("a device whose alert has a card", () => {
  const threaded = conversation("19:threads@thread.tacv2", "channel");
  const newsAt = ({ id }: { readonly id: string }) =>
    harness.shown.filter(
      ({ at, content }) => at.conversation.id === id && textOf(content).includes("Not done through me"),
    );

  beforeAll(async () => {
    await harness.say("erin", threaded, "enable");
    await harness.say("erin", threaded, "subscribe severity:high");
  });

  function alertOn(device: ReturnType<Flows["workstation"]>) {
    return services.sandboxDefender.raiseAlert({
      ...{ machineId: device.id, computerDnsName: device.computerDnsName, severity: "High" },
      ...{ title: "Ransomware behaviour", incidentId: 991_000 + services.sandboxDefender.alerts.length },
    });
  }

  test("is told of in that thread, within the same poll also where card and isolation come together, and nowhere else", async () => {
    const before = newsAt(flows.soc).length;
    const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
    const device = flows.workstation();
    const alert = alertOn(device);
    await carla.act(device.id, "isolate", { Comment: "by itself", IsolationType: "Full" });
    services.advance(30_000);
    for (let round = 0; round < 6; round += 1) {
      await harness.tick();
      services.advance(2_000);
    }
    const card = harness.shown.find(
      ({ at, content }) => at.conversation.id === threaded.id && textOf(content).includes(alert.id),
    )!;
    const [news, ...more] = newsAt(threaded);
    expect(textOf(news!.content)).toContain(`isolated ${device.computerDnsName}`);
    expect(news!.at.conversation.thread).toBe(card.at.activityId);
    expect([more.length, newsAt(flows.soc).length - before]).toEqual([0, 0]);
    await carla.act(device.id, "unisolate", { Comment: "by hand" });
    await poll();
    expect(newsAt(threaded).map(({ at }) => at.conversation.thread)).toEqual(
      Array(2).fill(card.at.activityId),
    );
  });

  test("is told of where approvals are, once all of its alerts have been closed for a day", async () => {
    const before = { soc: newsAt(flows.soc).length, threaded: newsAt(threaded).length };
    const device = flows.workstation();
    const alert = alertOn(device);
    await poll();
    alert.status = "Resolved";
    alert.lastUpdateTime = new Date(services.clock.now()).toISOString();
    await poll();
    services.advance(25 * 3_600_000);
    const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
    await carla.act(device.id, "isolate", { Comment: "much later", IsolationType: "Full" });
    await poll();
    expect([newsAt(flows.soc).length - before.soc, newsAt(threaded).length - before.threaded]).toEqual([
      1, 0,
    ]);
  });
});

describe("where nobody wants to hear any more", () => {
  async function unsubscribe(place: typeof flows.soc): Promise<void> {
    const rows = await services.store.read((tx) => tx.subscriptions.list(place.id));
    for (const { id } of rows) await harness.say("erin", place, `unsubscribe ${id}`);
  }
  const placesOf = (device: { readonly computerDnsName: string | null }) =>
    harness.shown
      .filter(({ content }) => textOf(content).includes(`isolated ${device.computerDnsName}`))
      .map(({ at }) => at.conversation.id);

  test("of alerts, a card from before is no thread to tell of it; of approvals, the Admins hear of it in their 1:1 chats", async () => {
    const [left, own] = [
      conversation("19:left@thread.tacv2", "channel"),
      conversation("1:1-erin", "personal"),
    ];
    await harness.say("erin", own, "help");
    await harness.say("erin", left, "subscribe category:Exfiltration");
    const devices = [flows.workstation(), flows.workstation()];
    for (const { id: machineId } of devices)
      services.sandboxDefender.raiseAlert({ machineId, category: "Exfiltration", severity: "Low" });
    await poll();
    await unsubscribe(left);
    const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
    const found = [];
    for (const device of devices) {
      await carla.act(device.id, "isolate", { Comment: "by itself", IsolationType: "Full" });
      await poll();
      found.push(placesOf(device));
      await unsubscribe(flows.soc);
    }
    expect(found).toEqual([[flows.soc.id], [own.id]]);
    await harness.say("erin", flows.soc, "subscribe approvals");
  });
});

const KINDS = ["alerts", "machine actions"] as const;

async function minutes(count: number, on: Harness): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    services.advance(60_000);
    await on.tick();
    await on.tick();
  }
}

function saidOf(on: Harness, words: string): readonly number[] {
  const here = on.shown.filter(({ at }) => at.conversation.id === flows.soc.id);
  const all = here.map(({ content }) => textOf(content));
  return KINDS.map((kind) => all.filter((one) => one.includes(`${words} ${kind}`)).length);
}

test("what can't be read is told after five minutes, and its end by whichever process comes then", async () => {
  await harness.say("erin", flows.soc, "subscribe");
  const apis = [services.sandboxDefender, services.sandboxGraph];
  for (const api of apis) api.faults.set({ status: 403, body: { error: { code: "Forbidden" } } });
  await minutes(3, harness);
  // Killed, and started anew: it has not begun to fail only now.
  const second = openHarness(services);
  await minutes(4, second);
  expect(saidOf(second, "not been able to read")).toEqual([1, 1]);
  const third = openHarness(services);
  for (const api of apis) api.faults.clear();
  for (let round = 0; round < 4; round += 1) await poll(third);
  expect(saidOf(third, "I can read")).toEqual([1, 1]);
});
