import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuthenticationResult } from "@azure/msal-node";
import { SignJWT, generateKeyPair } from "jose";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startEntra, type SandboxEntra } from "../../sandbox/entra/server.ts";
import { PEOPLE, personByKey } from "../../sandbox/people.ts";
import { DEFENDER, entraCaller } from "./entra-caller.ts";

let dir: string;
let entra: SandboxEntra;
let caller: ReturnType<typeof entraCaller>;
let time = Date.now();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "entra-"));
  entra = await startEntra({ tlsDir: dir, clock: () => time });
  caller = entraCaller(entra);
});
afterAll(async () => {
  await entra.close();
  rmSync(dir, { recursive: true });
});
afterEach(() => {
  time = Date.now();
  entra.faults.clear();
  for (const { key, roles } of PEOPLE) {
    entra.setRoles(key, roles);
    entra.enable(key);
    entra.requireConsent(key, false);
    entra.requireStepUp(key, null);
  }
});

function rolesIn(result: AuthenticationResult | null): unknown {
  return (result?.idTokenClaims as Record<string, unknown>)["roles"];
}
test("a process that trusts two sandboxes reaches each of them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "entra-"));
  const other = await startEntra({ tlsDir: folder });
  try {
    for (const one of [entra, other]) {
      const { https } = entraCaller(one, [entra.caFile, other.caFile]);
      expect((await https("GET", `${one.url}/${one.tenantId}/discovery/v2.0/keys`)).status).toBe(200);
    }
  } finally {
    await other.close();
    rmSync(folder, { recursive: true });
  }
});

describe("msal-node against the sandbox's Entra", () => {
  test("client credentials with a secret carry the application's roles", async () => {
    const result = await caller.client().acquireTokenByClientCredential({ scopes: [`${DEFENDER}/.default`] });
    const claims = await entra.verifyAccessToken(result?.accessToken ?? "");
    expect(claims).toMatchObject({ aud: DEFENDER, tid: entra.tenantId, appid: entra.clientId });
    expect(claims?.["roles"]).toEqual(["Alert.Read.All", "Machine.Read.All"]);
    expect(claims).not.toHaveProperty("scp");
  });

  test("a certificate (PS256) works once it is registered, and not before", async () => {
    const pem = await generate([{ name: "commonName", value: "bot" }], { algorithm: "sha256" });
    const der = Buffer.from(pem.cert.replace(/-----[^-]+-----|\s/g, ""), "base64");
    const thumbprintSha256 = createHash("sha256").update(der).digest("hex");
    const credential = { clientCertificate: { thumbprintSha256, privateKey: pem.private, x5c: pem.cert } };
    const scopes = ["https://api.botframework.com/.default"];
    await expect(caller.client(credential).acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({
      errorCode: "invalid_client",
      errorNo: 700027,
    });
    entra.addCertificate(pem.cert);
    const result = await caller.client(credential).acquireTokenByClientCredential({ scopes });
    expect(await entra.verifyAccessToken(result?.accessToken ?? "")).toMatchObject({
      aud: "https://api.botframework.com",
    });
  });

  test("a federated assertion stands for the app when issuer, subject and key are registered", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const [issuer, subject] = ["https://cluster.example", "system:serviceaccount:soc:bot"];
    const sign = (sub: string) =>
      new SignJWT({ iss: issuer, sub, aud: "api://AzureADTokenExchange" })
        .setProtectedHeader({ alg: "RS256" })
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(privateKey);
    entra.addFederatedCredential({ issuer, subject, key: publicKey });
    const scopes = [`${DEFENDER}/.default`];
    const good = caller.client({ clientAssertion: await sign(subject) });
    expect((await good.acquireTokenByClientCredential({ scopes }))?.accessToken).toBeTruthy();
    const other = caller.client({ clientAssertion: await sign("system:serviceaccount:soc:other") });
    await expect(other.acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({ errorNo: 70021 });
  });

  test("on-behalf-of gives the person's token with exactly the asked permission, and an id_token with roles", async () => {
    const result = await caller.onBehalfOf(caller.client(), "carla", "Machine.Isolate");
    const claims = await entra.verifyAccessToken(result.accessToken);
    expect(claims).toMatchObject({
      aud: DEFENDER,
      oid: personByKey("carla").oid,
      upn: personByKey("carla").upn,
    });
    expect(claims?.["scp"]).toBe("Machine.Isolate");
    expect(rolesIn(result)).toEqual(["Responder", "Approver"]);
    expect(result.account?.homeAccountId).toBe(`${personByKey("carla").oid}.${entra.tenantId}`);
    expect(entra.calls.at(-1)).toMatchObject({ oid: personByKey("carla").oid });
  });

  test("a forced refresh shows new roles; the cache shows the old ones", async () => {
    const app = caller.client();
    const { account } = await caller.onBehalfOf(app, "carla");
    entra.setRoles("carla", ["Responder"]);
    const silent = { account: account!, scopes: [`${DEFENDER}/Machine.Read`] };
    expect(rolesIn(await app.acquireTokenSilent(silent))).toEqual(["Responder", "Approver"]);
    expect(rolesIn(await app.acquireTokenSilent({ ...silent, forceRefresh: true }))).toEqual(["Responder"]);
  });

  test("disabled, revoked, unconsented and challenged people are refused in Entra's words", async () => {
    const app = caller.client();
    const { account } = await caller.onBehalfOf(app, "ben");
    const silent = { account: account!, scopes: [`${DEFENDER}/Machine.Read`], forceRefresh: true };
    entra.requireConsent("ben", true);
    await expect(caller.onBehalfOf(caller.client(), "ben")).rejects.toMatchObject({
      errorCode: "invalid_grant",
      subError: "consent_required",
      errorNo: 65001,
    });
    entra.requireConsent("ben", false);
    entra.requireStepUp("ben", '{"access_token":{"capolids":{"essential":true}}}');
    await expect(caller.onBehalfOf(caller.client(), "ben")).rejects.toMatchObject({
      errorCode: "interaction_required",
      errorNo: 50076,
      claims: '{"access_token":{"capolids":{"essential":true}}}',
    });
    entra.requireStepUp("ben", null);
    entra.disable("ben");
    await expect(app.acquireTokenSilent(silent)).rejects.toMatchObject({ errorNo: 50057 });
    entra.enable("ben");
    entra.revokeSessions("ben");
    await expect(app.acquireTokenSilent(silent)).rejects.toMatchObject({ errorNo: 50173 });
  });

  test("refresh tokens end after 90 days", async () => {
    const app = caller.client();
    const { account } = await caller.onBehalfOf(app, "erin");
    time += 91 * 86_400_000;
    const silent = { account: account!, scopes: [`${DEFENDER}/Machine.Read`], forceRefresh: true };
    await expect(app.acquireTokenSilent(silent)).rejects.toMatchObject({ errorNo: 700082 });
  });
});

describe("refusals at the token endpoint", () => {
  const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  async function exchange(assertion: string, scope = `${DEFENDER}/Machine.Read`): Promise<unknown> {
    const form = { grant_type: grant, assertion, scope, requested_token_use: "on_behalf_of" };
    return (await caller.token(form)).body["error_codes"];
  }

  test("forged assertions", async () => {
    const seconds = Math.floor(time / 1000);
    expect(await exchange(await entra.ssoToken("ana", {}, "stranger"))).toEqual([50013]);
    expect(
      await exchange(await entra.ssoToken("ana", { tid: "11111111-1111-4111-8111-111111111111" })),
    ).toEqual([50013]);
    expect(await exchange(await entra.ssoToken("ana", { aud: "api://somebody-else" }))).toEqual([500131]);
    expect(await exchange(await entra.ssoToken("ana", { exp: seconds - 1 }))).toEqual([500133]);
    expect(await exchange("junk")).toEqual([50013]);
    const uri = { aud: `api://botid-${entra.clientId}` };
    expect(await exchange(await entra.ssoToken("ana", uri))).toBeUndefined();
  });

  test("wrong client, secret, tenant, scope and grant", async () => {
    const base = { grant_type: "client_credentials", scope: `${DEFENDER}/.default` };
    const codes = async (form: Record<string, string>) =>
      (await caller.token({ ...base, ...form })).body["error_codes"];
    expect(await caller.token({ ...base, client_secret: "no" })).toMatchObject({
      status: 401,
      body: { error: "invalid_client", error_codes: [7000215] },
    });
    expect(await codes({ client_id: entra.tenantId })).toEqual([700016]);
    expect(await codes({ grant_type: "password" })).toEqual([70003]);
    expect(await codes({ scope: "https://unknown.example/.default" })).toEqual([500011]);
    expect(await codes({ scope: `${DEFENDER}/Machine.Read` })).toEqual([1002012]);
    expect(await codes({ scope: `${DEFENDER}/A https://graph.microsoft.com/B` })).toEqual([28000]);
    expect(await codes({ scope: `api://botid-${entra.clientId}/.default` })).toEqual([90009]);
    const elsewhere = await caller.https("POST", `${entra.url}/other/oauth2/v2.0/token`, "grant_type=x");
    expect(JSON.parse(elsewhere.text)).toMatchObject({ error_codes: [90002] });
    const app = caller.client();
    await expect(caller.onBehalfOf(app, "ana", "Machine.Nothing")).rejects.toMatchObject({ errorNo: 65001 });
  });
});

describe("faults", () => {
  const form = { grant_type: "client_credentials", scope: `${DEFENDER}/.default` };

  test("queued and standing answers, dropped connections", async () => {
    entra.faults.next(1, { status: 503, body: { error: "temporarily_unavailable" } });
    expect((await caller.token(form)).status).toBe(503);
    expect((await caller.token(form)).status).toBe(200);
    entra.faults.set({ drop: true, path: /\/token$/ });
    await expect(caller.token(form)).rejects.toThrow();
    await expect(caller.token(form)).rejects.toThrow();
    const keys = await caller.https("GET", `${entra.url}/${entra.tenantId}/discovery/v2.0/keys`);
    expect(keys.status).toBe(200);
    entra.faults.set(null);
    expect((await caller.token(form)).status).toBe(200);
  });

  test("down refuses connections, up listens on the same port", async () => {
    await entra.faults.down();
    await expect(caller.token(form)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await entra.faults.up();
    expect((await caller.token(form)).status).toBe(200);
  });
});

test("the certificate is kept and used again", async () => {
  const again = await startEntra({ tlsDir: dir });
  try {
    expect(readFileSync(again.caFile, "utf8")).toBe(readFileSync(entra.caFile, "utf8"));
    expect(again.counts()).toEqual({});
  } finally {
    await again.close();
  }
});
