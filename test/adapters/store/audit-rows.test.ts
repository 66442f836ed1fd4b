import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { Ajv2020 } from "ajv/dist/2020.js";
import { checkpointWords, type SigningKey } from "../../../src/audit/checkpoint.ts";
import { auditCommand } from "../../../src/adapters/store/audit-command.ts";
import { openStore } from "../../../src/adapters/store/store.ts";
import { signedWith, signer } from "../../support/audit.ts";
import { draft, silent } from "./fixtures.ts";

const CLI = new URL("../../../src/adapters/store/audit-cli.ts", import.meta.url).pathname;
let dataDir: string;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `npm run audit` in this process. */
async function audit(...args: string[]): Promise<Ran> {
  let [out, err] = ["", ""];
  const code = await auditCommand(args, {
    store: () => ({ dataDir, databaseUrl: null, log: silent }),
    out: async (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

/** `npm run audit` as a program. */
async function program(...args: string[]): Promise<Ran> {
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
    const result = await program("verify", "--checkpoint", checkpoint);
    await store.close();
    expect(result).toEqual({ code: 0, out: `ok: 5 records, head ${head?.hash}\n`, err: "" });
    tamper("delete from audit where idx = 1");
    expect(await program("verify")).toMatchObject({ code: 1, out: expect.stringMatching(/^bad: record 1:/) });
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

/** The record at an index, as the store has it. */
function recordAt(index: number): { index: number; hash: string } {
  const raw = new DatabaseSync(join(dataDir, "bot.sqlite"));
  const row = raw.prepare("select body from audit where idx = ?").get(index);
  raw.close();
  return JSON.parse(String(row?.["body"])) as { index: number; hash: string };
}

/** Writes signed checkpoints over these records into the store, and their key. */
async function checkpoints(key: SigningKey, ...places: readonly number[]): Promise<void> {
  const store = await openStore({ dataDir, databaseUrl: null, log: silent });
  await store.transaction(async (tx) => {
    await tx.checkpoints.addKey(1, key);
    for (const place of places) await tx.checkpoints.insert(signedWith(key, recordAt(place)));
  });
  await store.close();
}

describe("audit verify with signed checkpoints", () => {
  const key = signer.newKey();
  const stranger = signer.newKey();

  it("believes those in the store that the store's key has signed", async () => {
    await checkpoints(key, 1, 4);
    expect(await audit("verify")).toMatchObject({ code: 0, err: "" });
    expect(await audit("verify", "--public-key", key.publicKey)).toMatchObject({ code: 0, err: "" });
  });

  it.each([
    ["a signature", "update checkpoints set signature = 'x' where idx = 3", 3, "signature is wrong"],
    ["another time", "update checkpoints set at = at + 1 where idx = 3", 3, "signature is wrong"],
    ["an unknown key", "update checkpoints set key_id = 'x' where idx = 3", 3, "unknown key"],
    ["a key that is taken away", "delete from audit_keys", 3, "unknown key"],
    ["a cut end", "delete from audit where idx > 1; update audit_head set idx = 1", 2, "checkpoint at 3"],
  ])("finds %s", async (_, sql, index, why) => {
    await checkpoints(key, 3);
    tamper(sql);
    const result = await audit("verify");
    expect(result).toMatchObject({ code: 1, err: "" });
    expect(result.out).toMatch(new RegExp(`^bad: record ${index}: .*${why}`));
  });

  it("finds, with a key kept outside, that the store was given another key", async () => {
    await checkpoints(stranger, 3);
    expect(await audit("verify")).toMatchObject({ code: 0 });
    const result = await audit("verify", "--public-key", key.publicKey);
    expect(result).toMatchObject({ code: 1, out: expect.stringMatching(/^bad: record 3: .*unknown key/) });
    const both = await audit("verify", "--public-key", key.publicKey, "--public-key", stranger.publicKey);
    expect(both).toMatchObject({ code: 0 });
  });

  it("takes a signed checkpoint with its key, and finds what was made anew since", async () => {
    const kept = checkpointWords(signedWith(key, recordAt(2)));
    const verify = () => audit("verify", "--checkpoint", kept, "--public-key", key.publicKey);
    expect(await verify()).toMatchObject({ code: 0 });
    const forged = await audit("verify", "--checkpoint", kept, "--public-key", stranger.publicKey);
    expect(forged).toMatchObject({ code: 1, out: expect.stringMatching(/^bad: record 2: .*signature/) });
    await rebuilt();
    expect(await audit("verify")).toMatchObject({ code: 0 });
    expect(await verify()).toMatchObject({ code: 1, out: "bad: record 2: differs from the checkpoint\n" });
  });

  /** Somebody who owns the store makes another chain, which is whole by itself. */
  async function rebuilt(): Promise<void> {
    tamper("delete from audit; update audit_head set idx = -1, hash = ''");
    const store = await openStore({ dataDir, databaseUrl: null, log: silent });
    for (let n = 0; n < 5; n += 1) await store.transaction((tx) => tx.audit.append(draft()));
    await store.close();
  }
});

describe("audit verify of an export", () => {
  const key = signer.newKey();
  let file: string;
  beforeEach(async () => {
    file = join(dataDir, "export.jsonl");
    writeFileSync(file, (await audit("export")).out);
  });
  const change = (edit: (lines: string[]) => readonly string[]) =>
    writeFileSync(file, edit(readFileSync(file, "utf8").trim().split("\n")).join("\n"));

  it("needs no store", async () => {
    const head = recordAt(4);
    const signed = checkpointWords(signedWith(key, recordAt(3)));
    for (const name of ["bot.sqlite", "lock.sqlite"]) rmSync(join(dataDir, name));
    const ok = { code: 0, out: `ok: 5 records, head ${head.hash}\n`, err: "" };
    expect(await audit("verify", "--file", file)).toEqual(ok);
    const proofs = ["--checkpoint", `4:${head.hash}`, "--checkpoint", signed, "--public-key", key.publicKey];
    expect(await audit("verify", "--file", file, ...proofs)).toEqual(ok);
  });

  it.each<[string, (lines: string[]) => readonly string[], number]>([
    ["a change", (lines) => lines.with(2, lines[2]!.replace("n2", "x2")), 2],
    ["a removed record", (lines) => lines.toSpliced(1, 1), 1],
    ["another order", (lines) => [lines[1]!, lines[0]!, ...lines.slice(2)], 0],
    ["what is no record", (lines) => [...lines, "Jan 1 00:00:00 syslog"], 5],
  ])("finds %s", async (_, edit, index) => {
    change(edit);
    const result = await audit("verify", "--file", file);
    expect(result).toMatchObject({ code: 1, err: "" });
    expect(result.out).toMatch(new RegExp(`^bad: record ${index}: .`));
  });

  it("finds a cut end with a checkpoint", async () => {
    const proof = ["--checkpoint", `4:${recordAt(4).hash}`];
    change((lines) => lines.slice(0, 3));
    expect(await audit("verify", "--file", file)).toMatchObject({ code: 0 });
    expect(await audit("verify", "--file", file, ...proof)).toMatchObject({ code: 1 });
  });

  it("says that there is no such file", async () => {
    const result = await audit("verify", "--file", join(dataDir, "none"));
    expect(result).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/can't be read/) });
  });
});

describe("audit export", () => {
  it("writes OCSF, a record a line", async () => {
    const lines = (await audit("export", "--format", "ocsf")).out.trim().split("\n");
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map((event) => event["class_uid"])).toEqual([3004, 3004, 3004, 3004, 3004]);
    expect(events[4]).toMatchObject({ metadata: { sequence: 4 }, unmapped: recordAt(4) });
  });

  it("stops as OCSF at a record that is damaged, and names it", async () => {
    tamper("update audit set body = '{}' where idx = 2");
    const result = await audit("export", "--format", "ocsf");
    expect(result).toMatchObject({ code: 1, err: expect.stringMatching(/record 2 is damaged/) });
  });

  it("writes what the documented schema says", async () => {
    const schema = new URL("../../../audit.schema.json", import.meta.url);
    const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(schema, "utf8")) as object);
    for (const line of (await audit("export")).out.trim().split("\n")) {
      const record = JSON.parse(line) as object;
      expect(valid(record), JSON.stringify(valid.errors)).toBe(true);
      expect(valid({ ...record, event: "invented" })).toBe(false);
    }
  });

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
    [["export", "--format", "csv"]],
    [["export", "--checkpoint", "1:x"]],
    [["verify", "--public-key", "short"]],
    [["verify", "--checkpoint", `1:${"a".repeat(64)}:2:${"b".repeat(86)}`]],
  ])("is explained for %j", async (args) => {
    const result = await audit(...args);
    expect(result).toMatchObject({ code: 64, out: "" });
    expect(result.err).toMatch(/^usage: /);
  });

  it("is explained by the program too", async () => {
    expect(await program()).toMatchObject({ code: 64, err: expect.stringMatching(/^usage: /) });
  });

  it("says that there is no store", async () => {
    dataDir = mkdtempSync(join(tmpdir(), "audit-none-"));
    expect(await audit("verify")).toMatchObject({ code: 1, out: "" });
  });
});
