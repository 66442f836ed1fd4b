import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config/environment.ts";
import { storeIn } from "../../src/shared/variables.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { loadPolicy } from "../../src/adapters/policy-file/schema.ts";

const GUID = "11111111-2222-3333-4444-555555555555";
const GOOD = {
  PUBLIC_URL: "https://bot.contoso.example/",
  TENANT_ID: GUID,
  CLIENT_ID: GUID,
  CLIENT_SECRET: "s",
  TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
};

function problems(environment: Record<string, string>): readonly string[] {
  const read = readConfig(environment);
  return read.ok ? [] : read.problems.map((problem) => problem.name);
}

describe("configuration", () => {
  test("has the contract's defaults", () => {
    const read = readConfig(GOOD);
    expect(read.ok && read.config).toMatchObject({
      port: 3978,
      publicUrl: "https://bot.contoso.example",
      defenderUrl: "https://api.security.microsoft.com",
      defenderResource: "https://api.securitycenter.microsoft.com",
      botServiceHosts: ["smba.trafficmanager.net"],
      retentionMs: 90 * 86_400_000,
      auditSinkUrl: null,
    });
    const gcc = readConfig({ ...GOOD, CLOUD: "gcc" });
    expect(gcc.ok && gcc.config.botServiceHosts).toEqual(["smba.infra.gcc.teams.microsoft.com"]);
  });

  test("keeps the sink's address as it is, query and slash included", () => {
    const url = "https://collector.contoso.example/audit/?key=A%2FB";
    const read = readConfig({ ...GOOD, AUDIT_SINK_URL: url });
    expect(read.ok && read.config.auditSinkUrl).toBe(url);
  });

  test("blanks and carriage returns around a value mean nothing, for the bot and the commands beside it", () => {
    const dirty = Object.fromEntries(Object.entries(GOOD).map(([name, value]) => [name, ` ${value}\r`]));
    const store = { DATA_DIR: "./elsewhere \r", DATABASE_URL: "\t" };
    const read = readConfig({ ...dirty, ...store, METRICS_TOKEN: " ", CLOUD: "gcc\r" });
    const clean = readConfig({ ...GOOD, DATA_DIR: "./elsewhere", CLOUD: "gcc" });
    expect(read).toEqual(clean);
    expect(read.ok && read.config.credential).toEqual({ kind: "secret", secret: "s" });
    expect(storeIn(store)).toEqual({ dataDir: "./elsewhere", databaseUrl: null });
    expect(storeIn({ DATA_DIR: " " })).toEqual({ dataDir: "./data", databaseUrl: null });
  });

  test.each(["DATA_DIR", "POLICY_FILE", "CLIENT_SECRET", "METRICS_TOKEN"])(
    "%s in quotes, which docker --env-file leaves there, is refused",
    (name) => {
      expect(problems({ ...GOOD, [name]: '"./data"' })).toEqual([name]);
    },
  );

  test("a public origin and hosts of the service are spelled in one way", () => {
    const read = readConfig({
      ...GOOD,
      PUBLIC_URL: "HTTPS://Bot.contoso.example:443/",
      BOT_SERVICE_HOSTS: "SMBA.trafficmanager.net:443, [::1]:80",
    });
    expect(read.ok && read.config).toMatchObject({
      publicUrl: "https://bot.contoso.example",
      botServiceHosts: ["smba.trafficmanager.net", "[::1]:80"],
    });
  });

  test("lists every bad variable at once", () => {
    expect(problems({})).toEqual(["PUBLIC_URL", "TENANT_ID", "CLIENT_ID", "TOKEN_KEY", "CLIENT_SECRET"]);
    expect(problems({ ...GOOD, PORT: "x", CLOUD: "moon", LOG_LEVEL: "loud" })).toEqual([
      "CLOUD",
      "PORT",
      "LOG_LEVEL",
    ]);
  });

  test.each([
    ["CLOUD", "toString"],
    ["PUBLIC_URL", "http://bot.contoso.example"],
    ["PUBLIC_URL", "https://user:pw@bot.contoso.example"],
    ["PUBLIC_URL", "https://bot.contoso.example/path"],
    ["PUBLIC_URL", "https://bot.contoso.example/?query"],
    ["BOT_SERVICE_HOSTS", "smba.trafficmanager.net:99999"],
    ["DATABASE_URL", "postgres://bot@%/bot"],
    ["ENTRA_AUTHORITY", "http://127.0.0.1:1"],
    ["DEFENDER_URL", "ftp://x"],
    ["BOT_SERVICE_HOSTS", "*.trafficmanager.net"],
    ["FILE_HOSTS", "*"],
    ["FILE_HOSTS", "*.com"],
    ["FILE_HOSTS", "https://core.windows.net"],
    ["FILE_HOSTS", "core.windows.net:99999"],
    ["TOKEN_KEY", "c2hvcnQ="],
    ["TENANT_ID", "contoso"],
    ["DATABASE_URL", "mysql://x"],
    ["AUDIT_SINK_URL", "http://collector.contoso.example/audit"],
    ["AUDIT_SINK_URL", "https://user:pw@collector.contoso.example/audit"],
    ["CLIENT_CERTIFICATE_FILE", "second-credential.pem"],
  ])("refuses %s=%s", (name, value) => {
    expect(problems({ ...GOOD, [name]: value })).toHaveLength(1);
  });

  test("says of every variable what it must be, in words of its own", () => {
    const names = [...Object.keys(GOOD), "ALERTS_API", "LANGUAGE", "LOG_LEVEL", "CLOUD", "PORT"];
    const more = ["FILE_HOSTS", "BOT_SERVICE_HOSTS", "DATABASE_URL", "AUDIT_SINK_URL", "DEFENDER_RESOURCE"];
    for (const name of new Set([...names, ...more, "RETENTION_DAYS", "ALERT_POLL_SECONDS", "METRICS_TOKEN"]))
      for (const value of ["loud", "§ §", "-1", "x".repeat(5_000)]) {
        const read = readConfig({ ...GOOD, [name]: value });
        const [problem = null] = read.ok ? [] : read.problems;
        if (problem !== null) expect(problem.problem, name).toMatch(/^(?:must|names|stands|is|has|can't) /);
      }
    const read = readConfig({ ...GOOD, ALERTS_API: "mdr", LANGUAGE: "english", LOG_LEVEL: "loud" });
    expect(read.ok ? [] : read.problems.map(({ name, problem }) => `${name} ${problem}`)).toEqual([
      "ALERTS_API must be mde or graph",
      "LANGUAGE must be en or sv",
      "LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent",
    ]);
  });

  test("allows http to this machine itself", () => {
    expect(
      problems({ ...GOOD, PUBLIC_URL: "http://127.0.0.1:3978", DEFENDER_URL: "http://localhost:1" }),
    ).toEqual([]);
  });
});

describe("the policy file", () => {
  test("that is named has to be there; unnamed, the built-in default holds", () => {
    expect(loadPolicy("/nonexistent/policy.json").ok).toBe(false);
    const before = process.cwd();
    process.chdir(mkdtempSync(join(tmpdir(), "policy-")));
    try {
      expect(loadPolicy(null)).toEqual({ ok: true, policy: DEFAULT_POLICY, source: "built-in default" });
      writeFileSync("policy.json", JSON.stringify({ version: 1, rulez: [] }));
      expect(loadPolicy(null).ok).toBe(false);
    } finally {
      process.chdir(before);
    }
  });
});
