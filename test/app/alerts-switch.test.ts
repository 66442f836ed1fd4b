import { afterAll, beforeAll, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** `ALERTS_API` is changed between two starts: cursor and cards are those of before. */

const MINUTE = 60_000;
const SOC = conversation("19:soc@thread.tacv2", "channel");

let services: Services;
let harness: Harness;
const shown: Shown[] = [];

beforeAll(async () => {
  services = await startServices({ oneClock: true, alertsApi: "mde" });
  harness = openHarness(services, USUAL_POLICY, shown);
  await services.signIn("erin");
});

afterAll(async () => {
  await services?.close();
});

async function poll(): Promise<void> {
  services.advance(21_000);
  for (let looks = 0; looks < 3; looks += 1) await harness.tick();
}

async function changeTo(alertsApi: "mde" | "graph", meanwhile: () => void): Promise<void> {
  await services.restart(() => Promise.resolve(meanwhile()), { alertsApi });
  harness = openHarness(services, USUAL_POLICY, shown);
  for (let polls = 0; polls < 3; polls += 1) await poll();
}

const raise = (title: string, minutesAgo = 0) => {
  const at = new Date(services.clock.now() - minutesAgo * MINUTE).toISOString();
  return services.sandboxDefender.raiseAlert({ severity: "High", title, alertCreationTime: at });
};
const cards = ({ id }: { id: string }) => shown.filter(({ content }) => textOf(content).includes(`/${id}"`));

test("a change of ALERTS_API posts nothing twice and loses nothing, there and back", async () => {
  await harness.say("erin", SOC, "enable");
  await harness.say("erin", SOC, "subscribe severity:high");
  services.advance(40 * MINUTE);
  await poll();
  const before = raise("shown by the first API");
  await poll();
  expect(cards(before)).toHaveLength(1);

  let meanwhile = before;
  let late = before;
  await changeTo("graph", () => {
    meanwhile = raise("raised while nothing ran");
    // One that the first API had not shown yet.
    late = raise("shown by the second API alone", 30);
  });
  expect([before, meanwhile, late].map((one) => cards(one).length)).toEqual([1, 1, 1]);
  expect(services.sandboxGraph.calls.some(({ path }) => path.endsWith("/alerts_v2"))).toBe(true);

  services.sandboxDefender.changeAlert(before.id, { assignedTo: "x@contoso.example" });
  await poll();
  expect(textOf(cards(before)[0]!.content)).toContain("x@contoso.example");

  let back = before;
  await changeTo("mde", () => {
    back = raise("raised before the way back");
  });
  expect([before, meanwhile, late, back].map((one) => cards(one).length)).toEqual([1, 1, 1, 1]);
});

test("where the application may not read alerts, the conversation hears which permission is missing, and who grants it", async () => {
  await changeTo("graph", () => undefined);
  services.sandboxGraph.faults.set({ status: 403, body: { error: { code: "Forbidden" } } });
  for (let minutes = 0; minutes < 7; minutes += 1) {
    services.advance(MINUTE);
    for (let looks = 0; looks < 2; looks += 1) await harness.tick();
  }
  services.sandboxGraph.faults.clear();
  const told = shown.filter(({ content }) => textOf(content).includes("not been able to read alerts"));
  expect(textOf(told.at(-1)!.content)).toMatch(
    /application permission SecurityAlert\.Read\.All is missing.*administrator of Entra ID.*admin consent/,
  );
});
