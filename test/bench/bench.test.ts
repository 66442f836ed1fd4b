import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { tablesOf, type Result } from "../../bench/table.ts";

const ROOT = join(import.meta.dirname, "..", "..");

// The quickest part stands for all: they share the services, the bots as processes, and the clock.
test("the benchmark runs, tells one JSON object, and makes a table of it", async () => {
  const args = [join(ROOT, "bench", "main.ts"), "--quick", "--only", "alerts"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const result = JSON.parse(stdout) as Result;
  expect(result.proactiveAlert?.alerts).toBeGreaterThan(0);
  expect(result.proactiveAlert?.cpuMs.bot).toBeGreaterThan(0);
  expect(result.proactiveAlert?.cpuMs.echo).toBeGreaterThan(0);
  expect(tablesOf(result)).toMatch(/^\| proactive alert: CPU ms, poll and card \| [\d.]+ \| [\d.]+ \|/m);
}, 180_000);
