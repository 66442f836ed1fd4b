import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { effectsOf } from "../../src/requests/effects.ts";
import { recorded } from "../../src/texts/render.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { textOf, type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** What every pair of commands that undo one another does, from the chat to Defender and back. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});

afterEach(() => {
  services.sandboxDefender.setSpeed(100);
  services.advance(3_600_001);
});

afterAll(() => services?.close());

async function done(command: string): Promise<Shown> {
  const card = await flows.ask(command);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  return card;
}

async function said(text: string): Promise<string> {
  const shown = await harness.say("ana", flows.soc, text);
  return shown.map(({ content }) => textOf(content)).join("\n");
}

async function beat(times: number): Promise<void> {
  for (let tick = 0; tick < times; tick += 1) {
    services.advance(1100);
    await harness.tick();
  }
}

const PAIRS = effectsOf(COMMANDS).map(({ state, makes, ends }) => ({
  state: recorded(state),
  make: makes.name,
  end: ends.name,
  noun: makes.call.noun,
  types: [makes.call.type, ends.call.type],
  titles: [makes, ends].map(({ button }) => recorded(button?.title ?? "")),
}));

describe.each(PAIRS)("$make and $end", ({ state, make, end, noun, types, titles }) => {
  test("are asked for, approved, sent and followed to their end, one after the other", async () => {
    const { id } = flows.workstation();
    await done(`${make} ${id} beaconing`);
    await done(`${end} ${id} cleaned`);
    const actions = services.sandboxDefender.actions.filter(({ machineId }) => machineId === id);
    expect(actions.map(({ type, status }) => [type, status])).toEqual(
      types.map((type) => [type, "Succeeded"]),
    );
  });

  test("are not asked for where it is so already", async () => {
    const { id } = flows.workstation();
    const first = await flows.request(await done(`${make} ${id} beaconing`));
    const again = await said(`${make} ${id} once more`);
    expect(again).toContain("It is so already");
    expect(again).toContain(`request ${first.id} of ana.ruiz@contoso.example`);
    await done(`${end} ${id} cleaned`);
    expect(await said(`${end} ${id} once more`)).toContain("It is so already");
  });

  test("warn of what the device's own actions say against them", async () => {
    const { id } = flows.workstation();
    expect(await said(`${end} ${id} never done`)).toContain(
      `It does not seem to be ${state}, according to its`,
    );
    await done(`${make} ${id} beaconing`);
    services.advance(3_600_001);
    expect(await said(`${make} ${id} once more`)).toContain(
      `It is already ${state}, according to its machine actions`,
    );
  });

  test("wait for one another on a device, and say so before the click", async () => {
    const { id } = flows.workstation();
    const first = await flows.ask(`${make} ${id} ${make}-under-way`);
    services.sandboxDefender.setSpeed(0);
    await harness.click("carla", first, "Approve");
    await beat(2);
    expect(flows.sent(`${make}-under-way`)).toBe(1);
    const second = await flows.ask(`${end} ${id} ${end}-behind`);
    expect(textOf(second.content)).toMatch(new RegExp(`An? ${noun} of this device is under way`));
    await harness.click("david", second, "Approve");
    await beat(3);
    expect(flows.sent(`${end}-behind`)).toBe(0);
    services.sandboxDefender.setSpeed(100);
    await flows.settle(second, "Succeeded");
    expect((await flows.request(first)).state).toBe("Succeeded");
  });

  test("have the one button on the device's card that would change something, whose form asks why", async () => {
    const { id } = flows.workstation();
    const offered = async () => {
      const card = await said(`device ${id}`);
      return titles.filter((title) => card.includes(`"title":"${title}"`));
    };
    expect(await offered()).toEqual([titles[0]]);
    const [card] = await harness.say("ana", flows.soc, `device ${id}`);
    const form = await harness.click("ana", card!, titles[0] ?? "");
    expect(JSON.stringify(form)).toContain('"id":"reason"');
    await done(`${make} ${id} beaconing`);
    expect(await offered()).toEqual([titles[1]]);
    // So long ago that nobody can be sure: then either may be wanted.
    services.advance(8 * 86_400_000);
    expect(await offered()).toEqual(titles);
    expect(await said(`help ${make}`)).toContain(`${make} TARGET`);
  });

  test("show on the device's card how it is", async () => {
    const { id } = flows.workstation();
    const shown = new RegExp(`${state}[^}]*since`, "i");
    expect(await said(`device ${id}`)).not.toMatch(shown);
    await done(`${make} ${id} beaconing`);
    expect(await said(`device ${id}`)).toMatch(shown);
  });
});

test("an app restriction is warned of where Defender documents none", async () => {
  const device = flows.workstation();
  device.osPlatform = "Linux";
  expect(await said(`restrict ${device.id} an unknown tool`)).toContain(
    "Defender documents no app restriction for Linux.",
  );
});
