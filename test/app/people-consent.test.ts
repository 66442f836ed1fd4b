import { afterAll, beforeAll, expect, test } from "vitest";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** A permission on people's accounts that nobody has agreed to yet: named, and nothing else stops working. */

const MISSING = "User.EnableDisableAccount.All";

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph", oneClock: true });
  services.sandboxEntra.requireConsent("carla", true, MISSING);
  await Promise.all((["ana", "carla"] as const).map((key) => services.signIn(key)));
  harness = openHarness(services);
  flows = openFlows(services, harness);
  services.sandboxGraph.people.setLag(0);
});
afterAll(() => services?.close());

test("whoever approves what takes it is told which one and by whom it is granted, and approves nothing by that", async () => {
  const card = await flows.ask("suspend lena.koch@contoso.example phished");
  const told = await harness.click("carla", card, "Approve").then(JSON.stringify, String);
  expect(told).toContain(`This takes the permission ${MISSING} of Microsoft Graph`);
  expect(told).toContain("An administrator of Entra ID has to grant admin consent");
  expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  expect(services.sandboxGraph.calls.filter(({ method }) => method === "PATCH")).toEqual([]);
  const other = await flows.ask("revoke-sessions lena.koch@contoso.example phished");
  await harness.click("carla", other, "Approve");
  await flows.settle(other, "Succeeded");
  services.sandboxEntra.requireConsent("carla", false, MISSING);
  services.advance(61_000);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  expect(textOf(card.content)).toContain("Succeeded");
});
