import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { STYLES } from "../../sandbox/page-server/assets.ts";
import type { Json } from "../../sandbox/teams/types.ts";
import { launchBrowser } from "../support/browser.ts";
import { openFlows, post } from "./operator.ts";
import { cardActivity, cardWith, path } from "./fake-bot.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

test("typing, answering, editing; nothing on the page breaks its own policy", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const pane = page.getByTestId("pane-0");
  await pane.getByTestId("compose").fill("alerts <b>now</b>");
  await pane.getByTestId("compose").press("Enter");
  await pane.getByTestId("message").getByText("alerts <b>now</b>").waitFor();
  await expect.poll(() => rig.received.at(-1)?.activity["text"]).toBe("alerts &lt;b&gt;now&lt;/b&gt;");
  const { id } = rig.teams.state.conversation("ana");
  await rig.call("POST", path(id), { type: "typing" });
  await pane.getByTestId("typing").waitFor();
  const reply = await post(rig, "ana", { type: "message", text: "**Two** alerts" });
  await pane.locator("strong", { hasText: "Two" }).waitFor();
  expect(await pane.getByTestId("typing").count()).toBe(0);
  await rig.call("PUT", path(id, reply), { type: "message", text: "Three alerts" });
  await pane.getByTestId("edited").waitFor();
  expect(operator.complaints).toEqual([]);
});

test("a click's card is the clicker's alone; text runs are never markdown", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const evil = "**x** [y](https://evil.example) <img src=x>";
  const next = {
    type: "AdaptiveCard",
    version: "1.5",
    body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text: evil }] }],
  };
  rig.answer = () => ({
    status: 200,
    body: { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: next },
  });
  for (const index of [0, 1])
    await page.getByTestId(`pane-${index}`).locator('[data-conversation="soc"]').click();
  const button = { type: "Action.Execute", title: "Approve", verb: "approve", data: { k: "1" } };
  await post(rig, "soc", cardActivity(cardWith(button)));
  const [left, right] = [page.getByTestId("pane-0"), page.getByTestId("pane-1")];
  await right.getByRole("button", { name: "Approve" }).click();
  await right.getByTestId("card").getByText(evil).first().waitFor();
  expect(await left.getByRole("button", { name: "Approve" }).count()).toBe(1);
  expect(await right.getByRole("link").count()).toBe(0);
  expect(rig.received.at(-1)?.activity).toMatchObject({
    from: { name: "Carla Weiss" },
    value: { trigger: "manual", action: { type: "Action.Execute", verb: "approve", data: { k: "1" } } },
  });
  expect(operator.complaints).toEqual([]);
});

test("the focus stays where it was after a press and a card that is drawn anew", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const button = (title: string) => ({
    type: "Action.Execute",
    title,
    verb: title.toLowerCase(),
    data: { k: "1" },
  });
  let next = cardWith(button("Deny"), button("Approve"));
  rig.answer = () => ({
    status: 200,
    body: { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: next },
  });
  await post(rig, "ana", cardActivity(cardWith(button("Approve"))));
  const pane = page.getByTestId("pane-0");
  const focused = () => page.evaluate("document.activeElement.textContent");
  await pane.getByRole("button", { name: "Approve" }).press("Enter");
  await pane.getByRole("button", { name: "Deny" }).waitFor();
  await expect.poll(focused).toBe("Approve");
  // What was pressed is gone: the card has it, and the tab key goes on there.
  next = cardWith(button("Deny"));
  await pane.getByRole("button", { name: "Approve" }).press("Enter");
  await pane.getByRole("button", { name: "Approve" }).waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate("document.activeElement.className")).toBe("card-body");
});

test("a forwarded card is the person's message, and a click on it comes from there", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const pane = page.getByTestId("pane-0");
  await post(
    rig,
    "ana",
    cardActivity(cardWith({ type: "Action.Execute", title: "Approve", verb: "approve", data: { ref: "1" } })),
  );
  await pane.getByTestId("message").last().hover();
  await pane.getByTestId("show-raw").last().click();
  await page.getByTestId("forward").click();
  await pane.locator('[data-conversation="general"]').click();
  const copy = pane.locator('[data-testid="message"][data-author="ana"]');
  await copy.getByRole("button", { name: "Approve" }).click();
  await expect
    .poll(() => rig.received.at(-1)?.activity)
    .toMatchObject({
      conversation: { id: expect.stringContaining(rig.teams.state.conversation("general").id) as string },
      replyToId: await copy.getAttribute("data-message"),
      value: { action: { verb: "approve", data: { ref: "1" } } },
    });
  expect(operator.complaints).toEqual([]);
});

test("threads are answered in place, and the keyboard alone is enough to pick a command", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const pane = page.getByTestId("pane-0");
  const { message } = rig.teams.send("ben", "soc", "hello");
  await pane.locator('[data-conversation="soc"]').click();
  await pane.getByTestId("reply").click();
  const box = pane.getByTestId("thread").getByTestId("compose");
  await box.pressSequentially("de");
  await pane.getByTestId("hints").waitFor();
  await box.press("Tab");
  await box.pressSequentially("web01");
  await box.press("Enter");
  await expect.poll(() => rig.received.at(-1)?.activity["text"]).toBe("<at>Defender</at> device web01");
  expect(rig.teams.messages("soc").at(-1)?.rootId).toBe(message.id);
});

test("the newest message stays in sight, however tall its card, until the reader scrolls up", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const list = page.getByTestId("pane-0").getByTestId("messages");
  const fromEnd = () => list.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  const lines = Array.from({ length: 60 }, (_, index) => ({ type: "TextBlock", text: `Line ${index}` }));
  const tall = { type: "AdaptiveCard", version: "1.5", body: lines };
  for (const _ of [1, 2, 3]) await post(rig, "ana", cardActivity(tall));
  await expect.poll(() => list.getByTestId("card").count()).toBe(3);
  await expect.poll(fromEnd).toBeLessThan(2);
  await list.hover();
  await page.mouse.wheel(0, -900);
  await expect.poll(fromEnd).toBeGreaterThan(500);
  const before = await list.evaluate((box) => box.scrollTop);
  await post(rig, "ana", cardActivity(tall));
  await expect.poll(() => list.getByTestId("card").count()).toBe(4);
  expect(await list.evaluate((box) => box.scrollTop)).toBe(before);
});

test("the sign-in window's result goes back with the click that needed it", async () => {
  await using operator = await openFlows(browser);
  const { rig, page } = operator;
  const body =
    '<script>opener.postMessage({func:"authentication.authenticate.success",args:["code-7"]},"*")</script>';
  await page
    .context()
    .route("http://127.0.0.1:1/auth/start", (route) => route.fulfill({ contentType: "text/html", body }));
  const login = {
    text: "Sign in",
    connectionName: "c",
    buttons: [{ type: "signin", title: "Sign in", value: "http://127.0.0.1:1/auth/start" }],
  };
  rig.answer = (activity) => ({
    status: 200,
    body:
      (activity["value"] as Json)["state"] === "code-7"
        ? { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "Signed in" }
        : { statusCode: 401, type: "application/vnd.microsoft.activity.loginRequest", value: login },
  });
  await post(
    rig,
    "ana",
    cardActivity(cardWith({ type: "Action.Execute", title: "Approve", verb: "approve" })),
  );
  const pane = page.getByTestId("pane-0");
  await pane.getByRole("button", { name: "Approve" }).click();
  await pane.getByTestId("sign-in").getByRole("button", { name: "Sign in" }).click();
  await pane.getByTestId("note-toast").getByText("Signed in").waitFor();
});

test("other sites can neither read nor write", async () => {
  await using operator = await openFlows(browser);
  const headers = { "content-type": "application/json", origin: "https://evil.example" };
  const answer = await fetch(`${operator.url}/api/reset`, { method: "POST", headers, body: "{}" });
  expect(answer.status).toBe(403);
});

test("every style sheet is linked, and none has more than 300 lines", () => {
  const folder = join(import.meta.dirname, "..", "..", "sandbox", "page", "style");
  expect(readdirSync(folder).toSorted()).toEqual(STYLES.map((name) => `${name}.css`).toSorted());
  for (const file of readdirSync(folder))
    expect(readFileSync(join(folder, file), "utf8").split("\n").length, file).toBeLessThanOrEqual(301);
});
