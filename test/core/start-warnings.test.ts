import { UnsecuredJWT } from "jose";
import { expect, test } from "vitest";
import { readConfig, type Config } from "../../src/config/environment.ts";
import { checkConfiguration } from "../../src/doctor/setup.ts";
import { isHealthy } from "../../src/doctor/report.ts";
import { warnOfPermissions } from "../../src/start-warnings.ts";

const GUID = "11111111-2222-3333-4444-555555555555";

function configOf(environment: Record<string, string> = {}): Config {
  const read = readConfig({
    PUBLIC_URL: "https://bot.contoso.example",
    TENANT_ID: GUID,
    CLIENT_ID: GUID,
    CLIENT_SECRET: "s",
    TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
    ...environment,
  });
  return read.ok ? read.config : expect.fail(JSON.stringify(read.problems));
}

test("alerts come from Microsoft Graph unless somebody says otherwise", () => {
  expect(configOf().alertsApi).toBe("graph");
  expect(configOf({ ALERTS_API: "mde" }).alertsApi).toBe("mde");
});

test.each([
  ["warns of ALERTS_API=mde until 2026-12-31", "2026-12-31T23:59:59Z", "mde", "warning"],
  ["fails with ALERTS_API=mde from 2027-01-01 on", "2027-01-01T00:00:00Z", "mde", "failed"],
  ["has nothing against graph", "2027-01-01T00:00:00Z", "graph", null],
] as const)("the doctor %s", (_, at, api, status) => {
  const config = configOf({ ALERTS_API: api });
  const settings = { config, problems: [], policy: null, policySource: "built in", policyFile: null };
  const found = checkConfiguration(settings, Date.parse(at)).filter(({ text }) =>
    text.includes("2027-02-01"),
  );
  expect(found.map((one) => one.status)).toEqual(status === null ? [] : [status]);
  expect(isHealthy(found)).toBe(status !== "failed");
});

async function warnings(roles: Readonly<Record<string, readonly string[] | null>>) {
  const warned: unknown[] = [];
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (event: string, fields?: object) => void warned.push({ event, ...fields }),
  };
  const applicationToken = (api: string) => {
    const held = roles[api];
    return held === null || held === undefined
      ? Promise.reject(new Error("no token"))
      : Promise.resolve(new UnsecuredJWT({ roles: [...held] }).encode());
  };
  await warnOfPermissions(configOf(), { applicationToken }, log);
  return warned;
}

test("a start names each permission that the application lacks, and what an administrator does about it", async () => {
  expect(await warnings({ defender: ["Machine.Read.All"], graph: ["SecurityAlert.Read.All"] })).toEqual([]);
  expect(await warnings({ defender: ["Machine.Read.All", "Alert.Read.All"], graph: [] })).toEqual([
    {
      event: "an application permission is missing",
      api: "Microsoft Graph",
      permission: "SecurityAlert.Read.All",
      todo: expect.stringMatching(/administrator.*Microsoft Graph.*grants admin consent/),
    },
  ]);
});

test("a token that can't be got says nothing of permissions", async () => {
  expect(await warnings({ defender: null, graph: null })).toEqual([]);
});
