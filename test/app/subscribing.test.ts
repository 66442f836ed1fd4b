import { afterAll, beforeAll, expect, test } from "vitest";
import { createLoops } from "../../src/bot/loops.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** "From now on I post here" is only said where it is so; what stands against it is named. */

let services: Services;
let harness: Harness;
let places = 0;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services);
  for (const key of ["ana", "erin"] as const) await services.signIn(key);
});

afterAll(() => services?.close());

async function fresh(): Promise<(words: string, who?: "ana" | "erin", on?: Harness) => Promise<string>> {
  const place = conversation(`19:subscribing-${(places += 1)}@thread.tacv2`, "channel");
  await harness.say("erin", place, "enable");
  return async (words, who = "erin", on = harness) =>
    (await on.say(who, place, words)).map(({ content }) => textOf(content)).join();
}

test("whoever subscribes where it is muted is told until when, and an unmute that leaves mutes of others says so", async () => {
  const say = await fresh();
  await say("mute severity:low for:2d");
  expect(await say("subscribe")).toMatch(/Still muted here: .*Low until/);
  expect(await say("subscribe approvals")).not.toContain("Still muted");
  await say("mute severity:medium for:1h", "ana");
  const ended = await say("unmute", "ana");
  expect(ended).toMatch(/Medium.*Still muted here: .*Low until/);
  expect(ended).not.toContain("posted here again");
  expect(await say("unmute")).toContain("posted here again");
});

test("enable and subscribe say that everybody in the conversation sees what is posted there", async () => {
  const place = conversation("19:told@thread.tacv2", "channel");
  for (const words of ["enable", "subscribe", "subscribe approvals"]) {
    const said = await harness.say("erin", place, words);
    expect(said.map(({ content }) => textOf(content)).join()).toMatch(
      /Everybody in (it|this conversation) sees what is posted.*, whatever their own Defender rights are/,
    );
  }
});

test("each subscription ends by its button, with the rights of the command, and the card says how to get it back", async () => {
  const place = conversation("19:ends@thread.tacv2", "channel");
  await harness.say("erin", place, "enable");
  await harness.say("erin", place, 'subscribe severity:high,medium group:"Domain Controllers"');
  await harness.say("erin", place, "subscribe approvals");
  const [card] = await harness.say("ana", place, "subscriptions");
  const rows = async () => (await services.store.read((tx) => tx.subscriptions.list(place.id))).length;

  expect(JSON.stringify(await harness.click("ana", card!, "Unsubscribe"))).toContain("role Admin");
  expect(await rows()).toBe(2);

  const ended = await harness.click("erin", card!, "Unsubscribe");
  const again = 'subscribe severity:High,Medium group:"Domain Controllers"';
  expect(ended).toMatchObject({
    kind: "card",
    content: { data: { rows: [{ title: "Approval requests" }] } },
  });
  expect(JSON.stringify(ended)).toContain(JSON.stringify(again).slice(1, -1));
  expect(await rows()).toBe(1);

  const shown = { ...card!, content: (ended as { content: Shown["content"] }).content };
  const back = await harness.click("erin", shown, "Subscribe again");
  expect(back).toMatchObject({ kind: "card", content: { data: { rows: { length: 2 } } } });
  expect(JSON.stringify(back)).toContain("From now on I post here");
  const [typed] = await harness.say("erin", place, again);
  expect(textOf(typed!.content)).toContain("gets this already");
});

test("each mute ends by its own button, with the rights of the command, and the others go on", async () => {
  const place = conversation("19:mutes@thread.tacv2", "channel");
  for (const words of ["enable", "mute severity:low for:1h", "mute severity:medium for:2h"])
    await harness.say("erin", place, words);
  const [card] = await harness.say("ana", place, "subscriptions");
  const muted = async () =>
    (await services.store.read((tx) => tx.mutes.endingAfter(place.id, services.clock.now()))).map(
      ({ filter }) => filter.severity,
    );

  expect(JSON.stringify(await harness.click("ana", card!, "Unmute"))).toContain(
    "mutes of others are ended by an Admin",
  );
  expect(await muted()).toHaveLength(2);

  const ended = await harness.click("erin", card!, "Unmute");
  expect(ended).toMatchObject({
    kind: "card",
    content: {
      data: { rows: [{ title: "Muted: severity Medium" }], done: expect.stringContaining("1 mute ended") },
    },
  });
  expect(await muted()).toEqual([["Medium"]]);
});

test("whoever subscribes while new alerts can't be read, or are not looked for at all, is told why none will come", async () => {
  const [before, later] = [await fresh(), await fresh()];
  await before("subscribe");
  services.sandboxGraph.faults.set({ status: 403, body: { error: { code: "Forbidden" } } });
  const app = createLoops(harness.deps, { retentionMs: 86_400_000, alertPollMs: 20_000 });
  for (let minute = 0; minute < 7; minute += 1) {
    services.advance(60_000);
    for (let looks = 0; looks < 2; looks += 1) await Promise.all(app.steps.map((step) => step()));
  }
  services.sandboxGraph.faults.clear();
  expect(await later("subscribe")).toContain("I have not been able to read alerts from Defender since");
  expect(await later("subscriptions")).toContain("not been able to read alerts");
  const off = openHarness(services);
  Object.assign(off.deps, { readsAlerts: false });
  expect(await later("subscribe severity:high", "erin", off)).toContain("ALERT_POLL_SECONDS is 0");
});
