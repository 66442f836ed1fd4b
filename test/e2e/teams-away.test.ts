import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ServiceFault } from "../../sandbox/faults.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";
import { PERSON_WAITS_MS, within } from "../support/within.ts";

/**
 * Teams does not take what the bot says: deliveries and clicks are answered in time all the same, and what could not
 * be said is said as soon as it can be. Twice only when the outcome was unclear.
 */

let tenant: Tenant;
let flows: ProcessFlows;

beforeAll(async () => {
  tenant = await startTenant({ botEnv: { ALERT_POLL_SECONDS: "0" } });
  tenant.defender.setSpeed(50);
  flows = startFlows(tenant);
  await flows.signIn("ana", "carla", "david");
});

afterEach(async () => {
  await tenant.teams.faults.up();
  flows.calm();
});

afterAll(async () => {
  await tenant?.close();
});

function answersTo(message: Message): readonly string[] {
  return tenant.teams
    .messages("carla")
    .filter((one) => one.author === null && Number(one.id) > Number(message.id))
    .map(shownIn);
}

/** A command while it lasts; gives what was said for it once that is over. */
async function asks(
  begin: () => void | Promise<void>,
  end: () => void | Promise<void>,
): Promise<readonly string[]> {
  await begin();
  const { message, answer } = tenant.teams.send("carla", "carla", "whoami");
  expect((await within(PERSON_WAITS_MS, answer)).status).toBe(200);
  await end();
  await tenant.next("carla", message, (shown) => shown.includes("carla.weiss@"));
  return answersTo(message);
}

/** A click while it lasts: answered, and the card follows once that is over. */
async function clicks(reason: string, fault: ServiceFault): Promise<void> {
  const card = await flows.request(reason);
  const met = tenant.teams.faults.met();
  tenant.teams.faults.set(fault);
  const outcome = await within(PERSON_WAITS_MS, tenant.teams.click("david", card.id, "Approve"));
  expect(outcome.kind).toBe("card");
  await met;
  flows.calm();
  await tenant.shows("ana", card, /Pending|InProgress|Succeeded/);
  expect(flows.changes(reason)).toHaveLength(1);
  expect(flows.said("soc", reason)).toHaveLength(1);
}

describe("nothing was said, so it is said once", () => {
  const faults: readonly (readonly [string, ServiceFault])[] = [
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["429 without Retry-After", { status: 429 }],
    ["412", { status: 412, body: { error: { code: "PreconditionFailed" } } }],
    ["401 for the old token and the new one", { status: 401 }],
  ];
  test.each(faults)("%s", async (_, fault) => {
    const begin = () => tenant.teams.faults.set(fault);
    expect(await asks(begin, () => flows.calm())).toHaveLength(1);
  });

  test("refused connections", async () => {
    const { faults: power } = tenant.teams;
    const heard = await asks(
      () => power.down(),
      () => power.up(),
    );
    expect(heard).toHaveLength(1);
  });

  test("401 once: the token is got anew, and the answer comes at once", async () => {
    tenant.teams.faults.next(1, { status: 401 });
    expect(await flows.hears("carla", "whoami")).toContain("carla.weiss@");
  });

  test("and nothing was said once more later", () => {
    const [first, ...others] = tenant.teams.messages("carla").filter(({ text }) => text === "whoami");
    expect(answersTo(first ?? expect.fail("nobody asked"))).toHaveLength(1 + others.length);
  });
});

describe("whether it was said is unclear, so it may be said twice", () => {
  test.each<[string, ServiceFault]>([
    ["502", { status: 502, body: "<html>bad gateway</html>" }],
    ["502 after the fact", { status: 502, answer: "after" }],
    ["an answer that never comes", { hang: true }],
    ["a dropped request", { drop: true }],
    ["a dropped answer", { drop: "after" }],
  ])("%s", async (_, fault) => {
    const heard = await asks(
      () => tenant.teams.faults.next(1, { ...fault, method: "POST" }),
      () => undefined,
    );
    expect(heard.length).toBeLessThanOrEqual(2);
    for (const text of heard) expect(text).toContain("carla.weiss@");
  });
});

describe("a click is answered, and its card is edited when that is possible again", () => {
  test.each<[string, ServiceFault]>([
    ["click-429", { status: 429, headers: { "retry-after": "1" } }],
    ["click-412", { status: 412 }],
    ["click-502", { status: 502, answer: "after" }],
    ["click-hang", { hang: true }],
    ["click-drop", { drop: "after" }],
  ])("%s", clicks);
});

test("a sign-in card that Teams does not take is neither kept nor lost: the person is told to ask again", async () => {
  tenant.teams.faults.set({ status: 412 });
  const { message, answer } = tenant.teams.send("noor", "noor", "alerts");
  expect((await within(PERSON_WAITS_MS, answer)).status).toBe(200);
  flows.calm();
  const told = await tenant.next("noor", message, () => true);
  expect(shownIn(told)).toContain("Please send your command again");
  const again = await tenant.ask("noor", "noor", "whoami");
  expect(shownIn(again)).toContain("noor.patel@");
});
