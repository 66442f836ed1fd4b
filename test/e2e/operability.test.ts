import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../sandbox/ports.ts";
import { bundled } from "../support/bundle.ts";

/** How the process starts, and how it refuses to: exit codes, one line per bad variable, nothing half started. */

/** As `npm start` runs it. */
const SOURCES = join(import.meta.dirname, "..", "..", "tools", "start.mjs");
const GUID = "11111111-2222-3333-4444-555555555555";
/** A line about a variable: its name, what is wrong, and what a right one looks like. */
const LINE = /^[A-Z_]+: .+\. Example: .+$/;

let folder: string;
const started: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "operability-"));
});

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A configuration that works, but for the change; in a folder of that name. */
function good(name: string, change: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PORT: "0",
    PUBLIC_URL: "https://bot.contoso.example",
    TENANT_ID: GUID,
    CLIENT_ID: GUID,
    CLIENT_SECRET: "canary-secret",
    TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
    DATA_DIR: join(folder, name),
    ALERT_POLL_SECONDS: "0",
    ...change,
  };
}

interface Running {
  readonly child: ChildProcess;
  /** Resolves when it takes requests. */
  readonly listening: Promise<void>;
  readonly ended: Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  /** What it said on stderr. */
  readonly lines: readonly string[];
}

/** Runs a script with these options of Node's before it. */
function run(env: Readonly<Record<string, string>>, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, args, { cwd: folder, env });
  started.push(child);
  const output = { stdout: "", stderr: "" };
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk: Buffer) => {
    output.stdout += chunk.toString();
    if (output.stdout.includes('"listening"')) resolve();
  });
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    lines: output.stderr.split("\n").filter((line) => line !== ""),
  }));
  return { child, listening, ended };
}

const start = (env: Readonly<Record<string, string>>) => run(env, bundled("bot"));
const end = (env: Readonly<Record<string, string>>) => start(env).ended;

function names({ lines }: Ended): readonly string[] {
  for (const line of lines) expect(line).toMatch(LINE);
  return lines.map((line) => line.split(":")[0] ?? "");
}

describe.concurrent("a configuration that can't work is exit code 78, and nothing is started", () => {
  test("without any variable: a line for each that is missing", async () => {
    const ended = await run({}, SOURCES).ended;
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["PUBLIC_URL", "TENANT_ID", "CLIENT_ID", "TOKEN_KEY", "CLIENT_SECRET"]);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("every bad variable at once", async () => {
    const bad = {
      PORT: "x",
      TENANT_ID: "contoso",
      LOG_LEVEL: "loud",
      DATABASE_URL: "mysql://x",
      CLOUD: "moon",
    };
    const ended = await end(good("bad", { ...bad, CLIENT_CERTIFICATE_FILE: "second.pem" }));
    expect(ended.code).toBe(78);
    expect(names(ended).toSorted()).toEqual(
      ["CLIENT_SECRET", "CLOUD", "DATABASE_URL", "LOG_LEVEL", "PORT", "TENANT_ID"].toSorted(),
    );
    expect(ended.lines.join()).not.toContain("canary-secret");
  });

  test("a certificate that is none, and a policy with an unknown key", async () => {
    writeFileSync(join(folder, "bot.pem"), "junk");
    writeFileSync(join(folder, "bad.json"), JSON.stringify({ version: 1, rulez: [] }));
    const files = { CLIENT_SECRET: "", CLIENT_CERTIFICATE_FILE: "bot.pem", POLICY_FILE: "bad.json" };
    const ended = await end(good("files", files));
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["CLIENT_CERTIFICATE_FILE", "POLICY_FILE"]);
    expect(ended.lines[1]).toContain("rulez");
    expect(existsSync(join(folder, "files"))).toBe(false);
  });

  test("a workload identity's token file that is not there", async () => {
    const ended = await end(good("federated", { CLIENT_SECRET: "", FEDERATED_TOKEN_FILE: "nowhere" }));
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["FEDERATED_TOKEN_FILE"]);
    expect(existsSync(join(folder, "federated"))).toBe(false);
  });

  test("a port that somebody else has", async () => {
    const other = createServer();
    other.listen(0);
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const ended = await end(good("port", { PORT: String(port) }));
    other.close();
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["PORT"]);
    expect(ended.lines[0]).toContain("another program listens there");
  });

  test("a Node that is too old", async () => {
    const versions = '{ value: { ...process.versions, node: "22.23.1" } }';
    const old = `data:text/javascript,Object.defineProperty(process, "versions", ${versions})`;
    const ended = await run(good("old"), "--import", old, SOURCES).ended;
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["NODE"]);
    expect(existsSync(join(folder, "old"))).toBe(false);
  });
});

test("a bot that is reached on this machine only listens on that address only", async () => {
  const port = await freePort(0);
  const own = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  const running = start(good("loopback", own));
  await running.listening;
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  // Another address of this machine, at which whoever listens on all of them answers too.
  await expect(
    fetch(`http://127.0.0.2:${port}/healthz`, { signal: AbortSignal.timeout(5_000) }),
  ).rejects.toThrow();
  running.child.kill("SIGKILL");
  await running.ended;
});

describe.concurrent("a store that can't be used is exit code 1, in one line", () => {
  test("no server", async () => {
    const env = good("none", { DATABASE_URL: "postgres://bot:canary-password@127.0.0.1:1/bot" });
    const ended = await end(env);
    expect(ended).toEqual({
      code: 1,
      lines: [expect.stringMatching(/could not be reached: .*ECONNREFUSED/)],
    });
    expect(ended.lines.join()).not.toContain("canary-password");
  });

  test("another bot on the same directory; after that one's death it starts, and SIGTERM ends it with 0", async () => {
    const first = run(good("shared"), SOURCES);
    await first.listening;
    const second = await end(good("shared"));
    expect(second.code).toBe(1);
    expect(second.lines).toEqual([expect.stringContaining("another bot process uses the data directory")]);
    first.child.kill("SIGKILL");
    await first.ended;
    const third = run(good("shared"), SOURCES);
    await third.listening;
    third.child.kill("SIGTERM");
    expect(await third.ended).toEqual({ code: 0, lines: [] });
  });

  test("a path that is no directory", async () => {
    writeFileSync(join(folder, "file"), "");
    const ended = await end(good("file"));
    expect(ended.code).toBe(1);
    expect(ended.lines).toEqual([expect.stringMatching(/can't be written to: .*another one in DATA_DIR/)]);
  });
});
