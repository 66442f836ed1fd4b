import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../../src/adapters/store/store.ts";
import { draft, silent } from "./fixtures.ts";

const CLI = new URL("../../../src/adapters/store/audit-cli.ts", import.meta.url).pathname;
let dataDir: string;

async function audit(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env["PATH"], DATA_DIR: dataDir };
  const child = spawn(process.execPath, [CLI, ...args], { env, cwd: dataDir });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err };
}

function tamper(sql: string): void {
  const raw = new DatabaseSync(join(dataDir, "bot.sqlite"));
  raw.exec(sql);
  raw.close();
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "audit-"));
  const store = await openStore({ dataDir, databaseUrl: null, log: silent });
  for (let n = 0; n < 5; n += 1) {
    await store.transaction((tx) => tx.audit.append(draft({ outcome: `n${n}`, requestId: `R${n}` })));
  }
  await store.close();
});

describe("audit verify", () => {
  it("prints count and head of a whole chain, beside a running bot", async () => {
    const store = await openStore({ dataDir, databaseUrl: null, log: silent });
    const head = await store.transaction((tx) => tx.audit.head());
    const checkpoint = `${head?.index}:${head?.hash}`;
    const result = await audit("verify", "--checkpoint", checkpoint);
    await store.close();
    expect(result).toEqual({ code: 0, out: `ok: 5 records, head ${head?.hash}\n`, err: "" });
  });

  it.each([
    ["a changed text", `update audit set body = replace(body, 'n2', 'x2') where idx = 2`, 2],
    ["a changed request column", "update audit set request_id = 'R9' where idx = 3", 3],
    ["a changed event column", "update audit set event = 'denied' where idx = 1", 1],
    ["a changed time column", "update audit set at = at + 1 where idx = 1", 1],
    ["text that is not JSON", "update audit set body = '{' where idx = 4", 4],
    ["JSON that is no record", "update audit set body = 'null' where idx = 0", 0],
    ["a lone surrogate", `update audit set body = replace(body, 'n2', '\\ud800') where idx = 2`, 2],
    ["a removed record", "delete from audit where idx = 1", 1],
    ["a moved record", "update audit set idx = 9 where idx = 4", 4],
    [
      "a record put in front",
      "insert into audit select -1, at, request_id, event, body from audit where idx = 0",
      0,
    ],
    ["a cut end", "delete from audit where idx = 4", 4],
    ["a removed chain", "delete from audit", 0],
    ["a changed head", "update audit_head set hash = ''", 5],
  ])("finds %s", async (_name, sql, index) => {
    tamper(sql);
    const result = await audit("verify");
    expect(result).toMatchObject({ code: 1, err: "" });
    expect(result.out).toMatch(new RegExp(`^bad: record ${index}: .`));
  });

  it("finds a cut end that the head row agrees with, given a checkpoint", async () => {
    const { out } = await audit("verify");
    const hash = out.trim().split(" ").at(-1);
    tamper(
      `delete from audit where idx = 4; update audit_head set idx = 3,
       hash = (select substr(body, instr(body, '"hash":"') + 8, 64) from audit where idx = 3)`,
    );
    expect(await audit("verify")).toMatchObject({ code: 0 });
    const result = await audit("verify", "--checkpoint", `4:${hash}`);
    expect(result.code).toBe(1);
    expect(result.out).toMatch(/^bad: record 4: .*checkpoint at 4/);
  });
});

describe("audit export", () => {
  it("writes JSON lines from an index on", async () => {
    const result = await audit("export", "--from", "3");
    const lines = result.out.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { index: number }).index)).toEqual([3, 4]);
    expect((await audit("export")).out.trim().split("\n")).toHaveLength(5);
  });
});

describe("audit usage", () => {
  it.each([
    [[]],
    [["check"]],
    [["verify", "--from", "1"]],
    [["verify", "--checkpoint", "1:x"]],
    [["export", "--from", "-1"]],
  ])("is explained for %j", async (args) => {
    const result = await audit(...args);
    expect(result).toMatchObject({ code: 64, out: "" });
    expect(result.err).toMatch(/^usage: /);
  });

  it("says that there is no store", async () => {
    dataDir = mkdtempSync(join(tmpdir(), "audit-none-"));
    expect(await audit("verify")).toMatchObject({ code: 1, out: "" });
  });
});
