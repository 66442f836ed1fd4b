import { createHash } from "node:crypto";
import { chmodSync, createReadStream, readdirSync, rmSync, writeFileSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { z } from "zod";
import { Fault } from "../../shared/errors.ts";
import { readHead } from "./audit.ts";
import type { Db } from "./database.ts";
import { makeFolder } from "./folder.ts";
import { versionOf } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { TABLES } from "./schema.ts";
import { SITE_KINDS, type Site } from "./site.ts";

/**
 * A copy of the store as files: each table as JSON lines, and a manifest that is written last. It is the same for all
 * databases, so that a copy of one can be put into the other.
 */

export type TableName = keyof typeof TABLES;

const MANIFEST = "manifest.json";
/** In the folder as long as a copy is being written: of two that begin at once, one makes it. */
const CLAIM = "unfinished";
const PAGE = 500;
const FORMAT = 1;

const tableNames = Object.keys(TABLES) as TableName[];
const rowSchema = z.record(z.string().regex(/^[a-z_]+$/), z.union([z.string(), z.int(), z.null()]));
export type Row = z.output<typeof rowSchema>;

const fileSchema = z.strictObject({
  rows: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const manifestSchema = z.strictObject({
  software: z.literal("defender-teams-bot"),
  format: z.literal(FORMAT),
  /** Version of the schema. */
  schema: z.int().positive(),
  engine: z.enum(SITE_KINDS),
  /** ISO 8601, UTC: the moment whose state it is. */
  at: z.iso.datetime(),
  /** The end of the audit chain in it; null: no record yet. */
  audit: z
    .strictObject({ index: z.int().nonnegative(), hash: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable(),
  tables: z.partialRecord(z.enum(tableNames), fileSchema),
});

export type Manifest = z.output<typeof manifestSchema>;
type FileFacts = z.output<typeof fileSchema>;

/** What is copied, and when. */
export interface Source {
  readonly db: Db;
  readonly engine: Site["kind"];
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Writes a copy into a folder, which is made if need be (0700) and has to be empty. `db` has to be one snapshot.
 * @throws Fault `store`: the folder is in use or can't be written to; then nothing is left in it
 */
export async function writeSnapshot(folder: string, { db, engine, at }: Source): Promise<Manifest> {
  claimFolder(folder);
  try {
    const schema = await versionOf(db);
    const here = new Set((await db.introspection.getTables()).map(({ name }) => name));
    const tables: Partial<Record<TableName, FileFacts>> = {};
    for (const table of tableNames.filter((name) => here.has(name))) {
      tables[table] = await writeTable(folder, db, table);
    }
    const software = "defender-teams-bot";
    const audit = await readHead(db);
    const moment = new Date(at).toISOString();
    const manifest: Manifest = { software, format: FORMAT, schema, engine, at: moment, audit, tables };
    await writeFileNew(join(folder, MANIFEST), [`${JSON.stringify(manifest, null, 2)}\n`]);
    rmSync(join(folder, CLAIM));
    return manifest;
  } catch (error) {
    const own = [MANIFEST, ...tableNames.map(fileName), CLAIM];
    for (const name of own) rmSync(join(folder, name), { force: true });
    throw error instanceof Fault
      ? error
      : new Fault("store", `the copy could not be written to ${folder}`, {}, { cause: error });
  }
}

/** From here on nobody else writes into the folder. */
function claimFolder(folder: string): void {
  const used = new Fault("store", `the folder ${folder} is not empty; a backup never overwrites anything`);
  try {
    makeFolder(folder);
    if (readdirSync(folder).length > 0) throw used;
    writeFileSync(join(folder, CLAIM), "", { flag: "wx", mode: 0o600 });
    chmodSync(folder, 0o700);
  } catch (error) {
    if (error === used) throw used;
    throw new Fault("store", `the folder ${folder} can't be used`, {}, { cause: error });
  }
}

async function writeTable(folder: string, db: Db, table: TableName): Promise<FileFacts> {
  const hash = createHash("sha256");
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const rows of pagesOf(db, table)) {
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      hash.update(text);
      count += rows.length;
      yield text;
    }
  }
  await writeFileNew(fileOf(folder, table), lines());
  return { rows: count, sha256: hash.digest("hex") };
}

/** All rows in the order of their key, a page at a time. */
async function* pagesOf(db: Db, table: TableName): AsyncGenerator<readonly Row[]> {
  const names: readonly string[] = TABLES[table];
  const key = sql.join(names.map((name) => sql.ref(name)));
  for (let last: Row | undefined; ;) {
    const from = last === undefined ? [] : names.map((name) => last?.[name]);
    const where = last === undefined ? sql`` : sql`where (${key}) > (${sql.join(from)})`;
    const page = sql<Row>`select * from ${sql.table(table)} ${where} order by ${key} limit ${sql.lit(PAGE)}`;
    const { rows } = await page.execute(db);
    if (rows.length > 0) yield rows;
    last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
  }
}

function fileName(table: TableName): string {
  return `${table}.jsonl`;
}

function fileOf(folder: string, table: TableName): string {
  return join(folder, fileName(table));
}

/** On disk when it resolves; only the owner may read it. */
async function writeFileNew(file: string, parts: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const part of parts) await handle.appendFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A copy that was found whole. */
export interface Snapshot {
  readonly manifest: Manifest;
  /** The tables that it has. */
  readonly tables: readonly TableName[];
  /** Rows of a table, each time from the disk. @throws Fault `store` when they are not those of the manifest */
  rows(table: TableName): AsyncGenerator<Row>;
}

/**
 * Reads a copy and holds every file against its manifest.
 * @throws Fault `store`: no copy, not whole, damaged, or of a newer version of this software
 */
export async function openSnapshot(folder: string): Promise<Snapshot> {
  const manifest = await readManifest(folder);
  if (manifest.schema > MIGRATIONS.length) {
    throw new Fault("store", `the backup in ${folder} was made by a newer version of this software`);
  }
  const tables = tableNames.filter((name) => manifest.tables[name] !== undefined);
  const snapshot: Snapshot = {
    manifest,
    tables,
    rows: (table) => readRows(fileOf(folder, table), manifest.tables[table]),
  };
  for (const table of tables) for await (const _ of snapshot.rows(table));
  return snapshot;
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch((error: unknown) => {
    const why = `there is no whole backup in ${folder}: it has no readable ${MANIFEST}`;
    throw new Fault("store", why, {}, { cause: error });
  });
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault(
      "store",
      `${MANIFEST} in ${folder} is not one of this software's backups`,
      {},
      { cause: error },
    );
  }
}

async function* readRows(file: string, facts: FileFacts | undefined): AsyncGenerator<Row> {
  const damaged = (cause?: unknown) =>
    new Fault("store", `the backup is damaged: ${file} is not as it was written`, {}, { cause });
  const hash = createHash("sha256");
  let count = 0;
  try {
    for await (const line of linesOf(file)) {
      hash.update(`${line}\n`);
      count += 1;
      yield rowSchema.parse(JSON.parse(line));
    }
  } catch (error) {
    throw damaged(error);
  }
  if (count !== facts?.rows || hash.digest("hex") !== facts.sha256) throw damaged();
}

/** Not readline, which also breaks lines at U+2028: JSON text may hold it. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(file, "utf8") as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
