import { afterAll, beforeAll, expect, test } from "vitest";
import { attackOn } from "../support/attack.ts";
import { contentOf } from "../support/clicks.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** An incident that becomes another one between the card and the call: what was approved is not done to what it is now. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph", oneClock: true });
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  const rules = [
    { name: "ask first", when: { action: ["resolve", "merge"] }, then: { approvals: 1 } },
  ] as const;
  harness = openHarness(services, { ...USUAL_POLICY, rules });
  flows = openFlows(services, harness);
  await harness.say("erin", flows.soc, "enable");
});
afterAll(() => services?.close());

/** Somebody merges one into the other in the portal; the one that is left. */
async function becomeOne(one: string, other: string): Promise<string> {
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  return carla.mergeIncidents(one, other);
}

/** Three incidents, of which the first two become one: the one of these that is gone, the one that is left, a third. */
async function merging() {
  const [one, other, third] = [1, 2, 1].map((n) => attackOn(services, flows, n).incident);
  return { pair: [one!, other!] as const, third: third! };
}

function changes(since: number): readonly string[] {
  return services.sandboxGraph.calls
    .slice(since)
    .flatMap(({ method, path, body }) =>
      method === "GET" || path.includes("Hunting") ? [] : [`${method} ${path} ${JSON.stringify(body)}`],
    );
}

test("is not closed under another number: who approved has seen fewer alerts", async () => {
  const { pair } = await merging();
  const cards = [];
  for (const id of pair)
    cards.push(await flows.ask(`resolve ${id} class:true determination:Malware contained`));
  const left = await becomeOne(...pair);
  const gone = pair.findIndex((id) => id !== left);
  const before = services.sandboxGraph.calls.length;
  await harness.click("carla", cards[gone]!, "Approve");
  await flows.settle(cards[gone]!, "Cancelled");
  expect(changes(before)).toEqual([]);
  expect(textOf(cards[gone]!.content)).toContain(`incident ${left} now`);
});

test("is not closed by its card with alerts that nothing tells of: where some were cut off, any change counts", async () => {
  const [alert] = attackOn(services, flows, 1).alerts;
  const { machineId, computerDnsName, rbacGroupName, incidentId } = alert!;
  const { defender } = harness.deps;
  const as: typeof defender.as = (...who) => {
    const client = defender.as(...who);
    const first = async (id: string) => {
      const found = await client.incident(id);
      return { ...found, alerts: found.alerts!.slice(0, 1), alertsCut: true } as const;
    };
    return { ...client, incident: first };
  };
  Object.assign(harness.deps, { defender: { ...defender, as } });
  const [card] = await harness.say("ana", conversation("1:1-cut", "personal"), `incident ${incidentId}`);
  const press = async () => {
    const form = contentOf(await harness.click("ana", card!, "Resolve"));
    return JSON.stringify(
      await harness.click("ana", { ...card!, content: form }, "Resolve", { class: "false" }),
    );
  };
  services.advance(60_000);
  services.sandboxDefender.raiseAlert({ machineId, computerDnsName, rbacGroupName, incidentId });
  expect(await press()).toMatch(
    /has changed after this card was made, and not all of its alerts can be shown/,
  );
  Object.assign(harness.deps, { defender });
});

test("is not merged with a third, into which the one on the card has gone", async () => {
  const { pair, third } = await merging();
  const [stays, goes] = pair;
  const card = await flows.ask(`merge ${third} into:${goes}`);
  expect(await becomeOne(...pair)).toBe(stays);
  const before = services.sandboxGraph.calls.length;
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Cancelled");
  expect(changes(before)).toEqual([]);
  expect(textOf(card.content)).toContain(`Incident ${goes} was merged since and is incident ${stays} now`);
});

test("is not touched where it goes right before the call either, and the one that is left has more alerts than were approved", async () => {
  const { pair } = await merging();
  const cards = [];
  for (const id of pair)
    cards.push(await flows.ask(`resolve ${id} class:true determination:Malware contained`));
  for (const card of cards) await harness.click("carla", card, "Approve");
  const left = await becomeOne(...pair);
  const gone = pair.findIndex((id) => id !== left);
  await flows.settle(cards[gone]!, "Cancelled");
  await flows.settle(cards[1 - gone]!, "Requested");
  expect(textOf(cards[1 - gone]!.content)).toMatch(
    /did not show this: It closes the incident with all of its alerts: 3/,
  );
});

test("by its old number is merged and closed as the one that it is now, where that is known when it is asked for", async () => {
  const { pair, third } = await merging();
  const left = await becomeOne(...pair);
  const gone = pair.find((id) => id !== left)!;
  const card = await flows.ask(`merge ${third} into:${gone}`);
  expect(textOf(card.content)).toContain(left);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});
