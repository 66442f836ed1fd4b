import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ServiceFault } from "../../sandbox/faults.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";
import { PERSON_WAITS_MS, within } from "../support/within.ts";

/**
 * Defender and Entra ID misbehave under the real process: who types a command and who clicks Approve hear in time
 * which of the two it is, nothing is recorded, and afterwards the same click counts.
 */

let tenant: Tenant;
let flows: ProcessFlows;
let card: Message;

beforeAll(async () => {
  tenant = await startTenant({ botEnv: { ALERT_POLL_SECONDS: "0" } });
  tenant.defender.setSpeed(50);
  tenant.defender.setLimits(null);
  flows = startFlows(tenant);
  // So short that msal takes each for expired: every turn needs Entra.
  tenant.entra.setAccessTokenSeconds(60);
  await flows.signIn("ana", "carla", "david");
  card = await flows.request("waits-for-all-of-it");
});

afterEach(async () => {
  await tenant.entra.faults.up();
  for (const { faults } of apis()) await faults.up();
  flows.calm();
});

afterAll(async () => {
  await tenant?.close();
});

/** Alerts are read from Graph, devices from Defender's own API. */
const apis = () => [tenant.defender, tenant.graph];

/** The bot keeps count of its calls, and so many faults need more than a minute's. */
async function anew(): Promise<void> {
  tenant.entra.setAccessTokenSeconds(3_600);
  await tenant.bot.restart();
  // With the first word it gets its own token for Teams, which is to last.
  await flows.hears("carla", "help");
  tenant.entra.setAccessTokenSeconds(60);
}

const approve = (on = card) => within(PERSON_WAITS_MS, tenant.teams.click("david", on.id, "Approve"));

/** A turn and a click at once: what both are told. */
async function told(): Promise<readonly [sentence: string, toast: string]> {
  const [sentence, outcome] = await Promise.all([flows.hears("carla", "alerts"), approve()]);
  expect(tenant.teams.deliveries.every(({ answer }) => answer === null || answer.status < 500)).toBe(true);
  return [sentence, outcome.kind === "message" ? outcome.text : `not a message: ${JSON.stringify(outcome)}`];
}

async function nothingHappened(): Promise<void> {
  flows.calm();
  expect(JSON.stringify(await tenant.teams.click("carla", card.id, "Refresh"))).toContain("0 of 1");
  expect(flows.changes("waits-for-all-of-it")).toHaveLength(0);
}

// First: after a 429 the bot's own reads, which follow an action, leave Defender alone for a minute.
describe("the one changing call", () => {
  const ended = /Pending|InProgress|Succeeded/;
  const forbidden = { error: { code: "Forbidden", message: "no" } };
  test.each<[what: string, reason: string, ServiceFault, calls: number, end: RegExp]>([
    ["429: sent again", "call-429", { status: 429, headers: { "retry-after": "1" } }, 2, ended],
    ["401: sent again with a new token", "call-401", { status: 401 }, 2, ended],
    ["a dropped answer: looked up, and found", "call-dropped", { drop: "after" }, 1, ended],
    ["403: the end", "call-403", { status: 403, body: forbidden }, 1, /Failed/],
  ])("%s", async (_, reason, fault, calls, end) => {
    const own = await flows.request(reason);
    tenant.defender.faults.next(1, { ...fault, method: "POST", path: /\/isolate$/ });
    expect((await approve(own)).kind).toBe("card");
    await tenant.shows("ana", own, end);
    expect(flows.changes(reason)).toHaveLength(calls);
  });
});

describe("Defender", () => {
  beforeAll(anew);

  test.each<[string, ServiceFault, RegExp]>([
    ["429", { status: 429, headers: { "retry-after": "30" } }, /Defender is limiting calls.* 30 s/],
    ["429 without Retry-After", { status: 429 }, /Defender is limiting calls.* a minute/],
    ["500", { status: 500 }, /Defender has a problem/],
    ["an answer that never comes", { hang: true }, /Defender did not answer in time/],
    ["dropped requests", { drop: true }, /connection to Defender was lost/],
    ["dropped answers", { drop: "after" }, /connection to Defender was lost/],
    ["HTML", { status: 200, body: "<html>gateway</html>" }, /Defender gave an answer that can't be read/],
  ])("%s", async (_, fault, words) => {
    for (const { faults } of apis()) faults.set(fault);
    for (const text of await told()) expect(text).toMatch(words);
    await nothingHappened();
  });

  test("refused connections", async () => {
    for (const { faults } of apis()) await faults.down();
    for (const text of await told()) expect(text).toMatch(/Defender can't be reached/);
    for (const { faults } of apis()) await faults.up();
    await nothingHappened();
  });
});

describe("Entra ID", () => {
  beforeAll(anew);

  const words = [
    /Entra ID can't be reached/,
    /could not check with Entra ID|Entra ID can't be reached/,
  ] as const;

  test.each<[string, ServiceFault]>([
    ["500", { status: 500 }],
    ["429", { status: 429, headers: { "retry-after": "30" } }],
    ["slow (5 s)", { delayMs: 5_000 }],
    ["an answer that never comes", { hang: true }],
    ["dropped requests", { drop: true }],
    ["dropped answers", { drop: "after" }],
    ["HTML", { status: 200, body: "<html>gateway</html>" }],
  ])("%s", async (_, fault) => {
    tenant.entra.faults.set(fault);
    const [sentence, toast] = await told();
    expect(sentence).toMatch(words[0]);
    expect(toast).toMatch(words[1]);
    await nothingHappened();
  });

  test("refused connections", async () => {
    await tenant.entra.faults.down();
    const [sentence, toast] = await told();
    expect(sentence).toMatch(words[0]);
    expect(toast).toMatch(words[1]);
    await tenant.entra.faults.up();
    await nothingHappened();
  });
});

test("after all of it the same click counts, and the call is made once", async () => {
  expect((await approve()).kind).toBe("card");
  await tenant.shows("ana", card, /Pending|InProgress|Succeeded/);
  expect(flows.changes("waits-for-all-of-it")).toHaveLength(1);
});
