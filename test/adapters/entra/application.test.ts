import { X509Certificate } from "node:crypto";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportPKCS8, generateKeyPair, SignJWT } from "jose";
import { generate } from "selfsigned";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startIdentityEndpoint, startPlatform } from "../../support/identity-endpoint.ts";
import { openBench, type Bench } from "./fixtures.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test("application tokens are fetched once, by ten at a time too, and again before their end", async () => {
  const bot = bench.bot();
  const ten = Array.from({ length: 10 });
  await Promise.all(ten.map(() => bot.applicationToken("defender", bench.signal())));
  const token = await bot.applicationToken("defender", bench.signal());
  expect(await bench.sandbox.verifyAccessToken(token)).toMatchObject({
    aud: "https://api.securitycenter.microsoft.com",
  });
  expect(bench.sandbox.calls).toHaveLength(1);
  await bot.applicationToken("graph", bench.signal());
  await bot.applicationToken("bot", bench.signal());
  expect(bench.sandbox.calls.map((call) => call.scope.split(" ")[0])).toEqual([
    "https://api.securitycenter.microsoft.com/.default",
    "https://graph.microsoft.com/.default",
    "https://api.botframework.com/.default",
  ]);
  await bot.applicationToken("defender", bench.signal(), { force: true });
  bench.skip(60 * 60_000);
  await bot.applicationToken("defender", bench.signal());
  expect(bench.sandbox.calls).toHaveLength(5);
});

test("near its end a token is renewed while it is used, so that an Entra that is away is not noticed", async () => {
  const bot = bench.bot();
  const held = await bot.applicationToken("bot", bench.signal());
  bench.skip(56 * 60_000);
  bench.sandbox.faults.set({ status: 503 });
  expect(await bot.applicationToken("bot", bench.signal())).toBe(held);
  await expect.poll(() => bench.logged.join()).toContain("no usable answer");
  bench.sandbox.faults.clear();
  expect(await bot.applicationToken("bot", bench.signal())).toBe(held);
  await expect.poll(() => bot.applicationToken("bot", bench.signal())).not.toBe(held);
  bench.sandbox.faults.set({ status: 503 });
  bench.skip(60 * 60_000);
  const late = bot.applicationToken("bot", bench.signal());
  await expect(late).rejects.toMatchObject({ code: "unreachable" });
});

test("a wrong secret is a fault with Entra's codes, an Entra that is down is unreachable", async () => {
  const bot = bench.bot({ credential: { kind: "secret", secret: "wrong-secret" } });
  const refused = bot.applicationToken("bot", bench.signal());
  await expect(refused).rejects.toMatchObject({ code: "entra", fields: { errorNo: "7000215" } });
  const person = bot.signIn(bench.sender("ana"), await bench.sandbox.ssoToken("ana"), bench.signal());
  await expect(person).rejects.toMatchObject({ name: "UserError", code: "could-not-check" });
  expect(bench.logged.join()).not.toContain("wrong-secret");
  await bench.sandbox.faults.down();
  const down = bot.applicationToken("bot", bench.signal());
  await expect(down).rejects.toMatchObject({ code: "unreachable" });
});

test("a certificate proves the app", async () => {
  const pair = await generate([{ name: "commonName", value: "bot" }], { keySize: 2048, algorithm: "sha256" });
  bench.sandbox.addCertificate(pair.cert);
  const file = join(bench.folder, "bot.pem");
  writeFileSync(file, `${pair.private}\n${pair.cert}`);
  const bot = bench.bot({ credential: { kind: "certificate", file } });
  await bot.applicationToken("bot", bench.signal());
  expect(bot.credential.endsAt()).toBe(new X509Certificate(pair.cert).validToDate.getTime());
  await bot.signIn(bench.sender("ana"), await bench.sandbox.ssoToken("ana"), bench.signal());
  expect(bench.sandbox.calls.every((call) => call.error === undefined)).toBe(true);
});

test("a certificate is renewed by replacing its file; while that is unusable, the last one holds", async () => {
  const make = () => generate([{ name: "commonName", value: "bot" }], { keySize: 2048, algorithm: "sha256" });
  const [old, renewed] = await Promise.all([make(), make()]);
  bench.sandbox.addCertificate(old.cert);
  const file = join(bench.folder, "bot.pem");
  writeFileSync(file, `${old.private}\n${old.cert}`);
  const bot = bench.bot({ credential: { kind: "certificate", file } });
  const token = () => bot.applicationToken("bot", bench.signal(), { force: true });
  writeFileSync(file, renewed.private);
  await token();
  expect(bench.logged.at(-1)).toContain("can't be used any more");
  writeFileSync(file, `${renewed.private}\n${renewed.cert}`);
  await expect(token()).rejects.toMatchObject({ code: "entra", fields: { errorNo: "700027" } });
  bench.sandbox.addCertificate(renewed.cert);
  await token();
  expect(bench.sandbox.calls.map((call) => call.error)).toEqual([undefined, 700027, undefined]);
});

test("a bad certificate file stops the start and is not quoted", async () => {
  const file = join(bench.folder, "bad.pem");
  const other = await generate([{ name: "commonName", value: "other" }], { keySize: 2048 });
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  for (const text of ["junk", other.cert, `${await exportPKCS8(privateKey)}\n${other.cert}`]) {
    writeFileSync(file, text);
    expect(() => bench.bot({ credential: { kind: "certificate", file } })).toThrow(
      expect.objectContaining({ code: "configuration" }),
    );
  }
});

test("a federated token file is read at each use", async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const issuer = "https://cluster.example";
  const subject = "system:serviceaccount:bot:bot";
  bench.sandbox.addFederatedCredential({ issuer, subject, key: publicKey });
  const tokenFile = join(bench.folder, "token");
  const bot = bench.bot({ credential: { kind: "federated", tokenFile } });
  const missing = bot.applicationToken("bot", bench.signal());
  await expect(missing).rejects.toMatchObject({ code: "configuration" });
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "RS256", kid: createHash("sha256").update(issuer).digest("hex").slice(0, 8) })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience("api://AzureADTokenExchange")
    .setExpirationTime("5m")
    .sign(privateKey);
  writeFileSync(tokenFile, `${token}\n`);
  expect(await bot.applicationToken("bot", bench.signal())).toMatch(/^eyJ/);
});

test("a managed identity proves the app; when its endpoint fails, Entra is what can't be reached", async () => {
  const platform = await startPlatform("bot");
  bench.sandbox.addFederatedCredential(platform);
  const endpoint = await startIdentityEndpoint(platform, "identity");
  for (const [name, value] of Object.entries(endpoint.env)) vi.stubEnv(name, value);
  const bot = bench.bot({ credential: { kind: "managed-identity", clientId: "identity" } });
  endpoint.break(true);
  const failed = bot.applicationToken("bot", bench.signal());
  await expect(failed).rejects.toMatchObject({ code: "unreachable" });
  endpoint.break(false);
  expect(await bot.applicationToken("bot", bench.signal())).toMatch(/^eyJ/);
  const stranger = bench.bot({ credential: { kind: "managed-identity", clientId: "stranger" } });
  await expect(stranger.applicationToken("bot", bench.signal())).rejects.toMatchObject({
    code: "unreachable",
  });
  vi.unstubAllEnvs();
  await endpoint.close();
});

test("an authority without https and a short key are refused at once", () => {
  const thrown = (code: string): unknown => expect.objectContaining({ code });
  expect(() => bench.bot({ authority: "http://127.0.0.1:1" })).toThrow(thrown("configuration"));
  expect(() => bench.bot({ tokenKey: Buffer.alloc(16) })).toThrow(thrown("token-key"));
});
