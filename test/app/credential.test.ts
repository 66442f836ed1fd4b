import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createCredentialWatch } from "../../src/bot/watch-credential.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The application's own credential ends, or Entra refuses it for another reason. */

let services: Services;
let harness: Harness;
const soc = conversation("19:soc@thread.tacv2", "channel");
const chat = conversation("1:1-erin", "personal");
const DAY_MS = 86_400_000;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  for (const key of ["ana", "erin"] as const) await services.signIn(key);
  await harness.say("erin", chat, "whoami");
  await harness.say("ana", conversation("1:1-ana", "personal"), "whoami");
  await harness.say("erin", soc, "enable");
  await harness.say("erin", soc, "subscribe approvals");
});

afterAll(() => services?.close());

let before: number;
beforeEach(() => {
  before = harness.shown.length;
});

/** Where it was said since the test began, by the words. */
const said = (words: string): readonly string[] =>
  harness.shown
    .slice(before)
    .filter((one: Shown) => textOf(one.content).includes(words))
    .map((one) => one.at.conversation.id)
    .toSorted();

/** The loops of this instance and of another one. */
async function tick(): Promise<void> {
  await createCredentialWatch(harness.deps)();
  await harness.tick();
  await harness.tick();
}

describe("while Entra refuses the application", () => {
  const expired = { error: "invalid_client", error_codes: [7000222], error_description: "expired" };

  test("readyz says why, Admins and the approvals conversations are told once, until a token comes again", async () => {
    services.sandboxEntra.faults.set({ path: /token/, status: 401, body: expired });
    await tick();
    expect(services.health.failing()).toEqual([
      { part: "entra", why: "the secret in CLIENT_SECRET has expired (AADSTS7000222)" },
    ]);
    services.advance(60_000);
    await tick();
    expect(said("the secret in CLIENT_SECRET has expired")).toEqual([chat.id, soc.id].toSorted());
    services.sandboxEntra.faults.clear();
    services.advance(16_000);
    await tick();
    expect(services.health.failing()).toEqual([]);
  });

  test("it is noticed at a person's token too, where Entra's number says that the set-up is wrong", async () => {
    services.sandboxEntra.faults.set({ path: /token/, status: 401, body: expired });
    services.advance(DAY_MS);
    await harness.say("ana", soc, "isolate ward3-nurse12 beaconing").catch(() => undefined);
    expect(services.health.failing().map(({ part }) => part)).toEqual(["entra"]);
    services.sandboxEntra.faults.clear();
    services.advance(16_000);
    await tick();
    expect(services.health.failing()).toEqual([]);
  });

  test("Entra that is away is no refusal: whoever asks hears it, and the bot stays in service", async () => {
    services.sandboxEntra.faults.set({ path: /token/, status: 503 });
    services.advance(DAY_MS);
    await tick();
    expect(services.health.failing()).toEqual([]);
    services.sandboxEntra.faults.clear();
  });
});

test("the Admins are warned 30, 7 and 1 days before the certificate ends, once each, whoever starts again", async () => {
  const start = services.clock.now();
  const endsAt = start + 40 * DAY_MS;
  const credential = { prove: async () => undefined, endsAt: () => endsAt };
  const at = async (daysLeft: number): Promise<readonly string[]> => {
    services.advance(endsAt - daysLeft * DAY_MS - services.clock.now());
    before = harness.shown.length;
    // Two instances, one of which starts again.
    for (let starts = 0; starts < 3; starts += 1) {
      await createCredentialWatch({ ...harness.deps, credential })();
      await harness.tick();
    }
    return said("My certificate");
  };
  expect(await at(31)).toEqual([]);
  expect(await at(30)).toEqual([chat.id]);
  expect(await at(29)).toEqual([]);
  expect(await at(5)).toEqual([chat.id]);
  expect(await at(0.9)).toEqual([chat.id]);
  expect(await at(0.5)).toEqual([]);
  expect(await at(-1)).toEqual([]);
});
