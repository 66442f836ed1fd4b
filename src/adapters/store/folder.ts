import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and what is missing above it, for the owner alone (0700). One after the other: `mkdir` with `recursive`
 * never returns where the system finds nothing below a folder that is there, as in /proc.
 * @throws what the system says
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Somebody else has made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}
