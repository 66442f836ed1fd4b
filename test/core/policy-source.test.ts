import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { checkConfiguration } from "../../src/doctor/setup.ts";
import { createPolicySource } from "../../src/adapters/policy-file/reload.ts";
import { readSettings } from "../../src/config/settings.ts";

/** The policy's file while the bot runs: whatever becomes of it, nothing looser holds by accident. */

const parent = mkdtempSync(join(tmpdir(), "policy-source-"));
let file: string;
let logged: { readonly event: string; readonly fields: unknown }[];
const write = (event: string, fields?: unknown): void => void logged.push({ event, fields });
const log = { info: write, warn: write, error: write };

const policyWith = (approvals: number, action = "scan"): string =>
  JSON.stringify({ version: 1, rules: [{ name: "r", when: { action: [action] }, then: { approvals } }] });

beforeEach(() => {
  file = join(mkdtempSync(join(parent, "x-")), "policy.json");
  logged = [];
});

afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

describe("a file that was there at the start", () => {
  test.each<[string, () => void]>([
    ["gone", () => rmSync(file)],
    ["empty", () => writeFileSync(file, "")],
    ["half written", () => writeFileSync(file, policyWith(2).slice(0, -2))],
    ["a folder", () => (rmSync(file), mkdirSync(file))],
    ["a link that leads nowhere", () => (rmSync(file), symlinkSync("nowhere", file))],
    ["a link to itself", () => (rmSync(file), symlinkSync(file, file))],
    [
      "in another encoding",
      () => writeFileSync(file, Buffer.from(policyWith(2).replace('"r"', '"ü"'), "latin1")),
    ],
    ["of two bytes a letter", () => writeFileSync(file, Buffer.from(`\uFEFF${policyWith(2)}`, "utf16le"))],
    ["nested without end", () => writeFileSync(file, "[".repeat(200_000))],
  ])("and is %s permits nothing, also before it was ever read, until it is mended", (_, spoil) => {
    for (const isRead of [true, false]) {
      rmSync(file, { recursive: true, force: true });
      writeFileSync(file, policyWith(3));
      const policy = createPolicySource(file, log);
      if (isRead) expect(policy().rules[0]?.then.approvals).toBe(3);
      spoil();
      expect(() => policy()).toThrow(/can't be used as it is now/);
      expect(() => policy()).toThrow(/can't be used as it is now/);
      const mended = `${file}.new`;
      writeFileSync(mended, policyWith(2));
      rmSync(file, { recursive: true, force: true });
      renameSync(mended, file);
      expect(policy().rules[0]?.then.approvals).toBe(2);
    }
  });

  test("is the one that has to be there from then on, whatever it is called", () => {
    const settings = (environment: Record<string, string>) => {
      const read = readSettings({ ...GOOD, ...environment });
      return read.ok ? read.settings : expect.fail(JSON.stringify(read.problems));
    };
    writeFileSync(file, policyWith(2));
    expect(settings({ POLICY_FILE: file }).policyFile).toBe(file);
    expect(settings({}).policyFile).toBeNull();
  });
});

test("contain is warned of in the log, once for each reading, and by the doctor", () => {
  writeFileSync(file, policyWith(2, "contain"));
  const words = /"contain" stands for isolate, revoke-sessions, compromised/;
  const policy = createPolicySource(file, log);
  policy();
  policy();
  const warning = { policy: file, warnings: [expect.stringMatching(words)] };
  expect(logged).toEqual([{ event: expect.stringMatching(/says something other/), fields: warning }]);
  const read = readSettings({ ...GOOD, POLICY_FILE: file });
  if (!read.ok) return expect.fail(JSON.stringify(read.problems));
  expect(checkConfiguration(read.settings, Date.now())).toContainEqual({
    check: "configuration",
    status: "warning",
    text: expect.stringMatching(words),
  });
});

const GUID = "11111111-2222-3333-4444-555555555555";
const GOOD = {
  PUBLIC_URL: "https://bot.contoso.example",
  TENANT_ID: GUID,
  CLIENT_ID: GUID,
  CLIENT_SECRET: "s",
  TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
};
