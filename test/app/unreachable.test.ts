import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startServices, type Services } from "../support/services.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";

/** A service that does not answer: the person hears which one, soon enough, and nothing is changed. */

let services: Services;
let harness: Harness;
const chat = conversation("1:1-carla", "personal");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  await services.signIn("carla");
});

afterEach(async () => {
  for (const { faults } of apis()) faults.clear();
  services.sandboxEntra.faults.clear();
});

afterAll(async () => {
  await services?.close();
});

/** Alerts are read from Graph, devices from Defender's own API. */
const apis = () => [services.sandboxDefender, services.sandboxGraph];

async function answerTo(text: string): Promise<string> {
  const [reply] = await harness.say("carla", chat, text);
  return textOf(reply!.content);
}

describe("Defender", () => {
  test.each([
    ["hangs", { hang: true }],
    ["drops the connection", { drop: true }],
    ["answers 500", { status: 500 }],
    ["answers HTML", { status: 200, body: "<html>gateway</html>" }],
  ])("%s", async (_, fault) => {
    for (const { faults } of apis()) faults.set(fault);
    for (const told of await Promise.all(["alerts", "isolate ward3-nurse12 x"].map(answerTo)))
      expect(told).toMatch(/Defender/);
    for (const { faults } of apis()) faults.clear();
    expect(await answerTo("requests")).toContain("No open requests");
  });

  test("limits calls: the person hears when to try again", async () => {
    services.sandboxGraph.faults.set({ status: 429, headers: { "retry-after": "30" } });
    expect(await answerTo("alerts")).toMatch(/limiting calls.*30 s/);
  });
});

describe("Entra", () => {
  test.each([
    ["hangs", { hang: true }],
    ["answers 503", { status: 503 }],
    ["answers HTML", { status: 200, body: "<html>gateway</html>" }],
  ])("%s", async (_, fault) => {
    services.advance(61_000);
    services.sandboxEntra.faults.set(fault);
    expect(await answerTo("isolate ward3-nurse12 x")).toMatch(/Entra ID/);
    services.sandboxEntra.faults.clear();
    expect(await answerTo("requests")).toContain("No open requests");
  });
});
