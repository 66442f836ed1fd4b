import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BotProcess } from "../../sandbox/bot-process.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";

/** Two processes of the bot on one PostgreSQL, both of which receive traffic: together they are one bot. */

let tenant: Tenant;
let second: BotProcess;
let flows: ProcessFlows;

beforeAll(async () => {
  tenant = await startTenant({ store: "PostgreSQL", botEnv: { ALERT_POLL_SECONDS: "1" } });
  tenant.defender.setSpeed(50);
  tenant.defender.setLimits(null);
  second = await tenant.anotherBot();
  await second.start();
  flows = startFlows(tenant);
  await flows.signIn("ana", "carla", "david", "erin");
});

beforeEach(() => via(tenant.bot));

afterAll(async () => {
  await tenant?.close();
});

/** From now on the channel delivers there. */
function via(bot: BotProcess): void {
  tenant.teams.setBotUrl(bot.url);
}

/** Delivers what was delivered last to the second bot as well, while the first is at work on it. */
function alsoToSecond() {
  const last = tenant.teams.deliveries.at(-1)!;
  via(second);
  const answer = tenant.teams.deliver(last.activity);
  via(tenant.bot);
  return answer;
}

describe("an activity that both receive", () => {
  test("opens one request, with one card", async () => {
    const { message, answer } = tenant.teams.send("ana", "soc", flows.invocation("both-asked"));
    const answers = await Promise.all([answer, alsoToSecond()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await flows.cardAfter(message);
    expect(flows.said("soc", "both-asked")).toHaveLength(1);
  });

  test("approves once, and makes one call", async () => {
    const card = await flows.request("both-clicked");
    const click = tenant.teams.click("carla", card.id, "Approve");
    const [outcome, other] = await Promise.all([click, alsoToSecond()]);
    expect(outcome.kind).toBe("card");
    expect(other).toMatchObject({ status: 200, body: { statusCode: 200 } });
    await tenant.shows("ana", card, "Succeeded");
    expect(flows.changes("both-clicked")).toHaveLength(1);
  });
});

test("two people click at once, each at another process: one approval counts, one call is made", async () => {
  const card = await flows.request("raced");
  const first = tenant.teams.click("carla", card.id, "Approve");
  via(second);
  const outcomes = await Promise.all([first, tenant.teams.click("david", card.id, "Approve")]);
  expect(outcomes.map(({ kind }) => kind).toSorted()).toContain("card");
  await tenant.shows("ana", card, "Succeeded");
  expect(flows.changes("raced")).toHaveLength(1);
  expect(tenant.seen("ana", card)).toMatch(/1 of 1: (carla|david)/);
});

test("a card is edited once for each state, whoever does it", async () => {
  const card = await flows.request("edited");
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, "Succeeded");
  const edits = tenant.teams.calls
    .filter((call) => call.method === "PUT" && call.path.includes(card.id))
    .map((call) => JSON.stringify(call.body));
  expect(edits.length).toBeGreaterThan(0);
  expect(new Set(edits).size).toBe(edits.length);
});

test("traffic to both at once is answered message by message", async () => {
  const people = ["ana", "carla", "david", "erin"];
  const before = people.map((person) => tenant.teams.messages(person).length);
  const sent = [tenant.bot, second].flatMap((bot) => {
    via(bot);
    return people.map((person) => tenant.teams.send(person, person, "whoami"));
  });
  for (const { answer } of sent) expect((await answer).status).toBe(200);
  for (const [index, person] of people.entries()) {
    const said = tenant.teams.messages(person).slice(before[index]);
    expect(said.filter((one) => one.author === null).map((one) => shownIn(one).includes("@contoso"))).toEqual(
      [true, true],
    );
  }
});

test("one of them reads alerts; when it is killed, the other takes over, and each alert is posted once", async () => {
  await tenant.ask("erin", "erin", "subscribe severity:high", (shown) => shown.includes("High"));
  const polls = () =>
    tenant.graph.calls.filter((call) => call.oid === null && call.path.endsWith("/alerts_v2"));
  const begin = polls().length;
  const titles = ["Before the kill", "After the kill"];
  const raised = async (title: string) => {
    tenant.defender.raiseAlert({ title, severity: "High" });
    await expect.poll(() => flows.said("erin", title).length, { timeout: 30_000 }).toBeGreaterThan(0);
  };
  await raised(titles[0]!);
  await expect.poll(() => polls().length - begin).toBeGreaterThan(4);
  const times = polls()
    .slice(begin)
    .map(({ at }) => at);
  const gaps = times.slice(1).map((at, index) => at - times[index]!);
  // A second poller would halve the distance of the first one's.
  expect(Math.min(...gaps)).toBeGreaterThan(500);

  await tenant.bot.kill();
  via(second);
  await raised(titles[1]!);
  const card = await flows.request("one-is-down");
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, "Succeeded");
  expect(flows.changes("one-is-down")).toHaveLength(1);

  for (const title of titles) expect(flows.said("erin", title)).toHaveLength(1);
});
