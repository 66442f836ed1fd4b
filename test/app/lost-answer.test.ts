import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openUsual, type Flows } from "../support/flows.ts";
import { type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** The call was made, its answer got lost, and for a minute nobody could look whether the action was started. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});

afterEach(() => services.sandboxDefender.faults.clear());

afterAll(() => services?.close());

test.each(["carla", "david"] as const)(
  "%s resumes it: Carla's call is found, and none is made",
  async (who) => {
    const card = await flows.ask(`isolate ${flows.workstation().id} resumed-by-${who}`);
    const { faults } = services.sandboxDefender;
    faults.next(1, { method: "POST", status: 500, answer: "after" });
    faults.set({ path: /\/machineactions$/i, status: 503 });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Interrupted", 10_000);
    faults.clear();
    services.advance(Date.now() - services.clock.now());
    await harness.click(who, card, "Resume");
    await flows.settle(card, "Succeeded");
    expect(flows.sent(`resumed-by-${who}`)).toBe(1);
  },
);

test("several are looked for in one time, also each by itself where they could not be read together", async () => {
  const cards = [];
  for (const word of ["looked-one", "looked-two"])
    cards.push(await flows.ask(`isolate ${flows.workstation().id} ${word}`));
  services.sandboxDefender.faults.set({ method: "POST", path: /\/isolate$/, drop: true });
  for (const card of cards) await harness.click("carla", card, "Approve");
  for (const card of cards) await flows.settle(card, "Executing", 10);
  const real = services.defender.asApplication.bind(services.defender);
  const asked: { readonly signal: AbortSignal; readonly isOne: boolean }[] = [];
  const looks = vi.spyOn(services.defender, "asApplication").mockImplementation((signal, payer) => ({
    ...real(signal, payer),
    machineActions({ deviceId }) {
      asked.push({ signal, isOne: deviceId !== undefined });
      return Promise.reject(new Error("Defender is slow"));
    },
  }));
  services.advance(3000);
  await harness.tick();
  looks.mockRestore();
  const alone = asked.filter(({ isOne }) => isOne);
  expect(alone).toHaveLength(2);
  expect(asked.filter(({ signal }) => alone.every((one) => one.signal === signal))).toHaveLength(3);
});
