import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Rows of a list are ticked, one button opens one form, and what is sent is one request of several steps. */

let services: Services;
let harness: Harness;
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services, { ...DEFAULT_POLICY, rules: [], limits: {} });
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());

interface Listed {
  readonly ticks: { readonly choices: readonly { check: string; value: string }[] };
}

async function list(line: string): Promise<Shown & { readonly names: readonly string[] }> {
  const [shown] = await harness.say("ana", own, line);
  if (shown?.content.kind !== "card") throw new Error(JSON.stringify(shown));
  const { ticks } = shown.content.data as unknown as Listed;
  return { ...shown, names: ticks.choices.map(({ check }) => check) };
}

/** Ticks rows and presses a button; the form that it opens. */
async function press(on: Shown, title: string, rows: string): Promise<Shown> {
  const answer = await harness.click("ana", on, title, { rows });
  if (answer.kind !== "card") throw new Error(JSON.stringify(answer));
  return { ...on, content: answer.content };
}

const said = async (on: Shown, title: string, rows: string) =>
  JSON.stringify(await harness.click("ana", on, title, { rows }));

const newest = async () => {
  const requests = await services.store.read((tx) => tx.requests.open());
  const [request] = requests.filter(({ of }) => of === undefined);
  return { request: request!, steps: await services.store.read((tx) => tx.steps.all(request!.id)) };
};

describe("a list of devices", () => {
  test("has its rows ticked, and one form makes one request of a step for each", async () => {
    const devices = await list("devices group:Workstations");
    const form = await press(devices, "Isolate device", "0,2");
    expect(textOf(form.content)).toContain(devices.names[2]);
    await harness.click("ana", form, "Isolate device", { type: "Full", for: "", reason: "beaconing" });
    const { request, steps } = await newest();
    expect(request).toMatchObject({ command: "isolate", reason: "beaconing", steps: { count: 2 } });
    expect(steps.map(({ target }) => target.name)).toEqual([devices.names[0], devices.names[2]]);
  });

  test("answers what is no row of it, or that none is ticked, in words, and does nothing", async () => {
    const devices = await list("devices");
    const before = (await services.store.read((tx) => tx.requests.open())).length;
    expect(await said(devices, "Isolate device", "")).toContain("tick at least one");
    for (const rows of ["99", "-1", "0,x", "1e1", "0;1"]) {
      expect(await said(devices, "Isolate device", rows)).toContain("none of the rows");
    }
    expect((await services.store.read((tx) => tx.requests.open())).length).toBe(before);
  });
});

describe("a list of alerts", () => {
  test("is triaged as it is ticked: several are acknowledged by one press", async () => {
    const alerts = await list("alerts assigned:nobody");
    const before = (await list("alerts assigned:me")).names.length;
    await harness.click("ana", alerts, "Acknowledge", { rows: "0,1" });
    for (let n = 0; n < 4; n += 1) {
      services.advance(2_000);
      await harness.tick();
    }
    expect((await list("alerts assigned:me")).names).toHaveLength(before + 2);
  });

  test("is resolved under one form", async () => {
    const incidents = await list("incidents");
    const form = await press(incidents, "Resolve", "0,1");
    expect(textOf(form.content)).toContain('"id":"class"');
  });
});
