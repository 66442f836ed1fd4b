import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { newClientSecret } from "./people.ts";

/** Names the process that uses the folder. */
const LOCK = "sandbox.pid";
/** Where its page is, once it is there. */
const ADDRESS = "sandbox.url";
const POLICY = join(import.meta.dirname, "policy.json");
const SECRETS = z.object({ clientSecret: z.string().min(1), tokenKey: z.string().min(1) });

export type Secrets = z.infer<typeof SECRETS>;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Takes the folder for this process, emptied first when asked; the returned function gives it back.
 * @throws Error while another sandbox uses it: a reset would take the data from under its feet
 */
export function claimFolder(folder: string, empty: boolean): () => void {
  const lock = join(folder, LOCK);
  const owner = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    const url = existsSync(join(folder, ADDRESS)) ? readFileSync(join(folder, ADDRESS), "utf8") : "";
    throw new Error(
      `A sandbox is already running here${url === "" ? "" : `: ${url}`} (process ${owner}, ${folder})`,
    );
  }
  if (empty) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const address = join(folder, ADDRESS);
  rmSync(address, { force: true });
  writeFileSync(lock, String(process.pid));
  return () => {
    for (const file of [address, lock]) rmSync(file, { force: true });
  };
}

/** Lets whoever starts a second sandbox on this folder know where the first one is. */
export function tellAddress(folder: string, url: string): void {
  writeFileSync(join(folder, ADDRESS), url);
}

/** Secrets of this tenant: made once, so that a restarted bot can read its own store. */
export function secretsIn(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  if (existsSync(file)) {
    const kept = SECRETS.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (kept.success) return kept.data;
  }
  const made = { clientSecret: newClientSecret(), tokenKey: randomBytes(32).toString("base64") };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

/** The policy in the folder, put there when there is none: people may edit it. @returns its path */
export function policyIn(folder: string): string {
  const file = join(folder, "policy.json");
  if (!existsSync(file)) copyFileSync(POLICY, file);
  return file;
}
