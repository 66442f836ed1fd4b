import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import { openWindow } from "../support/popup.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";

/**
 * What no client can do silently (consent, a second factor, a claims challenge), and clients that do nothing silently:
 * the real window, the real process.
 */

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

let tenant: Tenant;
let flows: ProcessFlows;

beforeAll(async () => {
  tenant = await startTenant();
  tenant.defender.setSpeed(50);
  flows = startFlows(tenant);
  // So short that msal takes each for expired: Entra has its say at every turn.
  tenant.entra.setAccessTokenSeconds(60);
  await flows.signIn("ana", "carla", "david");
});

afterAll(async () => {
  await tenant?.close();
});

/** The address of the button that a card's sign-in shows to that person. */
async function buttonOf(person: PersonKey, message: Message): Promise<string> {
  const url = () => {
    const { note } = tenant.teams.state.view(person, message.id);
    return note?.kind === "sign-in" ? note.url : "";
  };
  await expect.poll(url).toContain("/auth/start?ticket=");
  return url();
}

async function prompted(person: PersonKey, text: string): Promise<Message> {
  const { message } = tenant.teams.send(person, person, text);
  return tenant.next(person, message, (shown) => shown.includes("card.oauth"));
}

function promptsIn(person: PersonKey, after: Message): number {
  const later = tenant.teams.messages(person).filter((one) => Number(one.id) > Number(after.id));
  return later.filter((one) => shownIn(one).includes("card.oauth")).length;
}

test("a consent that is missing is given in the window, and the command goes on", async () => {
  tenant.entra.requireConsent("ana", true);
  const prompt = await prompted("ana", "alerts");
  const { code } = await openWindow(await buttonOf("ana", prompt), "ana");
  await tenant.teams.signedIn("ana", prompt.id, code);
  await tenant.next("ana", prompt, (shown) => shown.includes("Open alert"));
  expect(promptsIn("ana", prompt)).toBe(0);
});

test("a permission that was never agreed to is asked for by its name, once, and the approval counts", async () => {
  const card = await flows.request("needs-consent");
  tenant.entra.requireConsent("carla", true, "Machine.Isolate");
  expect((await tenant.teams.click("carla", card.id, "Approve")).kind).toBe("login");
  expect(flows.changes("needs-consent")).toHaveLength(0);
  const { entra, code } = await openWindow(await buttonOf("carla", card), "carla");
  expect(entra.searchParams.get("scope")).toContain("/Machine.Isolate");
  await tenant.teams.signedIn("carla", card.id, code);
  await tenant.shows("ana", card, "Succeeded");
  expect(flows.changes("needs-consent")).toHaveLength(1);
});

test("a second factor that Entra asks for at the click: its claims are passed on", async () => {
  const card = await flows.request("needs-factor");
  tenant.entra.requireStepUp("david", CLAIMS);
  expect((await tenant.teams.click("david", card.id, "Approve")).kind).toBe("login");
  const { entra, code } = await openWindow(await buttonOf("david", card), "david");
  expect(JSON.parse(entra.searchParams.get("claims") ?? "")).toMatchObject(JSON.parse(CLAIMS));
  await tenant.teams.signedIn("david", card.id, code);
  await tenant.shows("ana", card, "Succeeded");
  expect(flows.changes("needs-factor").map(({ status }) => status)).toEqual([201]);
});

test("a claims challenge of Defender's own leads to the same window", async () => {
  const encoded = Buffer.from(CLAIMS).toString("base64");
  const challenge = `Bearer realm="", error="insufficient_claims", claims="${encoded}"`;
  // Nothing that the bot asks of its own accord, by what went before, may meet it.
  const headers = { "www-authenticate": challenge };
  tenant.defender.faults.next(1, { path: /exposureScore$/, status: 401, headers });
  const prompt = await prompted("carla", "exposure");
  const { entra, code } = await openWindow(await buttonOf("carla", prompt), "carla");
  expect(JSON.parse(entra.searchParams.get("claims") ?? "")).toMatchObject(JSON.parse(CLAIMS));
  await tenant.teams.signedIn("carla", prompt.id, code);
  await tenant.next("carla", prompt, (shown) => shown.includes("Exposure score"));
  expect(promptsIn("carla", prompt)).toBe(0);
});

describe("a client without silent sign-in", () => {
  const silently = (person: PersonKey, silentSso: boolean) =>
    tenant.teams.state.setSettings(person, { silentSso });

  test("of somebody who is new: the button does it, and the command goes on", async () => {
    silently("noor", false);
    const prompt = await prompted("noor", "whoami");
    const { code } = await openWindow(await buttonOf("noor", prompt), "noor");
    await tenant.teams.signedIn("noor", prompt.id, code);
    await tenant.next("noor", prompt, (shown) => shown.includes("noor.patel@"));
    expect(promptsIn("noor", prompt)).toBe(0);
  });

  test("of an approver who is signed out: the click asks for it, and counts after it", async () => {
    const card = await flows.request("signed-out");
    await tenant.ask("carla", "carla", "signout");
    silently("carla", false);
    expect((await tenant.teams.click("carla", card.id, "Approve")).kind).toBe("login");
    expect(flows.changes("signed-out")).toHaveLength(0);
    const { code } = await openWindow(await buttonOf("carla", card), "carla");
    await tenant.teams.signedIn("carla", card.id, code);
    await tenant.shows("ana", card, "Succeeded");
    expect(flows.changes("signed-out")).toHaveLength(1);
    silently("carla", true);
  });
});

test("a button is good once, and for nobody who signs in as somebody else", async () => {
  tenant.entra.requireConsent("ana", true);
  const prompt = await prompted("ana", "alerts");
  const button = await buttonOf("ana", prompt);
  expect((await openWindow(button, "carla")).code).toBe("");
  expect((await fetch(button, { redirect: "manual" })).status).toBe(400);
});
