import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { openFlows } from "../support/flows.ts";
import { openHarness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The bot dies between the call to Graph and its record. */

let services: Services;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph", oneClock: true });
  await Promise.all((["ana", "carla"] as const).map((key) => services.signIn(key)));
  services.sandboxGraph.people.setLag(2000);
});
afterAll(() => services.close());

test.each(["revoke-sessions", "suspend"])(
  "%s: what was being sent is looked up at the account, and not sent again",
  async (action) => {
    const harness = openHarness(services);
    const flows = openFlows(services, harness);
    const sent = () => services.sandboxGraph.calls.filter(({ method }) => method !== "GET");
    const before = sent().length;
    const card = await flows.ask(`${action} m.keller@contoso.example phished, and the bot dies (${action})`);
    await harness.click("carla", card, "Approve");
    const path = /revokeSignInSessions$|\/users\/[^/]+$/;
    services.sandboxGraph.faults.next(1, {
      method: action === "suspend" ? "PATCH" : "POST",
      path,
      hang: "after",
    });
    const dying = harness.tick().catch(() => undefined);
    await vi.waitUntil(() => sent().length > before);
    await services.restart(async () => {});
    const again = openHarness(services, USUAL_POLICY, harness.shown);
    await openFlows(services, again).settle(card, "Succeeded");
    await dying;
    expect(sent().length).toBe(before + 1);
  },
);

test("compromised: a call that never arrived is made again after Resume, though its account was read right before", async () => {
  // One call about risk a second: the look for the lost call is one.
  services.sandboxGraph.setLimits({ perMinute: null, perHour: null });
  const harness = openHarness(services);
  const flows = openFlows(services, harness);
  const path = /confirmCompromised$/;
  const statuses = () =>
    services.sandboxGraph.calls.filter((call) => path.test(call.path)).map(({ status }) => status);
  const card = await flows.ask("compromised m.keller@contoso.example phished, and the bot dies before");
  await harness.click("carla", card, "Approve");
  services.sandboxGraph.faults.next(1, { method: "POST", path, drop: true });
  await flows.settle(card, "Interrupted");
  await harness.click("carla", card, "Resume");
  await flows.settle(card, "Succeeded");
  expect(statuses()).toEqual([0, 204]);
});

test("compromised: of several that a restarted bot looks up before it sends none is refused, for each call waits for its turn", async () => {
  services.sandboxGraph.setLimits({ perMinute: null, perHour: null });
  const names = "s.aydin@contoso.example, lena.koch@contoso.example";
  const before = openHarness(services);
  const card = await openFlows(services, before).ask(`compromised ${names} phished, and then a restart`);
  const harness = openHarness(services, USUAL_POLICY, before.shown);
  const since = services.sandboxGraph.calls.length;
  await harness.click("carla", card, "Approve");
  await openFlows(services, harness).settle(card, "Succeeded");
  const calls = services.sandboxGraph.calls.slice(since).filter(({ path }) => path.includes("riskyUsers"));
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.map(({ status }) => status)).not.toContain(429);
});

test("compromised: all of several are looked at again, though Entra takes one call about risk a second", async () => {
  services.sandboxGraph.setLimits({ perMinute: null, perHour: null });
  const harness = openHarness(services);
  const flows = openFlows(services, harness);
  const card = await flows.ask("compromised m.keller@contoso.example phished, and looked at again");
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  const one = await flows.request(card);
  const ids = [1, 2, 3, 4].map((n) => `AGA${n}-${one.id.slice(5)}`);
  await services.store.transaction(async (tx) => {
    const row = (await tx.rechecks.get(one.id)) ?? expect.fail("no look");
    for (const id of ids) {
      await tx.requests.insert({ ...one, id, origin: id });
      await tx.rechecks.put({ ...row, requestId: id });
    }
  });
  services.advance(6 * 60_000);
  await expect
    .poll(
      async () => {
        await harness.tick();
        const seen = await services.store.read((tx) => tx.requests.about([one.target.id], 20));
        return seen.filter(({ id }) => ids.includes(id)).map(({ proof }) => proof?.verdict);
      },
      { timeout: 20_000 },
    )
    .toEqual(ids.map(() => "quiet"));
});
