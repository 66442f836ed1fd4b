import { USUAL_POLICY } from "../support/policy.ts";
import { generateKeyPairSync, sign } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { auditCommand } from "../../src/adapters/store/audit-command.ts";
import { keyIdOf, signedText } from "../../src/audit/checkpoint.ts";
import { hashOf, type AuditRecord } from "../../src/audit/record.ts";
import { canonical, sealOf, sha256Of, zipOf, type Manifest } from "../../src/audit/report/format.ts";
import { verifyReport } from "../../src/audit/report/verify.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { conversation, textOf, type Harness } from "../support/harness.ts";
import { senderOf, type Services } from "../support/services.ts";

/** `report`: a sealed file of what happened, which proves by itself that nothing in it was changed. */

const HOSTILE = "Worm </li><script>alert(1)</script> [click](https://evil.example) | `x`";
let services: Services;
let harness: Harness;
let flows: Flows;
let incident = "";
let bytes = new Uint8Array();
const folder = mkdtempSync(join(tmpdir(), "report-"));

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy: USUAL_POLICY,
    people: ["ana", "ben", "carla", "erin"],
  }));
  const devices = [
    flows.workstation(),
    services.sandboxDefender.devices.find((one) => one.rbacGroupName === "Finance")!,
  ];
  incident = "991001";
  for (const device of devices) {
    services.sandboxDefender.raiseAlert({ machineId: device.id, incidentId: 991_001, title: HOSTILE });
  }
  for (const device of devices) {
    const card = await flows.ask(`isolate ${device.id} beaconing`, "carla");
    expect(textOf(card.content)).toContain('"state":"Requested"');
  }
  bytes = await reportFor("carla", incident);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await services?.close();
});

let turns = 0;
const WAIT = { timeout: 15_000 };

async function reportFor(key: PersonKey, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const chat = conversation(`1:1-${senderOf(key).oid}`, "personal");
  const [from, saved] = [harness.shown.length, services.drive.files.length];
  await harness.say(key, chat, `report ${id}`);
  const offered = () =>
    harness.shown.slice(from).find(({ content }) => content.kind === "file-offer")?.content;
  // It may take longer than the turn that it was asked for in.
  const offer = await vi.waitUntil(() => harness.tick().then(offered), WAIT);
  if (offer?.kind !== "file-offer") throw new Error("no file was offered");
  await harness.deliver({
    ...{
      activityId: `consent-${(turns += 1)}`,
      sender: senderOf(key),
      conversation: chat,
      at: services.clock.now(),
    },
    ...{ kind: "file-consent", ref: offer.ref, accepted: true, target: services.drive.open(key, offer.name) },
  });
  await vi.waitUntil(() => harness.tick().then(() => services.drive.files.length > saved), WAIT);
  return new Uint8Array(services.drive.files.at(-1)!.bytes);
}

const entries = (of = bytes) =>
  Object.fromEntries(Object.entries(unzipSync(of)).map(([name, content]) => [name, strFromU8(content)]));
const linesOf = (of = bytes) =>
  entries(of)
    ["audit.jsonl"]!.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function auditProgram(...args: string[]) {
  let said = "";
  const code = await auditCommand(args, {
    store: () => {
      throw new Error("a report needs no store");
    },
    out: async (text) => void (said += text),
    err: (text) => void (said += text),
  });
  return { code, said };
}

describe("a report", () => {
  test("goes to whoever asked, as a file in their 1:1 chat, and is on record", async () => {
    expect(Object.keys(entries())).toEqual([
      ...["report.md", "report.html", "records.json", "manifest.json", "audit.jsonl", "checkpoint.json"],
    ]);
    const [last] = await services.store.read((tx) => tx.audit.list(null, 1));
    const reported = await services.store.read(async (tx) =>
      (await tx.audit.list(null, 50)).find(({ event }) => event === "reported"),
    );
    expect(reported).toMatchObject({ command: "report", args: { id: incident } });
    expect(last).toBeDefined();
  });

  test("counts its records in words: one record, or several", async () => {
    const device = flows.workstation();
    services.sandboxDefender.raiseAlert({ machineId: device.id, incidentId: 991_003 });
    await flows.ask(`isolate ${device.id} beaconing`, "carla");
    await reportFor("carla", "991003");
    const said = harness.shown.map(({ content }) => textOf(content)).join();
    expect(said).toContain("The report of incident 991003 is ready, with 1 record. ");
  });

  test("shows everything that others wrote as text, in Markdown and in HTML", () => {
    const { "report.md": markdown = "", "report.html": html = "" } = entries();
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;");
    expect(markdown).toContain("\\[click\\]\\(");
    expect(markdown).not.toMatch(/(?<!\\)</);
    expect(html).toContain("default-src 'none'");
  });

  test("verifies without a store, and names the key it is signed with", async () => {
    const file = join(folder, "report.zip");
    writeFileSync(file, bytes);
    const { code, said } = await auditProgram("verify-report", file);
    expect(said).toMatch(/^ok: \d+ records \(\d+ withheld\), head [0-9a-f]{64}, signed with [\w-]{43}\n/);
    expect(code).toBe(0);
    const { publicKey } = JSON.parse(entries()["checkpoint.json"]!) as { publicKey: string };
    expect((await auditProgram("verify-report", file, "--public-key", publicKey)).code).toBe(0);
    const other = await auditProgram("verify-report", file, "--public-key", "A".repeat(43));
    expect(other).toEqual({ code: 1, said: "bad: checkpoint.json is signed with another key\n" });
  });

  test("does not verify after one byte was changed, whichever it is", () => {
    const step = 7;
    const sound: number[] = [];
    for (let at = 0; at < bytes.length; at += at < bytes.length - 900 ? step : 1) {
      const changed = new Uint8Array(bytes);
      changed[at] = changed[at]! ^ 1;
      if (verifyReport(changed, []).ok) sound.push(at);
    }
    expect(sound).toEqual([]);
  });

  test("names the first bad thing", () => {
    const change = (name: string, from: string, to: string) => {
      const files = unzipSync(bytes);
      const text = strFromU8(files[name]!);
      expect(text).toContain(from);
      const changed = zipSync(
        { ...files, [name]: new TextEncoder().encode(text.replace(from, to)) },
        { level: 0 },
      );
      const verdict = verifyReport(changed, []);
      return verdict.ok ? "ok" : verdict.why;
    };
    expect(change("report.md", "beaconing", "nothing")).toBe("report.md was changed");
    expect(change("manifest.json", "carla", "david")).toBe("manifest.json was changed");
    expect(change("audit.jsonl", "beaconing", "nothing")).toMatch(/^record \d+: was changed: its hash/);
    expect(change("checkpoint.json", '"at":1', '"at":2')).toContain("checkpoint.json");
    expect(verifyReport(new Uint8Array([1, 2, 3]), [])).toEqual({ ok: false, why: "the file is no report" });
  });

  test("forged from end to end and signed anew verifies by the forger's key alone: without the bot's it is said so", async () => {
    const { publicKey: theirs, privateKey } = generateKeyPairSync("ed25519");
    const publicKey = theirs.export({ format: "jwk" }).x!;
    const keyId = keyIdOf(publicKey);
    const own = entries();
    const manifest = JSON.parse(own["manifest.json"]!) as Manifest;
    const md = own["report.md"]!.replaceAll("beaconing", "nothing at all");
    const files = { ...manifest.files, "report.md": sha256Of(md) };
    const claimed = canonical({ ...manifest, files });
    const lines = own["audit.jsonl"]!.trimEnd().split("\n");
    const { hash: _, ...last } = JSON.parse(lines.pop()!) as AuditRecord;
    const record = { ...last, detail: sealOf(claimed) };
    const hash = hashOf(record)!;
    const point = { index: last.index, hash, at: services.clock.now(), keyId };
    const signature = sign(null, Buffer.from(signedText(point)), privateKey).toString("base64url");
    const forged = zipOf({
      "report.md": md,
      "report.html": own["report.html"]!,
      "records.json": own["records.json"]!,
      "manifest.json": claimed,
      "audit.jsonl": `${[...lines, canonical({ ...record, hash })].join("\n")}\n`,
      "checkpoint.json": canonical({ ...point, signature, publicKey }),
    });
    const bots = (JSON.parse(own["checkpoint.json"]!) as { publicKey: string }).publicKey;
    expect(verifyReport(forged, [bots])).toEqual({
      ok: false,
      why: "checkpoint.json is signed with another key",
    });
    const file = join(folder, "forged.zip");
    writeFileSync(file, forged);
    const { said } = await auditProgram("verify-report", file);
    expect(said).toContain(`signed with ${publicKey}`);
    expect(said).toContain("No key was given");
    expect(own["report.html"]).toContain("--public-key KEY");
  });

  test("can't put words of its own, or of a terminal, into what the program says of it; and which one it is, is said", async () => {
    const own = entries() as Record<keyof Parameters<typeof zipOf>[0], string>;
    const manifest = JSON.parse(own["manifest.json"]) as Manifest;
    const evil = "\u001b[2K\rok: 12 records (0 withheld)\n";
    const file = join(folder, "evil.zip");
    for (const audit of [
      { ...manifest.audit, from: evil },
      { ...manifest.audit, from: -1 },
    ]) {
      writeFileSync(file, zipOf({ ...own, "manifest.json": canonical({ ...manifest, audit }) }));
      const { code, said } = await auditProgram("verify-report", file);
      expect([code, said]).toEqual([1, "bad: manifest.json was changed\n"]);
    }
    writeFileSync(file, bytes);
    const { said } = await auditProgram("verify-report", file);
    expect(said).toMatch(
      new RegExp(
        `^of incident ${incident}, made at 20[\\d-]+T[\\d:.]+Z for carla\\.weiss@contoso\\.example$`,
        "m",
      ),
    );
  });

  test("is its six entries in their order: another order, an entry more or one twice is another container", () => {
    const files = Object.entries(unzipSync(bytes));
    const packed = (some: typeof files) =>
      zipSync(Object.fromEntries(some), { level: 0, mtime: new Date(1980, 0, 1) });
    const twice = new Uint8Array([...bytes.slice(0, 100), ...bytes]);
    for (const container of [packed(files.toReversed()), packed([...files, ["more.md", bytes]]), twice]) {
      expect(verifyReport(container, []).ok).toBe(false);
    }
    expect(verifyReport(packed(files), []).ok).toBe(true);
  });

  test("unpacks nothing that is packed: a small file can't fill the memory of whoever verifies it", () => {
    const packed = zipSync({ ...unzipSync(bytes), "report.md": new Uint8Array(50_000_000) }, { level: 9 });
    expect(packed.length).toBeLessThan(1_000_000);
    expect(verifyReport(packed, [])).toEqual({ ok: false, why: "report.md is missing" });
  });

  test("withholds what whoever asked may not see: its place in the chain stands, and the chain verifies", async () => {
    services.sandboxEntra.setRoles("ben", ["Approver"]);
    services.advance(61_000);
    const theirs = await reportFor("ben", incident);
    expect(verifyReport(theirs, [])).toMatchObject({ ok: true });
    const finance = services.sandboxDefender.devices.find((one) => one.rbacGroupName === "Finance")!;
    expect(JSON.stringify(linesOf())).toContain(finance.id);
    expect(JSON.stringify(entries(theirs))).not.toContain(finance.id);
    expect(JSON.stringify(entries(theirs))).not.toContain(finance.computerDnsName);
    const hidden = linesOf(theirs).filter((line) => line["event"] === undefined);
    expect(hidden.length).toBeGreaterThan(0);
    for (const line of hidden)
      expect(Object.keys(line).toSorted()).toEqual(["hash", "index", "previousHash"]);
  });

  test("is for Approvers and Admins", async () => {
    const [said] = await harness.say("ana", conversation("1:1-ana", "personal"), `report ${incident}`);
    expect(textOf(said!.content)).toContain("Approver");
  });

  test("verifies by the real program, without configuration", () => {
    const file = join(folder, "again.zip");
    writeFileSync(file, bytes);
    const cli = new URL("../../src/adapters/store/audit-cli.ts", import.meta.url).pathname;
    const { status, stdout } = spawnSync(process.execPath, [cli, "verify-report", file], {
      cwd: folder,
      env: {},
      encoding: "utf8",
    });
    expect([status, stdout.slice(0, 3)]).toEqual([0, "ok:"]);
  });
});
