import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/**
 * Everything that `npm test` checks; the last line counts: each static check is one, and each test. With `--quick` (`npm run
 * check`, for the inner loop) without the tests that start processes or a browser.
 */

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const BIN = "node_modules/.bin";
const REPORT = "build/vitest.json";

const STATIC: readonly Step[] = [
  // A linter in Rust and a type checker in Go take a third of the time that those in JavaScript do.
  { name: "types and lint", command: `${BIN}/oxlint`, args: [] },
  { name: "rules of our own", command: `${BIN}/eslint`, args: ["."] },
  {
    name: "format",
    command: `${BIN}/prettier`,
    args: ["--check", "--log-level", "warn", "--cache", "--cache-strategy", "content", "."],
  },
];

/** What Node makes of the libraries is kept: every worker of the tests loads them. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: resolve("node_modules/.cache/checks") };

const report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() });

function run({ command, args }: Step, inherit: boolean): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: inherit ? "inherit" : "pipe", env: ENVIRONMENT });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** One after the other, beside the tests, which leave time enough. */
async function runStatic(): Promise<{ passed: number; failed: number }> {
  const count = { passed: 0, failed: 0 };
  for (const step of STATIC) {
    const { code, output } = await run(step, false);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${step.name}`);
    if (code !== 0) console.log(output);
    count[code === 0 ? "passed" : "failed"] += 1;
  }
  return count;
}

const QUICK = ["test/arch", "test/core", "test/commands", "test/adapters/cards", "test/app"];

async function runTests(): Promise<{ passed: number; failed: number }> {
  mkdirSync("build", { recursive: true });
  rmSync(REPORT, { force: true });
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  if (process.argv.includes("--quick")) args.push(...QUICK);
  const { code } = await run({ name: "tests", command: `${BIN}/vitest`, args }, true);
  if (!existsSync(REPORT)) return { passed: 0, failed: 1 };
  const read = report.parse(JSON.parse(readFileSync(REPORT, "utf8")));
  // A file that can't even be loaded fails without a failed test in it.
  const failed = read.numFailedTests === 0 && code !== 0 ? 1 : read.numFailedTests;
  return { passed: read.numPassedTests, failed };
}

const [checks, tests] = await Promise.all([runStatic(), runTests()]);
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed + (tests.passed === 0 ? 1 : 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
