import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { config } from "dotenv";
import type { Verification } from "../../core/audit.ts";
import { Fault } from "../../core/errors.ts";
import { toOcsf } from "../../core/ocsf.ts";
import type { Log } from "../../core/ports.ts";
import { auditPages, verifyStored, verifyTexts } from "./audit-reader.ts";
import { recordSchema } from "./audit-schema.ts";
import { USAGE, wishOf, type Wish } from "./audit-wish.ts";
import type { Db } from "./database.ts";
import { openReadOnly } from "./store.ts";

/** `npm run audit`: a program of its own, which reads the store beside a bot that may be running. */

const EXIT_USAGE = 64;

function tell(verdict: Verification): number {
  process.stdout.write(
    verdict.ok
      ? `ok: ${verdict.count} records, head ${verdict.head}\n`
      : `bad: record ${verdict.badIndex}: ${verdict.why}\n`,
  );
  return verdict.ok ? 0 : 1;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      if (line !== "") yield line;
    }
  } catch (error) {
    throw new Fault("store", `${file} can't be read`, {}, { cause: error });
  }
}

async function runExport(db: Db, { from, format }: Wish & { kind: "export" }): Promise<number> {
  for await (const rows of auditPages(db, from)) {
    const lines = rows.map(({ index, body }) => (format === "jsonl" ? body : ocsfOf(index, body)));
    if (!process.stdout.write(`${lines.join("\n")}\n`)) await once(process.stdout, "drain");
  }
  return 0;
}

function ocsfOf(index: number, body: string): string {
  try {
    return JSON.stringify(toOcsf(recordSchema.parse(JSON.parse(body))));
  } catch (error) {
    throw new Fault("store", `record ${index} is damaged; "verify" says more`, { index }, { cause: error });
  }
}

async function withStore(work: (db: Db) => Promise<number>): Promise<number> {
  config({ quiet: true });
  const store = await openReadOnly({
    dataDir: process.env["DATA_DIR"] || "./data",
    databaseUrl: process.env["DATABASE_URL"] || null,
    log: stderrLog,
  });
  try {
    return await store.read(work);
  } finally {
    await store.close();
  }
}

async function main(): Promise<number> {
  const wish = wishOf(process.argv.slice(2));
  if (wish === null) {
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  if (wish.kind === "export") return withStore((db) => runExport(db, wish));
  const { file, outside } = wish;
  if (file !== null) return tell(await verifyTexts(linesOf(file), outside.checkpoints));
  return withStore(async (db) => tell(await verifyStored(db, outside)));
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
