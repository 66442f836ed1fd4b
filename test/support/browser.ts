import { chromium as playwright, type Browser } from "playwright-core";
import { unpackChromium } from "./chromium.ts";

/** Keeps Chromium from calling out: tests talk to loopback only. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-gpu",
];

/** A headless browser: the one that CHROME_PATH names, else the one of the npm package (Linux x64). */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env["CHROME_PATH"];
  const { executablePath, env } = named ? { executablePath: named, env: {} } : await unpackChromium();
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return playwright.launch({ executablePath, args: [...QUIET, ...root], env: { ...process.env, ...env } });
}
