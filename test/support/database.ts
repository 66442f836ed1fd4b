import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { openLine, through } from "./line.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";

export const STORES = ["SQLite", "PostgreSQL"] as const;
export type StoreKind = (typeof STORES)[number];

/** How a database can be away. SQLite's file is then locked by somebody else, either way. */
export type Absence = "refuses" | "hangs";

/** The database of a bot's process, seen from outside. */
export interface Database {
  /** What the bot has to be told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** This and the next two: of PostgreSQL only when it was opened `byLine`. */
  away(how: Absence): Promise<void>;
  back(): Promise<void>;
  /** Resets the connections that are open. */
  cut(): void;
  /** Everything that is stored, as text to search in: SQLite's files as they are, every column of PostgreSQL. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param dataDir the bot's DATA_DIR
 * @param byLine whether PostgreSQL is reached by a line that can be broken, which costs time with each byte
 */
export async function openDatabase(kind: StoreKind, dataDir: string, byLine = false): Promise<Database> {
  if (kind === "SQLite") return openFile(join(dataDir, "bot.sqlite"));
  const server = await startPostgres();
  const url = await server.database();
  return byLine ? reachedByLine(server, url) : reached(server, url);
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

function reached(server: TestPostgres, url: string): Database {
  const unbreakable = (): never => {
    throw new Error("This database can't be away: it was not opened by a line.");
  };
  return {
    env: { DATABASE_URL: url },
    cut: unbreakable,
    away: unbreakable,
    back: () => Promise.resolve(),
    dump: () => dumpOf(url),
    close: () => server.stop(),
  };
}

async function reachedByLine(server: TestPostgres, url: string): Promise<Database> {
  const line = await openLine(Number(new URL(url).port));
  return {
    ...reached(server, url),
    env: { DATABASE_URL: through(line, url) },
    cut: () => line.cut(),
    back: () => line.restore(),
    away: async (how) => (how === "refuses" ? line.refuse() : line.hang()),
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
