import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { openHarness, type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** A copy of the store is put back by hand: what was sent since must not be sent again. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({ people: ["ana", "carla", "erin"] }));
});

afterEach(() => {
  services.sandboxDefender.faults.clear();
  services.advance(60_000);
});

afterAll(() => services?.close());

/** Another process that starts on this store. */
function restarted(): Harness {
  return openHarness(services, { ...USUAL_POLICY, limits: {} });
}

/** The request is in the store again as it was then. */
async function putBack(then: Request): Promise<void> {
  await services.store.transaction(async (tx) => {
    const { version } = (await tx.requests.get(then.id)) ?? then;
    expect(await tx.requests.replace({ ...then, version, dueAt: services.clock.now() })).toBe(true);
  });
}

async function stateOf(card: Shown): Promise<string> {
  return (await flows.request(card)).state;
}

async function run(someone: Harness, card: Shown, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        services.advance(2000);
        await someone.tick();
        return stateOf(card);
      },
      { timeout: 20_000 },
    )
    .toBe(state);
}

const wasSent = (words: string) => flows.sent(words);

describe("a store from before the call is put back", () => {
  test.each<[string, boolean]>([
    ["and another process starts on it", true],
    ["under the process that made the call", false],
  ])("%s: the isolation is found by its ID, and not sent again", async (name, isAnother) => {
    const words = `put-back-${isAnother}`;
    const card = await flows.ask(`isolate ${flows.workstation().id} ${words}`);
    await harness.click("carla", card, "Approve");
    const then = await flows.request(card);
    expect([name, then.state]).toEqual([name, "Approved"]);
    await run(harness, card, "Succeeded");
    await putBack(then);
    await run(isAnother ? restarted() : harness, card, "Succeeded");
    expect(wasSent(words)).toBe(1);
  });

  test("from before the approval, and it is approved again: the isolation is found as well", async () => {
    const card = await flows.ask(`isolate ${flows.workstation().id} put-back-early`);
    const [then, asItWas] = [await flows.request(card), { ...card }];
    await harness.click("carla", card, "Approve");
    await run(harness, card, "Succeeded");
    await putBack(then);
    const other = restarted();
    await other.click("carla", asItWas, "Approve");
    expect(await stateOf(card)).toBe("Approved");
    await run(other, card, "Succeeded");
    expect(wasSent("put-back-early")).toBe(1);
  });

  test("and Defender can't be asked: it is not sent, but tried later", async () => {
    const card = await flows.ask(`isolate ${flows.workstation().id} put-back-blind`);
    await harness.click("carla", card, "Approve");
    const then = await flows.request(card);
    await run(harness, card, "Succeeded");
    await putBack(then);
    services.sandboxDefender.faults.set({ method: "GET", path: /\/machineactions$/i, status: 503 });
    const other = restarted();
    for (let tick = 0; tick < 3; tick += 1) {
      services.advance(2000);
      await other.tick();
    }
    expect([await stateOf(card), wasSent("put-back-blind")]).toEqual(["Executing", 1]);
    services.sandboxDefender.faults.clear();
    await run(other, card, "Succeeded");
    expect(wasSent("put-back-blind")).toBe(1);
  });

  test("and the alert says that it is so already: nothing is sent", async () => {
    const alert = services.sandboxDefender.raiseAlert();
    const changes = () =>
      services.sandboxGraph.calls.filter(({ method, path }) => method !== "GET" && path.includes(alert.id))
        .length;
    await harness.say("ana", flows.soc, `comment ${alert.id} put-back-words`);
    await harness.tick();
    expect(changes()).toBe(1);
    const [{ requestId } = { requestId: "" }] = await services.store.read((tx) => tx.audit.list(null, 1));
    const done = await services.store.read((tx) => tx.requests.get(requestId ?? ""));
    if (done?.target.id !== alert.id) expect.fail("no request");
    await putBack({ ...done, state: "Approved", execution: FRESH_EXECUTION, finishedAt: null });
    await restarted().tick();
    expect(changes()).toBe(1);
    const again = await services.store.read((tx) => tx.requests.get(done.id));
    expect(again?.state).toBe("Succeeded");
  });
});

test("what this process has opened and proven unsent is sent again without a look", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().id} no-look-needed`);
  services.sandboxDefender.faults.next(1, { method: "POST", status: 429, headers: { "retry-after": "2" } });
  await harness.click("carla", card, "Approve");
  const lists = () =>
    services.sandboxDefender.calls.filter(
      ({ path, query }) => /machineactions$/.test(path) && query["$filter"]?.includes("Isolate"),
    ).length;
  const before = lists();
  await run(harness, card, "Succeeded");
  expect([flows.sent("no-look-needed"), lists() - before]).toEqual([2, 0]);
});
