import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startIdentityEndpoint,
  startPlatform,
  type IdentityEndpoint,
  type Platform,
} from "../support/identity-endpoint.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** The four credentials, each with the real process: its own token, and a person's on behalf of. */

const IDENTITY = "5d1f3c1e-6a58-4f0e-9b57-1f1b7f0c9a11";
/** Only one credential may be set; an empty variable counts as none. */
const NONE = {
  CLIENT_SECRET: "",
  CLIENT_CERTIFICATE_FILE: "",
  FEDERATED_TOKEN_FILE: "",
  MANAGED_IDENTITY_CLIENT_ID: "",
};

let tenant: Tenant;
let folder: string;
let platform: Platform;
let endpoint: IdentityEndpoint;

beforeAll(async () => {
  tenant = await startTenant();
  // A bot that is started anew every second doesn't know how much the one before it has said.
  tenant.teams.limiter.enabled = false;
  folder = tenant.bot.env()["DATA_DIR"]!;
  platform = await startPlatform("bot");
  endpoint = await startIdentityEndpoint(platform, IDENTITY);
  tenant.entra.addFederatedCredential(platform);
});

afterAll(async () => {
  await endpoint?.close();
  await tenant?.close();
});

/** Starts the bot anew with that credential; it then gets what it needs from Entra by nothing else. */
async function proves(credential: Readonly<Record<string, string>>): Promise<void> {
  await tenant.bot.stop();
  tenant.bot.setEnv({ ...NONE, ...credential });
  const before = tenant.entra.calls.length;
  await tenant.bot.start();
  await works(before);
}

/** Its own token and a person's, with no refusal, in the calls to Entra from that one on. */
async function works(from: number): Promise<void> {
  await tenant.ask("ana", "ana", "signout");
  await tenant.ask("ana", "ana", "whoami", (shown) => shown.includes("ana.ruiz@"));
  const calls = tenant.entra.calls.slice(from);
  expect(calls.map(({ grant }) => grant)).toEqual(
    expect.arrayContaining(["client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"]),
  );
  expect(calls.filter(({ error }) => error !== undefined)).toEqual([]);
}

test("a secret, which the sandbox gives it", () => works(0));

test("a certificate", async () => {
  const pair = await generate([{ name: "commonName", value: "bot" }], { keySize: 2048, algorithm: "sha256" });
  tenant.entra.addCertificate(pair.cert);
  const file = join(folder, "bot.pem");
  writeFileSync(file, `${pair.private}\n${pair.cert}`);
  await proves({ CLIENT_CERTIFICATE_FILE: file });
});

test("a federated token file", async () => {
  const file = join(folder, "federated-token");
  writeFileSync(file, await platform.token());
  await proves({ FEDERATED_TOKEN_FILE: file });
});

test("a managed identity, whose token is the assertion of the app", async () => {
  await proves({ MANAGED_IDENTITY_CLIENT_ID: IDENTITY, ...endpoint.env });
  expect(endpoint.served()).toBeGreaterThan(0);
});
