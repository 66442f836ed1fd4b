import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runFolder } from "./run-folder.ts";

/**
 * The files of a new PostgreSQL cluster are made once per run of the tests and copied for each server: to make them takes
 * twenty times as long.
 */

/** Fills a folder that is not there yet, by `make` when nobody has done so in this run. */
export async function fillCluster(data: string, make: () => Promise<void>): Promise<void> {
  const run = runFolder();
  if (run === null) return make();
  const folder = join(run, "postgres-cluster");
  mkdirSync(folder, { recursive: true });
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
