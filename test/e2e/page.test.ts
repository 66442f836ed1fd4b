import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** The story as two people play it on the sandbox's page, in a real browser. Screenshots are kept in build/. */

const PICTURES = join(import.meta.dirname, "..", "..", "build", "screenshots");
const ANA = 0;
const CARLA = 1;

let tenant: Tenant;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [tenant, browser] = await Promise.all([startTenant(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(20_000);
  await page.goto(tenant.url);
});

afterAll(async () => {
  await browser?.close();
  await tenant?.close();
});

function pane(index: number): Locator {
  return page.getByTestId(`pane-${index}`);
}

async function open(index: number, person: string, conversation: string): Promise<void> {
  await pane(index).getByTestId("person-picker").selectOption(person);
  await pane(index).locator(`[data-testid="conversation"][data-conversation="${conversation}"]`).click();
}

async function type(index: number, text: string): Promise<void> {
  const box = pane(index).getByTestId("compose").last();
  await box.fill(text);
  await box.press("Escape");
  await box.press("Enter");
}

/** Types a command and gives the card that answers it. */
async function ask(index: number, text: string): Promise<Locator> {
  const cards = pane(index).getByTestId("card");
  const before = await cards.count();
  await type(index, text);
  await expect.poll(() => cards.count(), { timeout: 20_000 }).toBeGreaterThan(before);
  return cards.nth(before);
}

async function picture(name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

function requestCard(index: number, device: string): Locator {
  return pane(index).getByTestId("card").filter({ hasText: device }).filter({ hasText: "Asked by" }).last();
}

function device(): string {
  const alert = tenant.defender.alerts.find((one) => {
    const found = tenant.defender.devices.find((each) => each.id === one.machineId);
    return (
      one.status === "New" &&
      found?.rbacGroupName === "Workstations" &&
      found.healthStatus === "Active" &&
      !/kiosk/.test(found.computerDnsName ?? "")
    );
  });
  return alert?.computerDnsName ?? "";
}

describe("the story on the page", () => {
  test("Ana signs in silently, lists the alerts and opens one", async () => {
    await page.getByTestId("pane-1").waitFor();
    await open(ANA, "ana", "ana");
    await open(CARLA, "carla", "soc");
    const list = await ask(ANA, "alerts");
    await list
      .getByRole("button", { name: /Open alert/ })
      .first()
      .waitFor();
    await picture("1-alerts");
    await list
      .getByRole("button", { name: /Open alert/ })
      .first()
      .click();
    await pane(ANA).getByRole("button", { name: "Acknowledge" }).waitFor();
    await picture("2-alert");
  });

  test("Isolate device asks for a reason, and the own view offers no approval", async () => {
    const alert = tenant.defender.alerts.find(
      (one) => one.computerDnsName === device() && one.status === "New",
    );
    const card = await ask(ANA, `alert ${alert?.id}`);
    await card.getByRole("button", { name: "Isolate device" }).click();
    await card.getByRole("textbox").first().fill("beaconing to a known C2 address");
    await picture("3-reason");
    await card.getByRole("button", { name: "Isolate device" }).click();
    const request = requestCard(ANA, device());
    // The own view replaces what everybody sees.
    await request.getByRole("button", { name: "Cancel request" }).waitFor();
    expect(await request.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await picture("4-own-view");
    expect(tenant.defender.calls.filter((call) => call.path.endsWith("/isolate"))).toHaveLength(0);
  });

  test("Carla approves, and both see it run to the end", async () => {
    const request = requestCard(CARLA, device());
    await request.getByRole("button", { name: "Approve" }).click();
    await expect
      .poll(() => requestCard(CARLA, device()).innerText(), { timeout: 25_000 })
      .toContain("Succeeded");
    await expect
      .poll(() => requestCard(ANA, device()).innerText(), { timeout: 25_000 })
      .toContain("Succeeded");
    await picture("5-succeeded");
    const posts = tenant.defender.calls.filter((call) => call.path.endsWith("/isolate"));
    expect(posts).toHaveLength(1);
  });

  test("the device is released the same way", async () => {
    const card = await ask(ANA, `device ${device()}`);
    await card
      .getByText(/Isolated/)
      .first()
      .waitFor();
    await picture("6-device-isolated");
    await card.getByRole("button", { name: "Release device" }).click();
    await card.getByRole("textbox").first().fill("cleaned and checked");
    await card.getByRole("button", { name: "Release device" }).click();
    const release = pane(CARLA).getByTestId("card").filter({ hasText: "Release from isolation" }).last();
    await release.getByRole("button", { name: "Approve" }).click();
    await expect.poll(() => release.innerText(), { timeout: 25_000 }).toContain("Succeeded");
    await picture("7-released");
  });

  test("it looks right in the dark and on a phone", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await picture("8-dark");
    await page.setViewportSize({ width: 390, height: 844 });
    await picture("9-phone-dark");
    await page.emulateMedia({ colorScheme: "light" });
    await picture("10-phone");
    const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
