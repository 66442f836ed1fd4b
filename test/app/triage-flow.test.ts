import { dataOf } from "../support/card-data.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonKey } from "../../sandbox/people.ts";
import { clickOf, contentOf } from "../support/clicks.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** An analyst works through a list on a phone: nothing is typed, and the list is never lost. */

let services: Services;
let harness: Harness;
const chat = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  await services.signIn("ana");
  await services.signIn("carla");
});

afterAll(async () => {
  await services?.close();
});

interface Row {
  readonly done: string;
  readonly line: string;
  readonly button: { readonly title: string; readonly verb: string; readonly ref: string };
}

const rowsOf = (shown: Shown) => dataOf<{ readonly rows: readonly Row[] }>(shown).rows;

/** A person who presses buttons of one message, and how often they have. */
function presser(list: Shown, key: PersonKey = "ana") {
  let clicks = 0;
  return {
    at: list,
    clicks: () => clicks,
    async press(on: Shown, title: string, inputs: Readonly<Record<string, string>> = {}): Promise<Shown> {
      clicks += 1;
      return { ...list, content: contentOf(await harness.click(key, on, title, inputs)) };
    },
    async open(on: Shown, row: number): Promise<Shown> {
      clicks += 1;
      const { verb, ref } = rowsOf(on)[row]?.button ?? expect.fail(`no row ${row}`);
      return {
        ...list,
        content: contentOf(await harness.deliver(clickOf(key, on, { verb, data: { ref } }))),
      };
    },
  };
}

async function listOf(text: string, key: PersonKey = "ana"): Promise<Shown> {
  const [list] = await harness.say(key, chat, text);
  return list ?? expect.fail("no list");
}

describe("triage by buttons alone", () => {
  test("ten alerts take at most three clicks each, and the list comes back with the row marked", async () => {
    const hand = presser(await listOf("alerts since:180d top:20", "carla"), "carla");
    let list = hand.at;
    for (let n = 0; n < 10; n += 1) {
      const before = hand.clicks();
      const at = rowsOf(list).findIndex(({ line }) => / · New · .* ago$/.test(line));
      const opened = await hand.open(list, at);
      expect(textOf(opened.content)).toMatch(/ · \d+ of \d+/);
      if (n % 2 === 0) list = await hand.press(opened, "Acknowledge");
      else {
        const form = await hand.press(opened, "Resolve");
        list = await hand.press(form, "Resolve", { class: "false" });
      }
      expect(hand.clicks() - before).toBeLessThanOrEqual(3);
      const marked = rowsOf(list).flatMap(({ done }) => (done === "" ? [] : [done]));
      expect(marked).toEqual([expect.stringMatching(n % 2 === 0 ? /^✓ Acknowledge/ : /^✓ Resolve as/)]);
      services.advance(20_000);
    }
    expect(hand.clicks()).toBe(25);
  });

  test("Back leads from a form to the alert, and from the alert to the list; Next goes on in the list", async () => {
    services.advance(61_000);
    const hand = presser(await listOf("alerts since:180d top:5"));
    const [first, second] = rowsOf(hand.at).map(({ button }) => button.title);
    const opened = await hand.press(hand.at, first ?? "");
    const form = await hand.press(opened, "Isolate device");
    expect(textOf(form.content)).toContain('"card":"form"');
    const back = await hand.press(form, "Back");
    expect(textOf(back.content)).toContain(" · 1 of ");
    const next = await hand.press(back, "Next");
    expect(textOf(next.content)).toContain(" · 2 of ");
    const list = await hand.press(next, "Back");
    expect(rowsOf(list).map(({ button }) => button.title)[1]).toBe(second);
  });

  test("a list is narrowed and widened by buttons", async () => {
    services.advance(61_000);
    const hand = presser(await listOf("alerts since:180d"));
    const mine = await hand.press(hand.at, "Mine");
    expect(textOf(mine.content)).toContain("assigned to you");
    const all = await hand.press(mine, "All");
    expect(textOf(all.content)).not.toContain("assigned to you");
  });
});

test("triage that needs nobody is answered once: by what the alert has become, without news beside it", async () => {
  const alert = services.sandboxDefender.alerts.find(({ status }) => status === "New");
  const before = harness.shown.length;
  await harness.say("ana", chat, `resolve ${alert?.id} false positive because it is a test`);
  await harness.tick();
  const answers = harness.shown.slice(before);
  expect(answers.map(({ content }) => content.kind)).toEqual(["card"]);
  expect(services.sandboxDefender.alerts.find(({ id }) => id === alert?.id)).toMatchObject({
    classification: "FalsePositive",
  });
});

test("a request that was opened from an alert shows it, and leads to it and back", async () => {
  services.advance(61_000);
  const place = conversation("1:1-ana-2", "personal");
  const [list] = await harness.say("ana", place, "alerts since:180d top:20");
  const hand = presser(list!);
  let form: Shown | null = null;
  for (const { button } of rowsOf(hand.at)) {
    const opened = await hand.press(hand.at, button.title);
    if (!textOf(opened.content).includes('"title":"Isolate device"')) continue;
    form = await hand.press(opened, "Isolate device");
    break;
  }
  const before = harness.shown.length;
  await hand.press(form ?? expect.fail("no alert names a device"), "Isolate device", {
    reason: "from-an-alert",
    type: "Full",
  });
  await harness.tick();
  const request = harness.shown.slice(before).find((one) => textOf(one.content).includes('"card":"request"'));
  const card = request ?? expect.fail("no request");
  const data = card.content.kind === "card" ? card.content.data : {};
  expect(data["alert"]).toMatchObject([{ severity: expect.stringMatching(/●|Informational/) as string }]);
  const alert = contentOf(await harness.click("carla", card, "Show alert"));
  expect(textOf(alert)).toContain('"card":"alert"');
  const back = contentOf(await harness.click("carla", { ...card, content: alert }, "Back"));
  expect(textOf(back)).toContain('"card":"request"');
});
