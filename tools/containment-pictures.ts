import { writeFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import type { Message } from "../sandbox/teams/types.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { startTenant, type Tenant } from "../test/support/tenant.ts";

/**
 * Plays the nights of docs/containment.md with the real bot, on a page as wide as a phone, and takes the pictures that stand
 * there. Run it again when cards or the page have changed, and look at what it made.
 */

const OUT = new URL("../docs/images/", import.meta.url);
const WITHIN_MS = 60_000;
const PHONE = { width: 390, height: 844 };
/** Of a form with forty boxes the first few tell enough. */
const MOST_HEIGHT = 640;

/** One person's window on channel SOC. */
async function phoneOf(browser: { newPage(options: object): Promise<Page> }, person: string, url: string) {
  const page = await browser.newPage({ viewport: PHONE });
  await page.addInitScript((who) => {
    const soc = { person: who, conversation: "soc" };
    localStorage.setItem(
      "sandbox-preferences",
      JSON.stringify({ theme: "light", split: false, welcome: false, panes: [soc, soc] }),
    );
  }, person);
  await page.goto(url);
  return page;
}

/** The bot's message on that page, once it shows the words. */
async function onPage(page: Page, { id }: Message, words: string): Promise<Locator> {
  const message = page.locator(`[data-message="${id}"]`).first();
  await message.getByText(words).first().waitFor({ timeout: WITHIN_MS });
  return message;
}

/** The message from its top on, as much of it as a phone shows. */
async function picture(message: Locator, name: string): Promise<void> {
  await message.page().mouse.move(0, 0);
  // How much is new below would stand over it.
  await message.page().getByTestId("news").evaluateAll(hide);
  await message.evaluate((element) => element.scrollIntoView({ block: "start" }));
  const box = await message.boundingBox();
  if (box === null) throw new Error(`${name} is not on the page`);
  const clip = { ...box, height: Math.min(box.height, MOST_HEIGHT) };
  writeFileSync(new URL(`containment-${name}.png`, OUT), await message.page().screenshot({ clip }));
}

/** Runs in the browser. */
function hide(elements: readonly { readonly style: { display: string } }[]): void {
  for (const { style } of elements) style.display = "none";
}

/** What the drawer's button does. */
async function attack(url: string, kind: "ransomware" | "phish"): Promise<void> {
  const body = JSON.stringify({ action: "attack", kind });
  const headers = { "content-type": "application/json" };
  await fetch(new URL("api/alerts", url), { method: "POST", headers, body });
}

/** The boxes of a form as they stand. */
function asShown(card: unknown): Record<string, string> {
  const boxes = JSON.stringify(card).matchAll(/"type":"Input\.Toggle","id":"(\w+)".*?"value":"(\w+)"/g);
  return Object.fromEntries([...boxes].map(([, id = "", value = ""]) => [id, value]));
}

async function contained(tenant: Tenant, page: Page, incident: string, name: string): Promise<Message> {
  const { teams } = tenant;
  const { message } = teams.send("ana", "soc", `contain ${incident} it spreads from these`);
  const form = await tenant.next("soc", message, (shown) => shown.includes("Untick what should not be done"));
  await picture(await onPage(page, form, "Untick what should not be done"), `${name}-form`);
  await teams.click("ana", form.id, "Contain", {
    ...asShown(teams.card("ana", form.id)),
    reason: "it spreads from these",
  });
  return tenant.next("soc", form, (shown) => shown.includes("together, under one decision"));
}

async function approve(tenant: Tenant, { id }: Message): Promise<void> {
  while (JSON.stringify(tenant.teams.card("carla", id)).includes('"title":"Next"'))
    await tenant.teams.click("carla", id, "Next");
  await tenant.teams.click("carla", id, "Approve");
}

async function play(tenant: Tenant, ana: Page, carla: Page): Promise<void> {
  const { teams, defender } = tenant;
  for (const person of ["ana", "carla", "david", "erin"])
    await tenant.ask(person, person, "signin", (shown) => shown.includes("signed in as"));
  await tenant.ask("erin", "soc", "subscribe severity:high approvals");

  defender.disrupt(defender.device("er-triage02"));
  const first = await tenant.next("soc", null, (shown) => shown.includes("Not done through me"));
  await picture(await onPage(carla, first, "Not done through me"), "others");
  defender.finishAction(defender.actions.at(-1)?.id ?? "", "Succeeded");
  const isolated = await tenant.ask("carla", "soc", "isolated", (shown) => shown.includes("Take over"));
  await picture(await onPage(carla, isolated, "Take over"), "isolated");

  await attack(tenant.url, "phish");
  const phish = await contained(tenant, ana, "9001", "phish");
  await approve(tenant, phish);
  const done = await onPage(carla, phish, "4 of 4 done");
  await done.getByRole("button", { name: "Each of them" }).click();
  await picture(done, "phish-done");

  await attack(tenant.url, "ransomware");
  const many = await contained(tenant, ana, "9002", "ransomware");
  await picture(await onPage(carla, many, "39 together"), "ransomware-request");
  // Slow enough that there is something left to stop.
  defender.faults.set({ path: /isolate$/, delayMs: 2000 });
  await approve(tenant, many);
  await onPage(carla, many, "to be sent");
  await teams.click("carla", many.id, "Stop");
  // It comes below the card, and the page goes down to it.
  await carla.getByText("Carla Weiss stopped").last().waitFor({ timeout: WITHIN_MS });
  await picture(await onPage(carla, many, "not sent"), "ransomware-stopped");
}

const tenant = await startTenant({ fromSources: true, ownPolicy: true, botEnv: { ALERT_POLL_SECONDS: "3" } });
const browser = await launchBrowser();
try {
  const [ana, carla] = [
    await phoneOf(browser, "ana", tenant.url),
    await phoneOf(browser, "carla", tenant.url),
  ];
  await play(tenant, ana, carla);
} finally {
  await browser.close();
  await tenant.close();
}
