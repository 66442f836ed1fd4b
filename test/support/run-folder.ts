import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * One folder for all that a run of the tests puts down, also what processes and a browser do: it is removed when the run ends, so
 * that no test leaves anything on the machine, whatever becomes of it.
 */

/** Tells the workers of a run where it is. */
const VARIABLE = "TEST_FOLDER";

/** Vitest calls it in each project before its first test, and what it returns after the last of the run. */
export function setup(): () => void {
  const folder = (process.env[VARIABLE] ??= makeFolder());
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-tests-"));
  // PostgreSQL does not run as root: whoever it runs as has to get to what is theirs.
  chmodSync(folder, 0o711);
  return folder;
}

/** The folder of this run; null: these are no tests. */
export function runFolder(): string | null {
  return process.env[VARIABLE] ?? null;
}
