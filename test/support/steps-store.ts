import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore, type OpenStore } from "../../src/adapters/store/store.ts";
import type { TestPostgres } from "./postgres.ts";
import { silentLog } from "./services.ts";

/** The stores of stories: each story has an empty one. */

/** Where files cost no waiting for a disk, which dies with nobody here. */
const FAST = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The store of one story. */
export interface StoryStore {
  readonly now: OpenStore;
  /** Makes a copy to put back; on PostgreSQL none is made. */
  copy(): void;
  /** The copy takes its place once everybody has been stopped; false: there is none. */
  putBack(stop: () => void): Promise<boolean>;
  close(): Promise<void>;
}

export interface Template {
  fresh(): Promise<StoryStore>;
  close(): void;
}

/** Empty files, made once: to make one costs more than a story. */
export async function makeTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(FAST, "defender-bot-steps-"));
  const store = await open(join(folder, "empty"));
  await store.close();
  return {
    fresh: () => freshFile(folder),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Databases of a server, which the caller stops. */
export function onPostgres(server: TestPostgres): Template {
  return {
    async fresh() {
      const now = await openStore({ dataDir: "", databaseUrl: await server.database(), log: silentLog });
      return { now, copy: () => undefined, putBack: async () => false, close: () => now.close() };
    },
    close: () => undefined,
  };
}

async function freshFile(parent: string): Promise<StoryStore> {
  const folder = mkdtempSync(join(parent, "story-"));
  const [file, copied] = [join(folder, "bot.sqlite"), join(folder, "copy.sqlite")];
  copyFileSync(join(parent, "empty", "bot.sqlite"), file);
  let now = await open(folder);
  return {
    get now() {
      return now;
    },
    copy() {
      rmSync(copied, { force: true });
      const database = new DatabaseSync(file, { timeout: 1000 });
      database.exec(`VACUUM INTO '${copied}'`);
      database.close();
    },
    async putBack(stop) {
      if (!existsSync(copied)) return false;
      stop();
      await now.close();
      for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
      copyFileSync(copied, file);
      now = await open(folder);
      return true;
    },
    async close() {
      await now.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function open(folder: string): Promise<OpenStore> {
  return openStore({ dataDir: folder, databaseUrl: null, log: silentLog });
}
