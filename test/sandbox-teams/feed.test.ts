import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { openFlows, post, type Flows } from "./operator.ts";
import { cardActivity, path, type Rig } from "./fake-bot.ts";

/** A channel with more cards than anybody can look at. */

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

/** A card of a height of its own. */
function card(index: number) {
  const lines = Array.from({ length: 4 + (index % 5) }, (_, line) => ({
    type: "TextBlock",
    text: line === 0 ? `Card ${index}.` : `Line ${line}`,
  }));
  return cardActivity({ type: "AdaptiveCard", version: "1.5", body: lines });
}

async function storm(rig: Rig, from: number, count: number): Promise<void> {
  for (let index = from; index < from + count; index += 1) await post(rig, "soc", card(index));
}

/** Opens the channel at the left; gives the list of messages. */
async function openChannel({ page }: Flows): Promise<Locator> {
  const pane = page.getByTestId("pane-0");
  await pane.locator('[data-conversation="soc"]').click();
  return pane.getByTestId("messages");
}

const fromEnd = (list: Locator) =>
  list.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
const topOf = (part: Locator) => part.evaluate((element) => element.getBoundingClientRect().top);

test("only the newest cards are drawn; scrolling up brings earlier ones and keeps the place", async () => {
  await using operator = await openFlows(browser);
  await storm(operator.rig, 0, 120);
  const list = await openChannel(operator);
  await list.getByText("Card 119.", { exact: true }).waitFor();
  expect(await list.getByTestId("card").count()).toBe(30);
  await list.getByText("Show 90 earlier messages").waitFor();
  await expect.poll(() => fromEnd(list)).toBeLessThan(2);
  const first = list.getByTestId("thread").filter({ hasText: "Card 90." });
  await list.hover();
  await list.evaluate((box) => box.scrollTo({ top: 500 }));
  const before = await topOf(first);
  await operator.page.mouse.wheel(0, -200);
  await list.getByText("Show 60 earlier messages").waitFor();
  expect(await list.getByTestId("card").count()).toBe(60);
  // Moved by the wheel, and by nothing else: thirty cards above have pushed it nowhere.
  await expect.poll(async () => Math.round((await topOf(first)) - before)).toBe(200);
  expect(operator.complaints).toEqual([]);
});

test("a reader who has scrolled up stays there, is told how much is new, and gets back with one click", async () => {
  await using operator = await openFlows(browser);
  await storm(operator.rig, 0, 40);
  const list = await openChannel(operator);
  const pane = operator.page.getByTestId("pane-0");
  await list.getByText("Card 39.", { exact: true }).waitFor();
  await list.hover();
  await operator.page.mouse.wheel(0, -1500);
  await expect.poll(() => fromEnd(list)).toBeGreaterThan(1000);
  const before = await list.evaluate((box) => box.scrollTop);
  await storm(operator.rig, 40, 60);
  await pane.getByTestId("news").getByText("60 new messages").waitFor();
  expect(await list.evaluate((box) => box.scrollTop)).toBe(before);
  expect(await list.getByTestId("card").count()).toBeLessThan(60);
  // Reading on, one meets the new cards in their order.
  await list.evaluate((box) => box.scrollTo({ top: box.scrollHeight }));
  await list.getByText("Card 60.", { exact: true }).waitFor();
  expect(await list.getByText("Card 99.", { exact: true }).count()).toBe(0);
  await pane.getByTestId("news").click();
  await list.getByText("Card 99.", { exact: true }).waitFor();
  await expect.poll(() => fromEnd(list)).toBeLessThan(2);
  expect(await pane.getByTestId("news").count()).toBe(0);
  await storm(operator.rig, 100, 3);
  await list.getByText("Card 102.", { exact: true }).waitFor();
  await expect.poll(() => fromEnd(list)).toBeLessThan(2);
});

test("a long thread shows its last replies and how many there are", async () => {
  await using operator = await openFlows(browser);
  const { rig } = operator;
  const root = await post(rig, "soc", card(0));
  const thread = path(`${rig.teams.state.conversation("soc").id};messageid=${root}`);
  for (let index = 1; index <= 30; index += 1) await rig.call("POST", thread, card(index));
  const list = await openChannel(operator);
  const more = list.getByTestId("more-replies");
  await more.getByText("30 replies").waitFor();
  expect(await list.getByTestId("card").count()).toBe(3);
  await list.getByText("Card 30.", { exact: true }).waitFor();
  await more.click();
  await more.getByText("8 earlier").waitFor();
  await more.click();
  await list.getByText("Card 1.", { exact: true }).waitFor();
  expect(await more.count()).toBe(0);
});
