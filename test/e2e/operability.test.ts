import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** How the process starts, and how it refuses to: exit codes, one line per bad variable, nothing half started. */

const ROOT = join(import.meta.dirname, "..", "..");
const GUID = "11111111-2222-3333-4444-555555555555";
/** A line about a variable: its name, what is wrong, and what a right one looks like. */
const LINE = /^[A-Z_]+: .+\. Example: .+$/;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "operability-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function good(change: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PORT: "0",
    PUBLIC_URL: "https://bot.contoso.example",
    TENANT_ID: GUID,
    CLIENT_ID: GUID,
    CLIENT_SECRET: "canary-secret",
    TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
    DATA_DIR: join(folder, "data"),
    ALERT_POLL_SECONDS: "0",
    ...change,
  };
}

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
}

/** Runs it as `npm start` does; with `until`, it is sent SIGTERM once its output contains that. */
async function start(env: Readonly<Record<string, string>>, until: string | null = null): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, "tools", "start.mjs")], { cwd: folder, env });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    output.stdout += chunk.toString();
    if (until !== null && output.stdout.includes(until)) child.kill("SIGTERM");
  });
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, lines: output.stderr.split("\n").filter((line) => line !== "") };
}

function names({ lines }: Ended): readonly string[] {
  for (const line of lines) expect(line).toMatch(LINE);
  return lines.map((line) => line.split(":")[0] ?? "");
}

describe("a configuration that can't work is exit code 78, and nothing is started", () => {
  test("without any variable: a line for each that is missing", async () => {
    const ended = await start({});
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
    const ended = await start(good({ ...bad, CLIENT_CERTIFICATE_FILE: "second.pem" }));
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
    const ended = await start(good(files));
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["CLIENT_CERTIFICATE_FILE", "POLICY_FILE"]);
    expect(ended.lines[1]).toContain("rulez");
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("a token file that is not there", async () => {
    const ended = await start(good({ CLIENT_SECRET: "", FEDERATED_TOKEN_FILE: "nowhere" }));
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["FEDERATED_TOKEN_FILE"]);
  });

  test("a port that somebody else has", async () => {
    const other = createServer();
    other.listen(0);
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const ended = await start(good({ PORT: String(port) }));
    other.close();
    expect(ended.code).toBe(78);
    expect(names(ended)).toEqual(["PORT"]);
  });
});

test("starts with a good one, and ends with 0 on SIGTERM", async () => {
  expect(await start(good(), '"listening"')).toEqual({ code: 0, lines: [] });
});

describe("a store that can't be used is exit code 1, in one line", () => {
  test("no server", async () => {
    const ended = await start(good({ DATABASE_URL: "postgres://bot:canary-password@127.0.0.1:1/bot" }));
    expect(ended).toEqual({ code: 1, lines: ["the database refused or could not be reached"] });
  });

  test("another bot on the same directory", async () => {
    const first = spawn(process.execPath, [join(ROOT, "src", "main.ts")], { cwd: folder, env: good() });
    let said = "";
    for await (const chunk of first.stdout) {
      said += String(chunk);
      if (said.includes('"listening"')) break;
    }
    const ended = await start(good());
    expect(ended.code).toBe(1);
    expect(ended.lines).toEqual([expect.stringContaining("another bot process uses the data directory")]);
    first.kill("SIGKILL");
    await once(first, "exit");
    expect(await start(good(), '"listening"')).toEqual({ code: 0, lines: [] });
  });

  test("a path that is no directory", async () => {
    writeFileSync(join(folder, "file"), "");
    const ended = await start(good({ DATA_DIR: join(folder, "file") }));
    expect(ended.code).toBe(1);
    expect(ended.lines).toEqual([expect.stringContaining("can't be written to")]);
  });
});
