import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { forgeClock } from "../support/forged-clock.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** The machine's clock is set while the real process runs. */

const MINUTE = 60_000;
/** A process on a busy machine takes its time to start. */
const STARTS_MS = 40_000;
const clock = forgeClock();

let tenant: Tenant;
let flows: ProcessFlows;

async function ready(): Promise<string> {
  const response = await fetch(`${tenant.bot.url}/readyz`);
  return `${response.status} ${await response.text()}`;
}

beforeAll(async () => {
  tenant = await startTenant({ botEnv: clock.env });
  tenant.defender.setSpeed(50);
  flows = startFlows(tenant);
  await flows.signIn("ana", "carla");
});

afterEach(() => clock.set(0));

afterAll(async () => {
  await tenant?.close();
  clock.close();
});

/** An isolation from the command to its end: the loops have all gone round meanwhile. */
async function isolate(reason: string, more = ""): Promise<void> {
  const card = await flows.request(`${more} ${reason}`.trim());
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, "Succeeded");
}

test("46 minutes ahead: a lease of 45 does not end, readyz and the log name the clock, and work goes on", async () => {
  await isolate("leased", "for:45m");
  clock.set(46 * MINUTE);
  await expect.poll(ready, { timeout: 10_000 }).toMatch(/^503 clock: the system clock/);
  await isolate("meanwhile");
  clock.set(0);
  await expect.poll(ready, { timeout: 10_000 }).toBe("200 ");
  const released = tenant.defender.calls.filter(({ path }) => path.endsWith("/unisolate"));
  expect(released).toEqual([]);
});

test("three hours set back: what is sent is tracked to its end", async () => {
  clock.set(-180 * MINUTE);
  await expect.poll(ready, { timeout: 10_000 }).toMatch(/^503 clock: /);
  await isolate("set-back");
});

test("a day ahead when the process starts: what waits has not expired, before anybody has said the time", async () => {
  const card = await flows.request("waiting");
  await tenant.bot.kill();
  clock.set(25 * 60 * MINUTE);
  const started = tenant.bot.start();
  await expect.poll(() => ready().catch(() => ""), { timeout: STARTS_MS }).toMatch(/^503 clock: /);
  clock.set(0);
  await started;
  await expect.poll(ready, { timeout: 10_000 }).toBe("200 ");
  expect(await tenant.teams.click("carla", card.id, "Approve")).toMatchObject({ kind: "card" });
  await tenant.shows("ana", card, "Succeeded");
});
