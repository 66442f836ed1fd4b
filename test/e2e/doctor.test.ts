import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnsecuredJWT, type JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { examine } from "../../src/doctor/examine.ts";
import type { Finding } from "../../src/doctor/report.ts";
import { trust } from "../support/authority.ts";
import { bundled } from "../support/bundle.ts";
import { openDatabase, STORES } from "../support/database.ts";
import { COMPILED, startTenant, type Tenant } from "../support/tenant.ts";

/**
 * `npm run doctor` beside the running bot: what it finds right, and each thing that can be wrong; as a process where it is
 * about what a process is given and gives back.
 */

/** As `npm run doctor` runs it. */
const SOURCES = join(import.meta.dirname, "..", "..", "src", "doctor", "main.ts");
const GUID = "99999999-2222-3333-4444-555555555555";

type Variables = Readonly<Record<string, string>>;

let tenant: Tenant;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  tenant = await startTenant();
  trust(tenant.entra.caFile);
});

afterEach(async () => {
  await tenant.entra.faults.up();
  await tenant.defender.faults.up();
  tenant.entra.faults.clear();
  tenant.defender.faults.clear();
  tenant.graph.faults.clear();
});

afterAll(async () => {
  await tenant?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

async function run(script: string, env: Variables, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], { cwd: folder, env: { ...COMPILED, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

const doctor = (env: Variables, ...args: string[]) => run(bundled("doctor"), env, ...args);

/** What it finds with the bot's own configuration, changed like this. */
function findings(change: Variables = {}): Promise<readonly Finding[]> {
  return examine({ ...tenant.bot.env(), ...change });
}

async function failures(change: Variables = {}): Promise<string> {
  const failed = (await findings(change)).filter(({ status }) => status === "failed");
  return failed.map(({ check, text }) => `${check}: ${text}`).join("\n");
}

/** Entra answers every request for a token with one that says this. */
function issue(claims: JWTPayload): void {
  const { clientId, tenantId } = tenant.entra;
  const now = Math.floor(Date.now() / 1000);
  const all = { appid: clientId, tid: tenantId, iat: now, exp: now + 3600, ...claims };
  tenant.entra.faults.set({
    method: "POST",
    body: { token_type: "Bearer", expires_in: 3600, access_token: new UnsecuredJWT(all).encode() },
  });
}

const DEFENDER = "https://api.securitycenter.microsoft.com";
const READS = ["Machine.Read.All"];

test("says in words that everything works, and which key signs the audit", async () => {
  const { code, output } = await run(SOURCES, tenant.bot.env());
  expect(output).toContain("The set-up works.");
  expect(output).toMatch(/Public key of the audit checkpoints: [\w-]{43}\n/);
  expect(output).toContain("SecurityAlert.Read.All");
  expect(output).not.toContain("2027-02-01");
  expect(output).toContain(`${DEFENDER}/Machine.Isolate`);
  expect(output).not.toContain(tenant.bot.env()["CLIENT_SECRET"]);
  expect(code).toBe(0);
});

test("as JSON, for a pipeline: each finding, and an exit code other than 0 when one of them failed", async () => {
  for (const [change, ok] of [
    [{}, true],
    [{ LOG_LEVEL: "loud" }, false],
  ] as const) {
    const { code, output } = await doctor({ ...tenant.bot.env(), ...change }, "--json");
    const report = JSON.parse(output) as { ok: boolean; findings: readonly Finding[] };
    expect(report.ok).toBe(ok);
    expect(report.findings.some(({ status }) => status === "failed")).toBe(!ok);
    expect(code).toBe(ok ? 0 : 1);
  }
});

test("asks Defender's own API for alerts when the configuration says so, and names its end", async () => {
  const all = await findings({ ALERTS_API: "mde" });
  const texts = all.map(({ text }) => text).join("\n");
  expect(texts).not.toContain("SecurityAlert.Read.All");
  expect(all).toContainEqual({
    check: "configuration",
    status: Date.now() < Date.UTC(2027, 0, 1) ? "warning" : "failed",
    text: expect.stringContaining("2027-02-01"),
  });
});

describe("configuration", () => {
  test("every bad variable has its line", async () => {
    const text = await failures({ TENANT_ID: "contoso", LOG_LEVEL: "loud" });
    expect(text).toMatch(/configuration: TENANT_ID: must be a GUID/);
    expect(text).toMatch(/configuration: LOG_LEVEL/);
  });

  test("a bad policy does not keep the rest from being looked at", async () => {
    const file = join(folder, "bad.json");
    writeFileSync(file, JSON.stringify({ version: 1, rulez: [] }));
    const all = await findings({ POLICY_FILE: file });
    const [problem, ...others] = all.filter(({ status }) => status === "failed");
    expect(problem?.text).toMatch(/POLICY_FILE: .*rulez/);
    expect(others).toEqual([]);
    expect(all.some(({ check }) => check === "tokens")).toBe(true);
  });

  test("an argument that it does not know", async () => {
    expect(await doctor(tenant.bot.env(), "--fast")).toMatchObject({ code: 64 });
  });
});

describe("network and clock", () => {
  test("Defender does not answer", async () => {
    await tenant.defender.faults.down();
    const text = await failures();
    expect(text).toMatch(/network: Defender can't be reached at .*refused.*DEFENDER_URL/);
    expect(text).toMatch(/calls: Machine actions can be read: no\. Defender can't be reached/);
  });

  test("a name that nobody has", async () => {
    expect(await failures({ BOT_OPENID_URL: "https://nowhere.invalid/keys" })).toMatch(
      /Bot Framework's keys can't be reached at nowhere\.invalid: its name/,
    );
  });

  test("Entra ID is down, or of an authority that the machine does not trust", async () => {
    await tenant.entra.faults.down();
    expect(await failures()).toMatch(/network: Entra ID can't be reached/);
    await tenant.entra.faults.up();
    const { output } = await doctor({ ...tenant.bot.env(), NODE_EXTRA_CA_CERTS: "" });
    expect(output).toMatch(/Entra ID .*certificate is not trusted/);
  });

  test.each([
    ["ahead of", -10],
    ["behind", 10],
  ])("the clock is %s Entra's", async (words, minutes) => {
    const date = new Date(Date.now() + minutes * 60_000).toUTCString();
    tenant.entra.faults.set({ method: "HEAD", status: 200, headers: { date } });
    expect(await failures()).toMatch(new RegExp(`clock: This machine's clock is \\d+ s ${words} Entra ID's`));
  });
});

describe("tokens", () => {
  test("a secret that is wrong, an application and a tenant that are not there", async () => {
    expect(await failures({ CLIENT_SECRET: "canary-wrong" })).toMatch(
      /CLIENT_SECRET is wrong .*AADSTS7000215/,
    );
    expect(await failures({ CLIENT_ID: GUID })).toMatch(/TENANT_ID has no application CLIENT_ID/);
    expect(await failures({ TENANT_ID: GUID })).toMatch(/does not know this tenant/);
  });

  test("a resource that Entra does not know", async () => {
    const text = await failures({ DEFENDER_RESOURCE: "https://api.security.microsoft.example" });
    expect(text).toMatch(/DEFENDER_RESOURCE names nothing that it knows \(AADSTS500011\)/);
  });

  test("each missing permission by its name", async () => {
    issue({ aud: DEFENDER, roles: ["Score.Read.All"] });
    const text = await failures();
    for (const permission of [...READS, "SecurityAlert.Read.All"]) {
      expect(text).toContain(`the application permission ${permission} is missing`);
    }
  });

  test("each permission to change things", async () => {
    issue({ aud: DEFENDER, roles: [...READS, "Machine.Isolate", "Alert.ReadWrite.All"] });
    const text = await failures();
    expect(text).toContain("the application permission Machine.Isolate lets the bot change things");
    expect(text).toContain("the application permission Alert.ReadWrite.All lets the bot change things");
    expect(text).not.toContain("Machine.Read.All is missing");
  });

  test("a wrong audience, another tenant, another application", async () => {
    issue({ aud: "https://graph.microsoft.com", tid: GUID, appid: GUID, roles: READS });
    const text = await failures();
    expect(text).toContain(
      `audience is https://graph.microsoft.com, not ${DEFENDER}. Check DEFENDER_RESOURCE`,
    );
    expect(text).toMatch(/another tenant's/);
    expect(text).toMatch(/another application's/);
  });

  test("a token from the future", async () => {
    issue({ aud: DEFENDER, roles: READS, nbf: Math.floor(Date.now() / 1000) + 900 });
    expect(await failures()).toMatch(/not valid by this machine's clock/);
  });

  test("a token that Defender refuses all the same", async () => {
    for (const { faults } of [tenant.defender, tenant.graph])
      faults.set({ status: 403, body: { error: { code: "Forbidden", message: "no" } } });
    const text = await failures();
    expect(text).toMatch(/calls: Alerts can be read: no\. .*SecurityAlert\.Read\.All.*admin consent/);
    expect(text).toMatch(/calls: Machine actions can be read: no\. /);
  });
});

describe("store", () => {
  test("a directory that can't be written to, and a server that is not there", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    expect(await failures({ DATA_DIR: join(file, "data") })).toMatch(
      /store: DATA_DIR: .*can't be written to/,
    );
    const text = await failures({ DATABASE_URL: "postgres://bot:canary@127.0.0.1:1/bot" });
    expect(text).toMatch(/store: DATABASE_URL: the database refused or could not be reached/);
    expect(text).not.toContain("canary");
  });

  test("a file that is no database", async () => {
    const junk = join(folder, "junk");
    mkdirSync(junk);
    writeFileSync(join(junk, "bot.sqlite"), "this is no database, whatever its name says".repeat(30));
    expect(await failures({ DATA_DIR: junk })).toMatch(/store: DATA_DIR: /);
  });

  test("another TOKEN_KEY than the store was written with", async () => {
    const TOKEN_KEY = Buffer.alloc(32, 9).toString("base64");
    expect(await failures({ TOKEN_KEY })).toMatch(/TOKEN_KEY does not open what is stored/);
  });

  test.each(STORES)("%s that is not there yet is left so", async (kind) => {
    const fresh = join(folder, `new-${kind}`);
    const database = await openDatabase(kind, fresh);
    const change = { DATA_DIR: fresh, ...database.env };
    for (const _ of ["once", "again"]) {
      const store = (await findings(change)).filter(({ check }) => check === "store");
      expect(store.map(({ text }) => text)).toEqual([
        expect.stringContaining("the first start makes it"),
        "The first start makes the key of the audit checkpoints.",
      ]);
    }
    await database.close();
  });
});
