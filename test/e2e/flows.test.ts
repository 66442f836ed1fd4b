import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** What analysts do at night, on a page as narrow as a phone, in a real browser: how many clicks each of it takes. */

const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 25_000;

let tenant: Tenant;
let browser: Browser;

beforeAll(async () => {
  [tenant, browser] = await Promise.all([startTenant(), launchBrowser()]);
  // Many stories in a minute: Defender's hundred calls are not what they are about.
  tenant.defender.setLimits(null);
  tenant.defender.setSpeed(50);
});

afterAll(async () => {
  await browser?.close();
  await tenant?.close();
});

/** One person with a phone, whose clicks are counted. */
interface Hand {
  readonly clicks: () => number;
  /** Sends a message and gives the card that answers it. */
  say(text: string): Promise<Locator>;
  press(on: Locator, title: string): Promise<void>;
  tap(button: Locator): Promise<void>;
  /** The newest card that shows this. */
  card(text: string | RegExp): Locator;
  /** The newest card that asks for words. */
  form(): Locator;
  /** Resolves when these stand in it. */
  formWith(words: string): Promise<void>;
  close(): Promise<void>;
}

async function phoneOf(person: string, conversation: string): Promise<Hand> {
  const page: Page = await browser.newPage({ viewport: PHONE });
  page.setDefaultTimeout(PATIENCE_MS);
  const pane = { person, conversation };
  const preferences = { theme: "dark", split: false, welcome: false, panes: [pane, pane] };
  await page.addInitScript(
    (kept) => localStorage.setItem("sandbox-preferences", kept),
    JSON.stringify(preferences),
  );
  await page.goto(tenant.url);
  const cards = page.getByTestId("card");
  const form = (): Locator => cards.filter({ has: page.getByRole("textbox") }).last();
  let clicks = 0;
  async function tap(button: Locator): Promise<void> {
    clicks += 1;
    await button.first().click();
  }
  return {
    clicks: () => clicks,
    async say(text) {
      const before = await cards.count();
      const box = page.getByTestId("compose").last();
      await box.fill(text);
      await box.press("Escape");
      await box.press("Enter");
      await expect.poll(() => cards.count(), { timeout: PATIENCE_MS }).toBeGreaterThan(before);
      return cards.nth(before);
    },
    press: (on, title) => tap(on.getByRole("button", { name: title, exact: true })),
    tap,
    card: (text) => cards.filter({ hasText: text }).last(),
    form,
    async formWith(words) {
      await expect
        .poll(() => form().getByRole("textbox").first().inputValue(), { timeout: PATIENCE_MS })
        .toBe(words);
    },
    close: () => page.close(),
  };
}

async function isInSight(what: Locator): Promise<boolean> {
  const box = await what.boundingBox();
  return box !== null && box.y >= 0 && box.y + box.height <= PHONE.height;
}

const isolations = () => tenant.defender.calls.filter(({ path }) => path.endsWith("/isolate")).length;

/** Releases of this device alone that reached Defender. */
/** A workstation that Ana may isolate, each test another one. */
function workstation(place: number): string {
  const fit = tenant.defender.devices.filter(
    (one) =>
      one.rbacGroupName === "Workstations" &&
      one.healthStatus === "Active" &&
      !/kiosk/.test(one.computerDnsName ?? ""),
  );
  return fit[place]?.computerDnsName ?? expect.fail("no workstation");
}

test("triage ten alerts: two clicks each, and not a word is typed after the first", async () => {
  const carla = await phoneOf("carla", "carla");
  const list = await carla.say("alerts status:new since:30d top:20");
  for (let done = 1; done <= 10; done += 1) {
    await carla.tap(list.getByRole("button", { name: /^Open alert/ }).filter({ hasText: " · New · " }));
    await carla.press(list, "Acknowledge");
    await list.getByText(/✓ Acknowledge/).waitFor();
  }
  expect(carla.clicks()).toBe(20);
  const taken = tenant.defender.alerts.filter(
    ({ assignedTo }) => assignedTo === "carla.weiss@contoso.example",
  );
  expect(taken.length).toBeGreaterThanOrEqual(10);
  await carla.close();
});

test("isolate from a pasted link, and approve on a phone: one click, with what it is about in sight", async () => {
  const [ana, carla] = [await phoneOf("ana", "soc"), await phoneOf("carla", "soc")];
  const device = workstation(0);
  const alert = tenant.defender.alerts.find(({ computerDnsName }) => computerDnsName === device);
  const shown = await ana.say(`https://security.microsoft.com/alerts/${alert?.id}?tid=x`);
  if (await shown.getByRole("button", { name: "Sign in" }).isVisible()) await ana.press(shown, "Sign in");
  await ana.press(ana.card(device), "Isolate device");
  await ana.form().getByRole("textbox").first().fill("beacons to a known address");
  await ana.press(ana.form(), "Isolate device");
  const request = carla.card("beacons to a known address");
  await request.getByRole("button", { name: "Approve" }).scrollIntoViewIfNeeded();
  for (const words of [device, "beacons to a known address", "Ana Ruiz"])
    expect(await isInSight(request.getByText(words).first()), words).toBe(true);
  await carla.press(request, "Approve");
  await request.getByText("Succeeded").first().waitFor();
  expect(ana.clicks()).toBeLessThanOrEqual(3);
  expect(carla.clicks()).toBe(1);
  expect(isolations()).toBe(1);
  await Promise.all([ana.close(), carla.close()]);
});

/** An isolation that has come to its end, as the next shift finds it: nobody has its card before them any more. */
async function isolatedBefore(place: number, why: string): Promise<string> {
  const device = workstation(place);
  const [ana, carla] = [await phoneOf("ana", "soc"), await phoneOf("carla", "soc")];
  await ana.say(`isolate ${device} ${why}`);
  await carla.press(carla.card(why), "Approve");
  await carla.card(why).getByText("Succeeded").first().waitFor();
  await Promise.all([ana.close(), carla.close()]);
  return device;
}

const releases = (device: string): number => {
  const id = tenant.defender.device(device).id;
  return tenant.defender.calls.filter(({ path }) => path.endsWith(`/${id}/unisolate`)).length;
};

test("release what ended: the finished card offers it; three clicks, no word typed, and one of the approver", async () => {
  const device = await isolatedBefore(2, "worm on the ward");
  const [ben, carla] = [await phoneOf("ben", "soc"), await phoneOf("carla", "soc")];
  const done = ben.card("worm on the ward");
  expect(await done.getByText("Succeeded").first().isVisible()).toBe(true);
  await ben.press(done, "Release device");
  await ben.press(ben.form(), "Cleaned and checked");
  await ben.formWith("Cleaned and checked");
  await ben.press(ben.form(), "Release device");
  const release = carla.card("Cleaned and checked");
  await carla.press(release, "Approve");
  await release.getByText("Succeeded").first().waitFor();
  expect([ben.clicks(), carla.clicks()]).toEqual([3, 1]);
  expect(releases(device)).toBe(1);
  await Promise.all([ben.close(), carla.close()]);
});

test("release what ended, from the list of what is isolated: the device, the button, the reason", async () => {
  const device = await isolatedBefore(3, "macro in a letter");
  const [ana, carla] = [await phoneOf("ana", "ana"), await phoneOf("carla", "soc")];
  const list = await ana.say("isolated");
  await ana.tap(list.getByRole("button").filter({ hasText: device }));
  // The list has such buttons too: the device's own card has taken its place.
  const opened = ana.card(device).filter({ hasText: "Device group" });
  await opened.waitFor();
  await ana.press(opened, "Release device");
  await ana.form().getByRole("textbox").first().fill("laptop was reinstalled");
  await ana.press(ana.form(), "Release device");
  const release = carla.card("laptop was reinstalled");
  await carla.press(release, "Approve");
  await release.getByText("Succeeded").first().waitFor();
  expect([ana.clicks(), carla.clicks()]).toEqual([3, 1]);
  expect(releases(device)).toBe(1);
  await Promise.all([ana.close(), carla.close()]);
});

test("say no: two clicks and the reason, and who asked reads it", async () => {
  const [ana, carla] = [await phoneOf("ana", "soc"), await phoneOf("carla", "soc")];
  const before = isolations();
  const request = await ana.say(`isolate ${workstation(1)} odd traffic at night`);
  const seen = carla.card("odd traffic at night");
  await carla.press(seen, "Deny");
  await carla.form().getByRole("textbox").first().fill("that is the backup");
  await carla.press(carla.form(), "Deny");
  await request.getByText("that is the backup").first().waitFor();
  expect(carla.clicks()).toBe(2);
  expect(isolations()).toBe(before);
  await Promise.all([ana.close(), carla.close()]);
});
