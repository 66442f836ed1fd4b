import { restoreStore, type Restored } from "../adapters/store/restore.ts";
import type { Manifest } from "../adapters/store/snapshot.ts";
import type { StoreOptions } from "../adapters/store/site.ts";
import { backupStore } from "../adapters/store/store.ts";
import { COMMANDS } from "../commands/index.ts";
import { settleRestored, type Settled } from "../requests/execute/after-restore.ts";
import { isDatabaseUrl, storeIn, type Environment } from "../shared/variables.ts";
import { Fault } from "../shared/errors.ts";
import { count, utc } from "../texts/format.ts";
import type { Clock, Ids, Log } from "../shared/ports.ts";

/** What the two commands get from outside. */
export interface CopyIo {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly ids: Ids;
  /** A line for the person at the terminal. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Of sysexits.h, as the other commands give them. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

/** Copies the store into a folder while the bot may be running. Gives the exit code. */
export function backupCommand(args: readonly string[], io: CopyIo): Promise<number> {
  return run("backup", args, io, async (folder, options) => {
    const manifest = await backupStore(options, folder, io.clock.now());
    io.out(backupWords(folder, manifest));
  });
}

/** Puts a copy in the place of the store, if no bot is running on it. Gives the exit code. */
export function restoreCommand(args: readonly string[], io: CopyIo): Promise<number> {
  return run("restore", args, io, async (folder, options) => {
    const settle = (...[tx, copiedAt]: Parameters<Parameters<typeof restoreStore<Settled>>[2]>) =>
      settleRestored({ ...io, commands: COMMANDS }, tx, copiedAt);
    io.out(restoreWords(await restoreStore(options, folder, settle)));
  });
}

type Work = (folder: string, options: StoreOptions) => Promise<void>;

async function run(name: string, args: readonly string[], io: CopyIo, work: Work): Promise<number> {
  const [folder] = args;
  if (folder === undefined || folder.startsWith("-") || args.length > 1) {
    io.err(`Usage: npm run ${name} -- FOLDER`);
    return EXIT_USAGE;
  }
  const { dataDir, databaseUrl } = storeIn(io.environment);
  if (databaseUrl !== null && !isDatabaseUrl(databaseUrl)) {
    io.err("DATABASE_URL: is no PostgreSQL URL. Example: postgres://bot@db.example/bot");
    return EXIT_CONFIG;
  }
  const log: Log = { info: io.err, warn: io.err, error: io.err };
  try {
    await work(folder, { dataDir, databaseUrl, log });
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
    io.err(`${error.message}${cause}. ${NOTHING[name] ?? ""}`);
    return 1;
  }
}

const NOTHING: Readonly<Record<string, string>> = {
  backup: "No backup was made.",
  restore: "Nothing was changed.",
};

function headOf({ audit }: Manifest): string {
  return audit === null ? "it is empty" : `it ends at ${audit.index}:${audit.hash}`;
}

function backupWords(folder: string, manifest: Manifest): string {
  const rows = Object.values(manifest.tables).reduce((sum, { rows }) => sum + rows, 0);
  return [
    `The store as it was at ${utc(Date.parse(manifest.at))} is in ${folder}: ${count(rows, "row")}, audit log: ${headOf(manifest)}.`,
    "Keep it like the store itself. Tokens in it are encrypted with TOKEN_KEY: keep that too, somewhere else.",
  ].join("\n");
}

function restoreWords({ manifest, settled, kept }: Restored<Settled>): string {
  const { waiting, interrupted, followed } = settled;
  return [
    `The store is as it was at ${utc(Date.parse(manifest.at))}, and halted.`,
    `${count(waiting, "request")} lost the approvals and wait for new ones, ${interrupted} being sent became Interrupted, ${followed} in Defender's hands are followed.`,
    ...(kept === null ? [] : [`The store that was there is kept in ${kept}.`]),
    `The audit log is shorter than it was: ${headOf(manifest)} in the backup. Checkpoints of a later index, and what AUDIT_SINK_URL received, prove what is missing here; verify says so for each of them.`,
    'Next: start the bot, compare the actions in the Defender portal with "requests", then let an Admin type "resume".',
  ].join("\n");
}
