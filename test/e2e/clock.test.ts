import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startShift, type Shift } from "../support/shift.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** The machine's clock is set while the real process runs: by a script that is loaded before it and moves `Date.now`. */

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), "clock-"));
const skewFile = join(folder, "skew");
const preload = join(folder, "preload.mjs");

let tenant: Tenant;
let shift: Shift;

const setClock = (ms: number) => writeFileSync(skewFile, String(ms));

async function ready(): Promise<string> {
  const response = await fetch(`${tenant.bot.url}/readyz`);
  return `${response.status} ${await response.text()}`;
}

beforeAll(async () => {
  setClock(0);
  writeFileSync(
    preload,
    `import { readFileSync } from "node:fs";
    const real = Date.now.bind(Date);
    let skew = 0;
    setInterval(() => { skew = Number(readFileSync(${JSON.stringify(skewFile)}, "utf8")); }, 20).unref();
    Date.now = () => real() + skew;`,
  );
  tenant = await startTenant({ botEnv: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` } });
  tenant.defender.setSpeed(50);
  shift = startShift(tenant);
  await shift.signIn("ana", "carla");
});

afterEach(() => setClock(0));

afterAll(async () => {
  await tenant?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An isolation from the wish to its end: the loops have all gone round meanwhile. */
async function isolate(reason: string, more = ""): Promise<void> {
  const card = await shift.request(`${more} ${reason}`.trim());
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, "Succeeded");
}

test("46 minutes ahead: a lease of 45 does not end, readyz and the log name the clock, and work goes on", async () => {
  await isolate("leased", "for:45m");
  setClock(46 * MINUTE);
  await expect.poll(ready, { timeout: 10_000 }).toMatch(/^503 clock: the system clock/);
  await isolate("meanwhile");
  setClock(0);
  await expect.poll(ready, { timeout: 10_000 }).toBe("200 ");
  const released = tenant.defender.calls.filter(({ path }) => path.endsWith("/unisolate"));
  expect(released).toEqual([]);
});

test("three hours set back: what is sent is tracked to its end", async () => {
  setClock(-180 * MINUTE);
  await expect.poll(ready, { timeout: 10_000 }).toMatch(/^503 clock: /);
  await isolate("set-back");
});
