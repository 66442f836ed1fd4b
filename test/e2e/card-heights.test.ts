import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { severityTone } from "../../src/alerts/row.ts";
import { say } from "../../src/texts/text.ts";
import { shown, tongueOf } from "../../src/texts/render.ts";
import type { SpokenData } from "../../src/messaging/spoken.ts";
import { cardOf, render, rendering, sample, SAMPLE_NAMES } from "../adapters/cards/samples.ts";
import { launchBrowser } from "../support/browser.ts";
import { openCardPage, THEMES, type CardPage } from "../support/card-page.ts";
import { playScenes, type Scene } from "../support/scenes.ts";
import { AA, AAA, faintTexts } from "../support/contrast.ts";
import { standingOut, withLongWords } from "../support/overflow.ts";

/** What is measured where it is seen: in a browser as narrow as a phone, with Microsoft's renderer. */

const PHONE = { width: 390, height: 844 };
const { cards } = rendering();
let browser: Browser;
let drawing: CardPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  drawing = await openCardPage(browser, PHONE);
  page = drawing.page;
});

afterAll(async () => {
  await browser?.close();
});

async function draw(name: string, data: SpokenData): Promise<void> {
  // What was pressed last must not be hovered over.
  await page.mouse.move(0, 0);
  await drawing.draw(render(cards, cardOf(name), data));
}

/** Runs in the browser: how an element looks. */
function lookOf(node: unknown, what: string): string {
  const inside = globalThis as typeof globalThis & {
    getComputedStyle(node: unknown): Record<string, string>;
  };
  return inside.getComputedStyle(node)[what] ?? "";
}

async function bottomOf(title: string): Promise<number> {
  const box = await page.getByRole("button", { name: title, exact: true }).boundingBox();
  return box === null ? Infinity : box.y + box.height;
}

test("on a phone a request with its alert, three warnings and its buttons fits one screen, however long its names are", async () => {
  const request = sample("request");
  expect(request["warnings"]).toHaveLength(3);
  expect(request["alert"]).toHaveLength(1);
  expect(request["terms"]).toHaveLength(1);
  const target = "radiology-workstation-building7-floor3.clinical.department.contoso.example";
  const upn = "maximiliane.hohenstein-wittgenstein@subsidiary.department.contoso.onmicrosoft.com";
  await draw("request", {
    ...request,
    target,
    asked: `Anna Berg (${upn}) asked at 18:49 UTC on 22 Nov 2026`,
  });
  expect(await bottomOf("Show alert")).toBeLessThanOrEqual(PHONE.height);
  expect(await page.getByText("For 4 hours").isVisible()).toBe(true);
  await draw("request", request);
  for (const title of ["Approve", "Deny", "Show alert"])
    expect(await bottomOf(title)).toBeLessThanOrEqual(PHONE.height);
  expect(await page.getByText("Expires at").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Details" }).click();
  expect(await page.getByText("Expires at").isVisible()).toBe(true);
});

test("on a phone an alert with its buttons fits one screen, and its evidence unfolds by kind", async () => {
  await draw("alert", sample("alert"));
  expect(await bottomOf("Resolve")).toBeLessThanOrEqual(PHONE.height);
  expect(await page.getByText("Parent").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Processes and files (5)" }).click();
  expect(await page.getByText("Parent").isVisible()).toBe(true);
});

async function heightOf(name: string): Promise<number> {
  await draw(name, sample(name));
  return (await page.locator(".card-body").boundingBox())?.height ?? Infinity;
}

test("on a phone an alert that comes by itself is at most half as high as one that was opened", async () => {
  const opened = await heightOf("alert");
  const posted = await heightOf("posted");
  expect(posted, `${posted} of ${opened}`).toBeLessThanOrEqual(opened / 2);
  for (const title of ["Open alert", "Isolate device", "Acknowledge", "Resolve"])
    expect(await page.getByRole("button", { name: title, exact: true }).isVisible()).toBe(true);
});

test("on a phone the card of an incident that has grown fits one screen, its buttons above the other alerts", async () => {
  expect(await heightOf("posted.grown")).toBeLessThanOrEqual(PHONE.height);
  const newest = page.getByText("Credential dumping by LSASS access");
  for (const title of ["Open alert", "Isolate device", "Acknowledge", "Resolve", "Open incident"])
    expect(await bottomOf(title)).toBeLessThanOrEqual((await newest.boundingBox())?.y ?? 0);
  expect(await page.getByText("Anomalous sign-in").isVisible()).toBe(false);
  await page.getByRole("button", { name: "2 earlier alerts" }).click();
  expect(await page.getByText("Anomalous sign-in").isVisible()).toBe(true);
});

test("what is wrong with a form that proposes stands below its boxes, by the button that was pressed", async () => {
  await draw("contain", sample("contain"));
  const yOf = async (words: string) => (await page.getByText(words).first().boundingBox())?.y ?? Number.NaN;
  expect(await yOf("Nothing is ticked")).toBeGreaterThan(await yOf("ana.ruiz@contoso.example: revoke"));
  expect(await yOf("Please give a reason")).toBeGreaterThan(await yOf("Nothing is ticked"));
  expect(await bottomOf("Contain")).toBeGreaterThan(await yOf("Please give a reason"));
});

test("alerts of an incident have the colour of their severity", async () => {
  await draw("incident", sample("incident"));
  const severity = page.getByText("●●● High", { exact: true }).last();
  const line = page.getByText(/^fin-laptop-07 · New/).first();
  expect(await severity.evaluate(lookOf, "color")).not.toBe(await line.evaluate(lookOf, "color"));
});

describe("of what the bot really says in a night, in the language with the longer words", () => {
  const whole = rendering();
  let scenes: readonly Scene[];
  const ONE_SCREEN = ["help", "user", "explain", "device", "request", "form", "alert", "incident", "contain"];

  beforeAll(async () => {
    scenes = await playScenes("sv");
  });

  test("every card is drawn whole, no higher than two screens of a phone; what is decided by is on the first", async () => {
    await drawing.wear("dark");
    for (const { name, content } of scenes) {
      const card = whole.cards.render(content, tongueOf("sv"));
      expect(JSON.stringify(card), name).not.toMatch(/Allt visas inte|kan inte visas som ett kort/);
      await drawing.draw(card);
      const { height = Infinity } = (await page.locator(".card-body").boundingBox()) ?? {};
      expect(height, name).toBeLessThanOrEqual(ONE_SCREEN.includes(name) ? PHONE.height : 2 * PHONE.height);
      expect(await faintTexts(page, ".card-body", AA), name).toEqual([]);
    }
    expect(whole.logged).toEqual([]);
  });

  test("a UPN, a path or a hash without a place to break at stays on the card, also on what is folded", async () => {
    for (const { name, content } of scenes) {
      await drawing.draw(withLongWords(whole.cards.render(content, tongueOf("sv"))));
      expect(await standingOut(page, ".card-body"), name).toEqual([]);
    }
  });

  test("help begins with the common jobs as buttons; all commands are folded below them", async () => {
    const help = scenes.find(({ name }) => name === "help") ?? expect.fail("no help");
    await drawing.draw(whole.cards.render(help.content, tongueOf("sv")));
    const folded = await page.getByText("Aviseringar och incidenter").boundingBox();
    expect(await bottomOf("Vad kan jag göra")).toBeLessThanOrEqual(folded?.y ?? 0);
  });

  test("what is folded opens at a tap: the sign-ins of a person, the rules that do not apply, the rest of a row", async () => {
    const show = async (name: string) => {
      const scene = scenes.find((one) => one.name === name) ?? expect.fail(name);
      await drawing.draw(whole.cards.render(scene.content, tongueOf("sv")));
    };
    for (const [name, button, hidden] of [
      ["user", /inloggningar/, /Invalid username/],
      ["explain", /gäller inte$/, /no offboarding from chat/],
      ["hunt", /Mer/, /FileName: /],
      ["device", /Detaljer/, /Enhets-id/],
    ] as const) {
      await show(name);
      expect(await page.getByText(hidden).first().isVisible(), name).toBe(false);
      await page.getByRole("button", { name: button }).first().click();
      expect(await page.getByText(hidden).first().isVisible(), name).toBe(true);
    }
  });
});

test.each(THEMES)("%s: every text of every card stands out as WCAG AA asks", async (theme) => {
  await drawing.wear(theme);
  for (const name of SAMPLE_NAMES) {
    await draw(name, sample(name));
    const wanted = theme === "contrast" ? AAA : AA;
    expect(await faintTexts(page, ".card-body", wanted), name).toEqual([]);
    const row = page.locator(".card-body .ac-selectable:not(.ac-pushButton)").first();
    if (!(await row.isVisible())) continue;
    await row.hover();
    expect(await faintTexts(page, ".card-body", wanted), `${name}, hovered over`).toEqual([]);
  }
});

const DOTS = { High: "●●●", Medium: "●●", Low: "●", Informational: "○" } as const;

test.each(THEMES)(
  "%s: a severity is told by its dots and its word, and has a colour of its own",
  async (theme) => {
    await drawing.wear(theme);
    const colours: string[] = [];
    for (const severity of ["High", "Medium", "Low", "Informational"] as const) {
      const words = shown(say("terms.graded", { severity }), tongueOf("en"));
      expect(words).toBe(`${DOTS[severity]} ${severity}`);
      await draw("alert", { ...sample("alert"), severity: words, tone: severityTone(severity) });
      colours.push(await page.getByText(words).first().evaluate(lookOf, "color"));
    }
    expect(new Set(colours).size).toBe(colours.length);
  },
);

test("in high contrast all is white or coloured on black, and every field and button has an edge", async () => {
  await drawing.wear("contrast");
  await draw("form", sample("form"));
  for (const shape of await page
    .locator(".card :is(button:not(.primary), select, textarea, input:not([type=radio]))")
    .all()) {
    expect(await shape.evaluate(lookOf, "borderColor")).toBe("rgb(255, 255, 255)");
    expect(await shape.evaluate(lookOf, "backgroundColor")).toBe("rgb(0, 0, 0)");
  }
});
