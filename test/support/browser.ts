import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser } from "playwright-core";

/** Keeps Chromium from calling out: tests talk to loopback only. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-gpu",
];

/** A headless browser: the one that CHROME_PATH names, else the one of the npm package. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROME_PATH"] ?? (await chromium.executablePath());
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return playwright.launch({ executablePath, args: [...QUIET, ...root] });
}
