import { writeFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import type { Message } from "../sandbox/teams/types.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { startTenant, type Tenant } from "../test/support/tenant.ts";

/**
 * Plays some cases of docs/approvals.md with the real bot and takes the pictures that stand there, and the one of the page
 * that the README begins with. Run it again when cards or the page have changed, and look at what it made.
 */

const OUT = new URL("../docs/images/", import.meta.url);
const WITHIN_MS = 40_000;
const AIR = 8;

interface Pane {
  readonly person: string;
  readonly conversation: string;
}

async function openPanes(page: Page, url: string, split: boolean, panes: readonly Pane[]): Promise<void> {
  const preferences = JSON.stringify({ theme: "light", split, welcome: false, panes });
  await page.addInitScript((kept) => localStorage.setItem("sandbox-preferences", kept), preferences);
  await page.goto(url);
}

/** Carla's window on channel SOC, as wide as half a screen. */
async function openPage(page: Page, url: string): Promise<void> {
  const soc = { person: "carla", conversation: "soc" };
  await openPanes(page, url, false, [soc, soc]);
  await page.getByTestId("pane-0").locator('[data-conversation="soc"]').click();
}

/** The message with a little air around it. */
async function picture(page: Page, message: Locator, name: string): Promise<void> {
  await message.scrollIntoViewIfNeeded();
  const box = await message.boundingBox();
  if (box === null) throw new Error(`${name} is not on the page`);
  const clip = { x: box.x - AIR, y: box.y - AIR, width: box.width + 2 * AIR, height: box.height + 2 * AIR };
  writeFileSync(new URL(`approval-${name}.png`, OUT), await page.screenshot({ clip }));
}

/** The bot's message with that id on the page, once it shows the words. */
async function onPage(page: Page, { id }: Message, words: string): Promise<Locator> {
  const message = page.locator(`[data-message="${id}"]`);
  await message.getByText(words).first().waitFor({ timeout: WITHIN_MS });
  return message;
}

/** What the bot answers to a command in channel SOC. */
async function ask(tenant: Tenant, person: string, text: string, words = '"Approve"'): Promise<Message> {
  const { message } = tenant.teams.send(person, "soc", text);
  return tenant.next("soc", message, (shown) => shown.includes(words));
}

/** Ana asks in her own chat, and Carla, beside her, has it before her in the channel. */
async function overview(tenant: Tenant, page: Page): Promise<void> {
  const panes = [
    { person: "ana", conversation: "ana" },
    { person: "carla", conversation: "soc" },
  ];
  await openPanes(page, tenant.url, true, panes);
  await tenant.ask("ana", "ana", "isolate ward3-nurse11 for:4h beaconing to a known C2 host", (shown) =>
    shown.includes('"Approve"'),
  );
  for (const [at, title] of ["Cancel request", "Approve"].entries())
    await page.getByTestId(`pane-${at}`).getByRole("button", { name: title }).waitFor({ timeout: WITHIN_MS });
  await page.getByTestId("toast").first().waitFor({ state: "detached", timeout: WITHIN_MS });
  writeFileSync(new URL("sandbox.png", OUT), await page.screenshot());
}

async function play(tenant: Tenant, page: Page): Promise<void> {
  const { teams, defender } = tenant;

  const two = await ask(tenant, "ana", "isolate dc01 golden ticket seen in the event log");
  await teams.click("carla", two.id, "Approve");
  await picture(page, await onPage(page, two, "1 of 2"), "request");

  const explained = await ask(tenant, "ana", "explain isolate dc02 golden ticket", "It would wait");
  await picture(page, await onPage(page, explained, "It would wait"), "explain");

  const drifting = await ask(tenant, "ana", "isolate ward5-nurse02 beaconing to a known C2 host");
  defender.device("ward5-nurse02").machineTags.push("Tier0");
  await teams.click("carla", drifting.id, "Approve");
  await picture(page, await onPage(page, drifting, "Please look again"), "drift");

  const leased = await ask(tenant, "ana", "isolate radiology-pacs01 for:4h odd logons at night");
  await teams.click("carla", leased.id, "Approve");
  const release = await tenant.next("soc", leased, (shown) => shown.includes("end of the isolation"));
  await picture(page, await onPage(page, release, "Extend"), "lease");

  const loud = await ask(tenant, "david", "isolate web02 emergency:true ransomware is spreading", '"Review"');
  await picture(page, await onPage(page, loud, "Succeeded"), "emergency");

  const held = await ask(tenant, "ana", "isolate ward3-nurse12 beaconing to a known C2 host");
  await ask(tenant, "david", "halt the penetration test got out of hand", "is stopped");
  await onPage(page, held, "Nothing is sent until it ends");
  await teams.click("carla", held.id, "Approve");
  await picture(page, await onPage(page, held, "Nothing was recorded or sent"), "halted");
}

const tenant = await startTenant({ fromSources: true, ownPolicy: true, botEnv: { ALERT_POLL_SECONDS: "0" } });
const browser = await launchBrowser();
try {
  for (const person of ["ana", "carla", "david"])
    await tenant.ask(person, person, "signin", (shown) => shown.includes("signed in as"));
  await overview(tenant, await browser.newPage({ viewport: { width: 1400, height: 900 } }));
  const page = await browser.newPage({ viewport: { width: 900, height: 1800 } });
  await openPage(page, tenant.url);
  await play(tenant, page);
} finally {
  await browser.close();
  await tenant.close();
}
