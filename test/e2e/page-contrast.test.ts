import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { THEMES } from "../support/card-page.ts";
import { AA, AAA, faintTexts } from "../support/contrast.ts";
import { tabThrough } from "../support/focus.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** The sandbox's page itself, as its cards are measured: what can be read, and where the focus is. */

let tenant: Tenant;
let browser: Browser;

beforeAll(async () => {
  [tenant, browser] = await Promise.all([startTenant(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await tenant?.close();
});

/** With the first steps, two people, a message and its answer. */
async function pageIn(theme: (typeof THEMES)[number], width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 844 } });
  page.setDefaultTimeout(20_000);
  await page.addInitScript(
    (kept) => localStorage.setItem("sandbox-preferences", kept),
    JSON.stringify({ theme, welcome: true }),
  );
  await page.goto(tenant.url);
  const box = page.getByTestId("compose").first();
  await box.fill("help");
  await box.press("Escape");
  await box.press("Enter");
  await page.getByTestId("card").first().waitFor();
  return page;
}

describe.each(THEMES)("%s", (theme) => {
  const wanted = theme === "contrast" ? AAA : AA;

  test("every text of the page and of its drawer stands out, also on a phone", async () => {
    for (const width of [1400, 390]) {
      const page = await pageIn(theme, width);
      expect(await faintTexts(page, "#app", wanted), `${width}`).toEqual([]);
      await page.getByTestId("open-drawer").click();
      await page.getByTestId("devices").waitFor();
      expect(await faintTexts(page, "#app", wanted), `${width}, drawer`).toEqual([]);
      await page.close();
    }
  });

  test("whoever goes by the tab key sees where they are", async () => {
    const page = await pageIn(theme, 1400);
    const { places, unseen } = await tabThrough(page, 60);
    expect(places).toBeGreaterThan(15);
    expect(unseen).toEqual([]);
    await page.getByTestId("open-drawer").click();
    await page.getByTestId("devices").waitFor();
    expect((await tabThrough(page, 60)).unseen).toEqual([]);
    await page.close();
  });
});
