import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Verification } from "../../audit/record.ts";
import { Fault } from "../../shared/errors.ts";
import { verifyReport, type ReportVerdict } from "../../audit/report/verify.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { toOcsf } from "../../audit/ocsf.ts";
import { auditPages, verifyStored, verifyTexts } from "./audit-reader.ts";
import { recordSchema } from "./audit-schema.ts";
import { USAGE, invocationOf, type AuditInvocation } from "./audit-arguments.ts";
import type { Db } from "./database.ts";
import type { StoreOptions } from "./site.ts";
import { openReadOnly } from "./store.ts";

/** What `npm run audit` reads and writes. */
export interface AuditCommandIo {
  /** Where the store is; not called when none is needed. */
  store(): StoreOptions;
  /** Resolves when more may be written. */
  out(text: string): Promise<void>;
  err(text: string): void;
}

const EXIT_USAGE = 64;

const NO_KEY_GIVEN =
  "No key was given: anybody can make such a file with a key of their own. Compare the key above with the bot's, or give it with --public-key KEY.\n";

/** Runs `npm run audit` with these arguments, and gives its exit code. */
export async function auditCommand(argv: readonly string[], io: AuditCommandIo): Promise<number> {
  const invocation = invocationOf(argv);
  if (invocation === null) {
    io.err(USAGE);
    return EXIT_USAGE;
  }
  try {
    return await run(invocation, io);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const cause = error.cause instanceof Error ? error.cause.message : "";
    io.err(error.message.includes(cause) ? `${error.message}\n` : `${error.message}: ${cause}\n`);
    return 1;
  }
}

async function run(invocation: AuditInvocation, io: AuditCommandIo): Promise<number> {
  if (invocation.kind === "export") return withStore(io, (db) => runExport(db, invocation, io));
  if (invocation.kind === "verify-report")
    return tellReport(verifyReport(bytesOf(invocation.file), invocation.publicKeys), invocation, io);
  const { file, outside } = invocation;
  if (file !== null) return tell(await verifyTexts(linesOf(file), outside.checkpoints), io);
  return withStore(io, async (db) => tell(await verifyStored(db, outside), io));
}

async function withStore(io: AuditCommandIo, work: (db: Db) => Promise<number>): Promise<number> {
  const store = await openReadOnly(io.store());
  try {
    return await store.read(work);
  } finally {
    await store.close();
  }
}

async function tell(verdict: Verification, io: AuditCommandIo): Promise<number> {
  await io.out(
    verdict.ok
      ? `ok: ${verdict.count} records, head ${verdict.head}\n`
      : `${cleanLine(`bad: record ${verdict.badIndex}: ${verdict.why}`)}\n`,
  );
  return verdict.ok ? 0 : 1;
}

async function tellReport(
  verdict: ReportVerdict,
  { publicKeys }: Pick<Extract<AuditInvocation, { kind: "verify-report" }>, "publicKeys">,
  io: AuditCommandIo,
): Promise<number> {
  if (!verdict.ok) {
    await io.out(`${cleanLine(`bad: ${verdict.why}`)}\n`);
    return 1;
  }
  const { records, withheld, head, publicKey, about, at, by } = verdict;
  const counts = `${records} records (${withheld} withheld)`;
  await io.out(`ok: ${counts}, head ${head}, signed with ${publicKey}\n`);
  // A sound report of something else, or of before, is sound: which one it is has to be seen.
  await io.out(`${cleanLine(`of ${about.kind} ${about.id}, made at ${at} for ${by}`)}\n`);
  // Whoever makes a file anew signs it with a key of their own.
  if (publicKeys.length === 0) io.err(NO_KEY_GIVEN);
  return 0;
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Fault("store", `${file} can't be read`, {}, { cause: error });
  }
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

async function runExport(
  db: Db,
  { from, format }: AuditInvocation & { kind: "export" },
  io: AuditCommandIo,
): Promise<number> {
  for await (const rows of auditPages(db, from)) {
    const lines = rows.map(({ index, body }) => (format === "jsonl" ? body : ocsfOf(index, body)));
    await io.out(`${lines.join("\n")}\n`);
  }
  return 0;
}

function ocsfOf(index: number, body: string): string {
  try {
    return JSON.stringify(toOcsf(recordSchema.parse(JSON.parse(body))));
  } catch {
    throw new Fault("store", `record ${index} is damaged; "verify" says more`, { index });
  }
}
