import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** Somebody who has to agree on Entra's page first, with the real bot, in a real browser with its pop-up window. */

let tenant: Tenant;
let browser: Browser;
let page: Page;
let pane: Locator;

beforeAll(async () => {
  [tenant, browser] = await Promise.all([startTenant(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await tenant?.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(tenant.url);
  pane = page.getByTestId("pane-0");
  await pane.getByTestId("person-picker").selectOption("frida");
});

async function type(conversation: string, text: string): Promise<void> {
  await pane.locator(`[data-testid="conversation"][data-conversation="${conversation}"]`).click();
  const box = pane.getByTestId("compose").last();
  await box.fill(text);
  await box.press("Escape");
  await box.press("Enter");
}

/** Clicks the button that opens the window, signs Frida in there, and agrees or not. */
async function agree(button: Locator, answer: "Accept" | "Cancel"): Promise<void> {
  const [popup] = await Promise.all([page.waitForEvent("popup"), button.click()]);
  await popup.getByRole("button", { name: "Frida Holm" }).click();
  await popup.getByRole("heading", { name: "Permissions requested" }).waitFor();
  const answered = popup.getByRole("button", { name: answer }).click();
  if (answer === "Accept") return void (await Promise.all([popup.waitForEvent("close"), answered]));
  await answered;
  await popup.getByRole("heading", { name: "That did not work" }).waitFor();
  await popup.close();
}

test("in their own chat: what Frida asked is answered once they have agreed, and not before", async () => {
  await type("frida", "device ward3-nurse12");
  const signIns = pane.getByTestId("sign-in");
  await signIns.waitFor();
  expect(tenant.entra.calls.some(({ error }) => error === 65001)).toBe(true);
  await agree(signIns.getByRole("button"), "Cancel");
  // A window is good once; whoever has thought better of it asks again.
  await type("frida", "device ward3-nurse12");
  await expect.poll(() => signIns.count()).toBe(2);
  expect(await pane.getByTestId("card").count()).toBe(0);
  await agree(signIns.last().getByRole("button"), "Accept");
  await pane.getByTestId("card").getByText("ward3-nurse12").first().waitFor();
  await expect.poll(() => signIns.count()).toBe(1);
});

test("in a channel: the card's button leads to the same window", async () => {
  await tenant.ask("frida", "frida", "signout");
  tenant.entra.requireConsent("frida", true);
  await type("soc", "device ward3-nurse12");
  const thread = pane.getByTestId("thread").last();
  await thread.getByTestId("card").getByRole("button", { name: "Sign in" }).click();
  await agree(thread.getByTestId("sign-in").getByRole("button"), "Accept");
  await thread.getByText("ward3-nurse12").nth(1).waitFor();
});

test("the compose box finds a card and a link unfurls: a title alone where the channel is not enabled", async () => {
  const device = tenant.defender.device("ward3-nurse12");
  const open = (where: string): Promise<void> =>
    pane.locator(`[data-testid="conversation"][data-conversation="${where}"]`).click();
  const inserted = pane.locator('[data-author="carla"]').getByTestId("card").last();
  async function insert(search: string, text: string): Promise<string> {
    await pane.getByTestId("open-search").last().click();
    await pane.getByTestId(`search-${search}`).click();
    await pane.getByTestId("search").fill(text);
    await pane.getByTestId("found").first().click();
    await pane.getByTestId("draft").waitFor();
    await pane.getByTestId("send").last().click();
    await pane.getByTestId("draft").waitFor({ state: "detached" });
    return inserted.innerText();
  }

  await pane.getByTestId("person-picker").selectOption("carla");
  await open("carla");
  expect(await insert("devices", "ward3-nurse12")).toContain(`type device ${device.id}`);
  await open("general");
  const title = await insert("devices", "ward3-nurse12");
  expect(title).toContain(device.computerDnsName);
  expect(title).not.toContain(device.id);

  const alert = tenant.defender.alerts[0]!;
  const box = pane.getByTestId("compose").last();
  await box.fill(`look at https://security.microsoft.com/alerts/${alert.id} please`);
  const draft = pane.getByTestId("draft");
  await draft.getByText(alert.title).first().waitFor();
  expect(await draft.innerText()).not.toContain(alert.id);
  await draft.getByTestId("take-off").click();
  await draft.waitFor({ state: "detached" });
  await box.fill("");

  await open("carla");
  await box.fill(`https://security.microsoft.com/alerts/${alert.id}`);
  await draft.getByText(`type alert ${alert.id}`).waitFor();
});
