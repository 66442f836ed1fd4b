import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * The files of a new PostgreSQL cluster are made once per run of the tests and copied for each server: to make them takes
 * twenty times as long.
 */

/** Tells the workers of a run where the files are kept. Without it each server makes its own. */
const VARIABLE = "TEST_POSTGRES_CLUSTER";

/** Vitest calls it in each project before its first test, and what it returns after the last. */
export function setup(): () => void {
  const folder = (process.env[VARIABLE] ??= mkdtempSync(join(tmpdir(), "postgres-cluster-")));
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Fills a folder that is not there yet, by `make` when nobody has done so in this run. */
export async function fillCluster(data: string, make: () => Promise<void>): Promise<void> {
  const folder = process.env[VARIABLE];
  if (folder === undefined) return make();
  const kept = join(folder, "data");
  if (existsSync(kept)) return copy(kept, data);
  await make();
  const own = mkdtempSync(join(folder, "new-"));
  await copy(data, join(own, "data"));
  // Another worker may have been first.
  await rename(join(own, "data"), kept).catch((error: unknown) => {
    if (!existsSync(kept)) throw error;
  });
  await rm(own, { recursive: true, force: true });
}

/** With owners and rights: the server insists on its own. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)("cp", ["-a", from, to]);
}
