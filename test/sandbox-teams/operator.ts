import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { startPage } from "../../sandbox/page-server/page-server.ts";
import { personByKey } from "../../sandbox/people.ts";
import type { Json } from "../../sandbox/teams/types.ts";
import { startSandbox, type Sandbox } from "../../sandbox/tenant.ts";
import { path, startRig } from "./fake-bot.ts";
import type { Rig } from "./fake-bot.ts";

/** The page in a browser window of its own. */
interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What the browser complained about: scripts and styles that the policy blocks, exceptions. */
  readonly complaints: string[];
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

export interface Flows extends OpenPage {
  readonly rig: Rig;
  readonly url: string;
}

/** A channel whose bot is the test, with Ana at the left and Carla at the right, both in their 1:1 chats. */
export async function openFlows(browser: Browser): Promise<Flows> {
  const rig = await startRig({ limits: false });
  const never = () => () => undefined;
  const served = await startPage({
    teams: rig.teams,
    port: 0,
    commands: [
      { title: "alerts", description: "What is new" },
      { title: "device", description: "One device" },
    ],
    extension: {
      searches: [
        { id: "alerts", title: "Alerts", hint: "Part of a title", atOnce: true },
        { id: "devices", title: "Devices", hint: "The beginning of its name", atOnce: false },
      ],
      hosts: ["security.microsoft.com"],
    },
    policyFile: null,
    people: {
      rolesOf: (key) => personByKey(key).roles,
      onChange: never,
      ...{ setRole: () => {}, reset: () => {} },
    },
    devices: {
      item: () => ({ devices: [], told: null }),
      onChange: never,
      ...{ step: () => {}, reset: () => {} },
    },
    directory: {
      item: () => ({ accounts: [], switches: [], told: null }),
      onChange: never,
      ...{ step: () => {}, flip: () => {}, reset: () => {} },
    },
    reset: async () => rig.teams.reset(),
    bot: {
      status: () => ({ state: "running", detail: null }),
      onStatus: never,
      restart: async () => undefined,
      kill: async () => undefined,
    },
    alerts: {
      item: () => ({ devices: [], told: null }),
      onChange: never,
      ...{ raise: () => {}, raiseMany: () => {}, attack: () => {}, changeLast: () => {}, reset: () => {} },
    },
    services: { items: () => [], onChange: never, set: async () => {}, mendAll: async () => {} },
  });
  const opened = await openPage(browser, served.url, {});
  for (const [index, person] of ["ana", "carla"].entries())
    await opened.page.getByTestId(`pane-${index}`).locator(`[data-conversation="${person}"]`).click();
  return {
    ...{ rig, url: served.url, page: opened.page, complaints: opened.complaints },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await served.close();
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** Posts as the bot; gives the message's id. */
export async function post(rig: Rig, where: string, activity: Json): Promise<string> {
  return String((await rig.call("POST", path(rig.teams.state.conversation(where).id), activity)).body["id"]);
}

export interface Operator extends OpenPage {
  readonly sandbox: Sandbox;
}

/** A whole tenant but for the bot, with the drawer open. */
export async function openOperator(browser: Browser, options: BrowserContextOptions = {}): Promise<Operator> {
  const dataDir = mkdtempSync(join(tmpdir(), "sandbox-"));
  const sandbox = await startSandbox({ dataDir, startBot: false });
  const opened = await openPage(browser, sandbox.url, options);
  await opened.page.getByTestId("open-drawer").click();
  return {
    ...{ sandbox, page: opened.page, complaints: opened.complaints },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await sandbox.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
