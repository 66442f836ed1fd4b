import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { openLine, through } from "./line.ts";
import { startPostgres } from "./postgres.ts";

export const STORES = ["SQLite", "PostgreSQL"] as const;
export type StoreKind = (typeof STORES)[number];

/** How a database can be away. SQLite's file is then locked by somebody else, either way. */
export type Absence = "refuses" | "hangs";

/** The database of a bot's process, seen from outside. */
export interface Database {
  /** What the bot has to be told of it. */
  readonly env: Readonly<Record<string, string>>;
  away(how: Absence): Promise<void>;
  back(): Promise<void>;
  /** Resets the connections that are open. */
  cut(): void;
  /** Everything that is stored, as text to search in: SQLite's files as they are, every column of PostgreSQL. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/** @param dataDir the bot's DATA_DIR */
export async function openDatabase(kind: StoreKind, dataDir: string): Promise<Database> {
  return kind === "SQLite" ? openFile(join(dataDir, "bot.sqlite")) : openServer();
}

function openFile(file: string): Database {
  let lock: DatabaseSync | null = null;
  const back = async (): Promise<void> => {
    lock?.close();
    lock = null;
  };
  return {
    env: {},
    back,
    close: back,
    cut: () => undefined,
    async away() {
      lock = new DatabaseSync(file, { timeout: 10_000 });
      lock.exec("BEGIN IMMEDIATE");
    },
    async dump() {
      const files = ["", "-wal", "-shm"].map((suffix) => file + suffix).filter((one) => existsSync(one));
      return files.map((one) => readFileSync(one, "latin1")).join("\n");
    },
  };
}

async function openServer(): Promise<Database> {
  const server = await startPostgres();
  const url = await server.database();
  const line = await openLine(Number(new URL(url).port));
  return {
    env: { DATABASE_URL: through(line, url) },
    cut: () => line.cut(),
    back: () => line.restore(),
    away: async (how) => (how === "refuses" ? line.refuse() : line.hang()),
    dump: () => dumpOf(url),
    async close() {
      await line.close();
      await server.stop();
    },
  };
}

async function dumpOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await client.query<{ text: string }>(`select row_to_json(t)::text as text from ${name} t`);
      texts.push(...rows.rows.map(({ text }) => text));
    }
    return texts.join("\n");
  } finally {
    await client.end();
  }
}
