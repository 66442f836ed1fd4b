import { deviceIdOf } from "../support/device-id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CardContent } from "../../src/adapters/teams/messages.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { rendering } from "../adapters/cards/samples.ts";
import { own, until, write } from "../support/hunting.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What a card of a hunt has room for, whatever stands in its query and its rows. */

const { cards } = rendering();
let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices();
  await services.signIn("ana");
  harness = openHarness(services);
});
afterAll(() => services?.close());

function cardContent(shown: Shown | undefined): CardContent {
  if (shown?.content.kind !== "card") throw new Error("no card");
  return shown.content;
}

test("an answer that is too big to be read is told with what makes it smaller, not to try again", async () => {
  const results = Array.from({ length: 33 }, () => ({ Column0: "x".repeat(1_024 * 1_024) }));
  services.sandboxGraph.faults.next(1, { path: /runHuntingQuery/, body: { schema: [], results } });
  const [shown] = await write(harness, "ana", own, "hunt DeviceInfo");
  await until(() => textOf(shown!.content).includes("fewer columns"));
  expect(textOf(shown!.content)).not.toContain("try again");
});

test.each([
  ["in signs of three bytes", "漢".repeat(4_000)],
  ["in signs that JSON writes in two", String.raw`\"`.repeat(1_500)],
])("does not push rows out of a card by a long query %s either", async (_what, comment) => {
  const cell = "漢".repeat(2_000);
  const schema = Array.from({ length: 30 }, (_, index) => ({ name: `Column${index}`, type: "String" }));
  const row = { ...Object.fromEntries(schema.map(({ name }) => [name, cell])), Column0: "b".repeat(40) };
  const body = { schema: [{ name: "DeviceId", type: "String" }, ...schema] };
  const results = Array.from({ length: 15 }, (_, n) => ({ ...row, DeviceId: deviceIdOf("a", n) }));
  services.sandboxGraph.faults.next(1, { path: /runHuntingQuery/, body: { ...body, results } });
  const [shown] = await write(harness, "ana", own, `hunt DeviceInfo // ${comment}`);
  await until(() => textOf(shown!.content).includes('"card":"facts"'));
  expect(JSON.stringify(cards.render(cardContent(shown), tongueOf("en")))).not.toContain("left out");
});
