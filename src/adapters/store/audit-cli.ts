import { once } from "node:events";
import { parseArgs } from "node:util";
import { config } from "dotenv";
import type { Checkpoint } from "../../core/audit.ts";
import { Fault } from "../../core/errors.ts";
import type { Log } from "../../core/ports.ts";
import { auditRows, verifyStored } from "./audit-reader.ts";
import type { Db } from "./database.ts";
import { openReadOnly } from "./store.ts";

/** `npm run audit`: a program of its own, which reads the store beside a bot that may be running. */

const USAGE = `usage: npm run audit -- verify [--checkpoint INDEX:HASH]
       npm run audit -- export [--from N]
Reads the store that DATABASE_URL or DATA_DIR names (environment or .env).
verify: exit code 0 when the chain is whole, 1 when it is not or can't be read. export: JSON lines on stdout.
`;
const EXIT_USAGE = 64;

type Wish =
  | { readonly kind: "verify"; readonly checkpoint: Checkpoint | null }
  | { readonly kind: "export"; readonly from: number };

/** What the command line asks for; null when it makes no sense. */
function wishOf(argv: readonly string[]): Wish | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { checkpoint: { type: "string" }, from: { type: "string" } },
    });
    if (positionals.length !== 1) return null;
    if (positionals[0] === "verify" && values.from === undefined) return verifyWish(values.checkpoint);
    if (positionals[0] === "export" && values.checkpoint === undefined) return exportWish(values.from ?? "0");
    return null;
  } catch {
    return null;
  }
}

function verifyWish(text: string | undefined): Wish | null {
  if (text === undefined) return { kind: "verify", checkpoint: null };
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text);
  if (match === null) return null;
  const [, index = "", hash = ""] = match;
  return { kind: "verify", checkpoint: { index: Number(index), hash: hash.toLowerCase() } };
}

function exportWish(from: string): Wish | null {
  return /^\d{1,15}$/.test(from) ? { kind: "export", from: Number(from) } : null;
}

async function runVerify(db: Db, checkpoint: Checkpoint | null): Promise<number> {
  const verdict = await verifyStored(db, checkpoint);
  if (verdict.ok) {
    process.stdout.write(`ok: ${verdict.count} records, head ${verdict.head}\n`);
    return 0;
  }
  process.stdout.write(`bad: record ${verdict.badIndex}: ${verdict.why}\n`);
  return 1;
}

async function runExport(db: Db, from: number): Promise<number> {
  for await (const row of auditRows(db, from)) {
    if (!process.stdout.write(`${row.body}\n`)) await once(process.stdout, "drain");
  }
  return 0;
}

async function main(): Promise<number> {
  const wish = wishOf(process.argv.slice(2));
  if (wish === null) {
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  config({ quiet: true });
  const databaseUrl = process.env["DATABASE_URL"] || null;
  const store = await openReadOnly({
    dataDir: process.env["DATA_DIR"] || "./data",
    databaseUrl,
    log: stderrLog,
  });
  try {
    return await store.read((db) =>
      wish.kind === "verify" ? runVerify(db, wish.checkpoint) : runExport(db, wish.from),
    );
  } finally {
    await store.close();
  }
}

function say(event: string): void {
  process.stderr.write(`${event}\n`);
}

const stderrLog: Log = { info: say, warn: say, error: say };

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  say(`${error.message}${cause}`);
  process.exitCode = 1;
}
