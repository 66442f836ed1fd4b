import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MessengerError } from "../../src/messaging/messenger.ts";
import { cardOf, own, seenDevices, until, words, write } from "../support/hunting.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";
import { verbatim } from "../../src/texts/text.ts";

let services: Services;
let harness: Harness;

beforeAll(async () => {
  // Alerts come from Defender's own API here: hunting is Graph's all the same.
  services = await startServices({ alertsApi: "mde" });
  for (const key of ["ana", "ben", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => {
  harness = openHarness(services);
  services.sandboxGraph.faults.clear();
});

test("whoever is not answered at once sees that the bot is at it, in the conversation where they asked", async () => {
  services.sandboxDefender.faults.next(1, { path: /machines/, delayMs: 1_200 });
  await write(harness, "ana", own, "devices");
  expect(harness.typing).toEqual([own.id]);
});

test("and sees it within a second, however slow Defender is; whoever is answered by then sees nothing of it", async () => {
  // Of all times that are waited for, the one within a second is the one after which it is shown.
  const later = globalThis.setTimeout;
  const soon: (() => void)[] = [];
  const waits = vi.spyOn(globalThis, "setTimeout").mockImplementation((then, ms, ...more) => {
    if (ms === undefined || ms < 500 || ms >= 1_000) return later(then, ms, ...more);
    soon.push(() => then(...more));
    return later(() => undefined, 0);
  });
  try {
    await write(harness, "ana", own, "whoami");
    expect(harness.typing).toEqual([]);
    const looked = Promise.withResolvers<void>();
    services.sandboxDefender.faults.next(1, { path: /machines/, until: looked.promise });
    const before = harness.shown.length;
    soon.length = 0;
    const said = write(harness, "ana", own, "devices");
    await until(() => soon.length > 0);
    expect(harness.shown).toHaveLength(before);
    soon.forEach((then) => then());
    expect(harness.typing).toEqual([own.id]);
    looked.resolve();
    await said;
  } finally {
    waits.mockRestore();
  }
});

describe("a query that takes long", () => {
  const slow = { path: /runHuntingQuery/, delayMs: 1_500 };
  const hangs = { path: /runHuntingQuery/, hang: true };

  test("is said to run, and its answer takes that message's place", async () => {
    services.sandboxGraph.faults.next(1, slow);
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    expect(textOf(shown!.content)).toContain('\\"hunt\\" is running');
    await until(() => textOf(shown!.content).includes('"card":"facts"'));
    expect(cardOf(shown).rows[0]?.title).toBe(String(seenDevices(services)));
    expect(harness.shown).toHaveLength(1);
    await until(() => harness.deps.memory.longRuns.size === 0);
  });

  test("and fails, is told in the same place", async () => {
    services.sandboxGraph.faults.next(1, {
      ...slow,
      status: 504,
      body: { error: { code: "UnknownError", message: "" } },
    });
    services.sandboxGraph.faults.next(2, { path: /runHuntingQuery/, status: 504, body: {} });
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    await until(() => textOf(shown!.content).includes("took longer than Microsoft lets one run"));
  });

  test("ends with Stop, by who asked and nobody else; nothing of its answer is shown", async () => {
    services.sandboxGraph.faults.next(1, hangs);
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    const refused = await harness.click("ben", shown!, "Stop");
    expect(refused).toMatchObject({ kind: "message", text: "Only Ana Ruiz, who asked, can stop it." });
    const before = { ...shown!, content: shown!.content };
    expect(JSON.stringify(await harness.click("ana", shown!, "Stop"))).toContain('"title":"Stopped"');
    await until(() => textOf(shown!.content).includes("Stopped") && harness.deps.memory.longRuns.size === 0);
    expect(await harness.click("ana", before, "Stop")).toMatchObject({ text: "It had ended already." });
    expect(harness.shown).toHaveLength(1);
  });

  test("ends with Stop at another instance as well", async () => {
    services.sandboxGraph.faults.next(1, slow);
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    const other = openHarness(services, undefined, harness.shown);
    await other.click("ana", shown!, "Stop");
    await until(() => harness.deps.memory.longRuns.size === 0);
    expect(textOf(shown!.content)).toContain("The answer will not be shown");
  });

  test("is one of five at most that one person may have at once, and of fifteen in all; a Stop makes room", async () => {
    services.sandboxGraph.faults.set(hangs);
    const running = await Promise.all(
      Array.from({ length: 5 }, () => write(harness, "ana", own, "hunt DeviceInfo | count")),
    );
    const [refused] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    expect(textOf(refused!.content)).toContain("5 of your commands are still running");
    const [others] = await write(harness, "ben", own, "hunt DeviceInfo | count");
    expect(textOf(others!.content)).toContain("is running");
    await harness.click("ana", running[0]![0]!, "Stop");
    await until(() => harness.deps.memory.longRuns.size === 5);
    const [again] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    expect(textOf(again!.content)).toContain("is running");
    const { longRuns } = harness.deps.memory;
    const [one] = longRuns.values();
    for (let n = longRuns.size; n < 15; n += 1) longRuns.set(`x${n}`, { ...one!, oid: `somebody-${n}` });
    const [full] = await write(harness, "carla", own, "hunt DeviceInfo | count");
    expect(textOf(full!.content)).toContain("as I can run at once");
    for (const [id, { stop }] of longRuns)
      if (id.startsWith("x")) longRuns.delete(id);
      else stop.abort();
    await until(() => longRuns.size === 0);
  });

  test("offers no file of what it found once it is stopped, at whichever instance", async () => {
    services.sandboxGraph.faults.next(1, slow);
    const [shown] = await write(harness, "ana", own, "hunt DeviceProcessEvents | take 40");
    await openHarness(services, undefined, harness.shown).click("ana", shown!, "Stop");
    await until(() => harness.deps.memory.longRuns.size === 0);
    await harness.tick();
    expect(harness.shown.map(({ content }) => content.kind)).toEqual(["card"]);
  });

  test("ends with Stop also while its answer is being shown", async () => {
    services.sandboxGraph.faults.next(1, slow);
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    const running = { ...shown!, content: shown!.content };
    const { messenger } = harness.deps;
    const edit = messenger.edit.bind(messenger);
    let edits = 0;
    Object.assign(messenger, {
      edit: async (...args: Parameters<typeof edit>) => {
        if ((edits += 1) === 1) await harness.click("ana", running, "Stop");
        return edit(...args);
      },
    });
    await until(() => harness.deps.memory.longRuns.size === 0);
    expect(textOf(shown!.content)).toContain("Stopped");
  });

  test("whose process is killed is told to its author, once", async () => {
    services.sandboxGraph.faults.next(1, hangs);
    harness = openHarness({ ...services, store: { ...services.store } });
    await write(harness, "ana", own, "hunt DeviceInfo | count");
    const next = openHarness(services);
    services.advance(30_000);
    await next.tick();
    await next.tick();
    expect(words(next.shown)).toContain('I was interrupted while your command \\"hunt\\" was going on');
    expect(next.shown).toHaveLength(1);
    for (const { stop } of harness.deps.memory.longRuns.values()) stop.abort();
    await until(() => harness.deps.memory.longRuns.size === 0);
  });

  test("shows nothing to somebody who has signed out meanwhile", async () => {
    await services.signIn("carla");
    services.sandboxGraph.faults.next(1, slow);
    const [shown] = await write(harness, "carla", own, "hunt DeviceInfo | count");
    await write(harness, "carla", own, "signout");
    await until(() => harness.deps.memory.longRuns.size === 0);
    expect(textOf(shown!.content)).toContain("Stopped");
    await services.signIn("carla");
  });

  test("whose author has to agree to the permission first is asked to, and told so in the same place", async () => {
    services.sandboxEntra.requireConsent("carla", true);
    services.sandboxEntra.faults.next(1, { path: /token/, delayMs: 1_500 });
    const [shown] = await write(harness, "carla", own, "hunt DeviceInfo | count");
    await until(() => harness.deps.memory.longRuns.size === 0);
    services.sandboxEntra.requireConsent("carla", false);
    expect(textOf(shown!.content)).toContain("Please sign in");
    expect(harness.shown[1]?.content.kind).toBe("oauth");
    expect(words(harness.shown)).toContain("ThreatHunting.Read.All");
  });

  test("is answered though Teams does not take the edit at once", async () => {
    services.sandboxGraph.faults.next(1, slow);
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo | count");
    const { messenger } = harness.deps;
    const edit = messenger.edit.bind(messenger);
    let refused = 0;
    Object.assign(messenger, {
      edit: async (...args: Parameters<typeof edit>) => {
        if ((refused += 1) === 1)
          throw new MessengerError(verbatim("busy"), {
            status: 429,
            effect: "none",
            obstacle: "throttled",
            retryAfterMs: 0,
          });
        return edit(...args);
      },
    });
    await until(() => harness.deps.memory.longRuns.size === 0);
    await harness.tick();
    expect(cardOf(shown).heading).toBe("1 row");
  });
});
