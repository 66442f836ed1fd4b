import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Graph takes the change of an alert and its comment by two calls: what stands when one of them fails, and what is said. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true, alertsApi: "graph" });
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterEach(() => services.sandboxGraph.faults.clear());

afterAll(() => services?.close());

const WORDS = "as announced by the owner";

async function resolve(): Promise<string> {
  const { id } = services.sandboxDefender.raiseAlert({ detectionSource: "WindowsDefenderAtp" });
  await harness.say("ana", flows.soc, `resolve ${id} class:false ${WORDS}`);
  return id;
}

/** Lets time pass until the newest request about the alert has come to its end; what was said of it. */
async function end(id: string): Promise<string> {
  const before = harness.shown.length;
  const open = async () => {
    services.advance(3000);
    await harness.tick();
    const all = await services.store.read((tx) => tx.requests.open());
    return all.filter(({ target, state }) => target.id === id && state !== "Interrupted").length;
  };
  await expect.poll(open, { timeout: 20_000 }).toBe(0);
  await harness.tick();
  return harness.shown
    .slice(before - 1)
    .map((one) => textOf(one.content))
    .join("\n");
}

function alertOf(id: string) {
  return services.sandboxDefender.alerts.find((one) => one.id === id) ?? expect.fail("no alert");
}

function calls(id: string): readonly string[] {
  return services.sandboxGraph.calls
    .filter(({ method, path }) => method !== "GET" && path.includes(id))
    .map(({ method, path }) => `${method} ${path.endsWith("/comments") ? "comment" : "change"}`);
}

test("the change goes first, then the comment, once", async () => {
  const id = await resolve();
  await end(id);
  expect(calls(id)).toEqual(["PATCH change", "POST comment"]);
  expect(alertOf(id)).toMatchObject({ status: "Resolved", comments: [{ comment: WORDS }] });
});

describe("a change that Graph refuses leaves no comment behind:", () => {
  test.each([403, 400])("%i, and the person is told that nothing stands", async (status) => {
    services.sandboxGraph.faults.set({
      method: "PATCH",
      status,
      body: { error: { code: "Forbidden", message: "no" } },
    });
    const id = await resolve();
    const said = await end(id);
    expect(calls(id)).toEqual(["PATCH change"]);
    expect(alertOf(id).comments).toEqual([]);
    expect(said).not.toContain("was changed as asked");
  });

  test("429 is tried again, and the comment is added once", async () => {
    services.sandboxGraph.faults.next(2, { method: "PATCH", status: 429, headers: { "retry-after": "1" } });
    const id = await resolve();
    await end(id);
    expect(calls(id)).toEqual(["PATCH change", "PATCH change", "PATCH change", "POST comment"]);
    expect(alertOf(id).comments).toHaveLength(1);
  });
});

describe("a comment that fails after the change stands", () => {
  const comments = { method: "POST", path: /\/comments$/ };

  test.each([429, 403, 400])(
    "is not repeated, and the person is told what stands and what does not: %i",
    async (status) => {
      services.sandboxGraph.faults.set({ ...comments, status });
      const id = await resolve();
      const said = await end(id);
      expect(calls(id)).toEqual(["PATCH change", "POST comment"]);
      expect(alertOf(id)).toMatchObject({ status: "Resolved", comments: [] });
      expect(said).toContain("The alert was changed as asked, but the comment was not added");
    },
  );

  test.each([
    ["is found when only its answer got lost", "after", 1],
    ["is looked for, and said to be missing when it is not there", "before", 0],
  ] as const)("%s", async (_, answer, stands) => {
    services.sandboxGraph.faults.next(1, { ...comments, status: 500, answer });
    const id = await resolve();
    const said = await end(id);
    expect(calls(id)).toEqual(["PATCH change", "POST comment"]);
    expect(alertOf(id).comments).toHaveLength(stands);
    expect(said.includes("the comment was not added")).toBe(stands === 0);
  });
});
