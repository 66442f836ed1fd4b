import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimFolder, tellAddress } from "../../sandbox/folder.ts";
import { freePort } from "../../sandbox/ports.ts";
import { startSandbox } from "../../sandbox/tenant.ts";
import type { Sandbox } from "../../sandbox/tenant.ts";
import { path } from "./fake-bot.ts";

/** Ids of the alerts that the bot's application sees in Graph. */
async function graphAlertIds(sandbox: Sandbox): Promise<readonly string[]> {
  const { url } = sandbox.graph;
  const response = await fetch(`${url}/v1.0/security/alerts_v2?$top=1000`, {
    headers: { authorization: `Bearer ${await botToken(sandbox, url)}` },
  });
  return ((await response.json()) as { value: { id: string }[] }).value.map(({ id }) => id);
}

/** The application's own token for a resource, got as its SDK gets it. */
function botToken({ entra }: Sandbox, resource = "https://api.botframework.com"): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: entra.clientId,
    client_secret: entra.clientSecret,
    scope: `${resource}/.default`,
  });
  return new Promise((resolve, reject) => {
    const call = request(
      `${entra.url}/${entra.tenantId}/oauth2/v2.0/token`,
      {
        method: "POST",
        ca: readFileSync(entra.caFile),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve((JSON.parse(body) as { access_token: string }).access_token));
      },
    );
    call.on("error", reject);
    call.end(form.toString());
  });
}

test("a folder in use is left alone, one whose owner has ended is taken over", () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  writeFileSync(join(folder, "sandbox.pid"), String(process.ppid));
  writeFileSync(join(folder, "kept"), "");
  tellAddress(folder, "http://127.0.0.1:3980");
  expect(() => claimFolder(folder, true)).toThrow("already running here: http://127.0.0.1:3980");
  expect(existsSync(join(folder, "kept"))).toBe(true);
  writeFileSync(join(folder, "sandbox.pid"), "2147483646");
  claimFolder(folder, true)();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test("a port that is taken or promised gives way to the next", async () => {
  const taken = await freePort(0);
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(taken, "127.0.0.1", resolve));
  const next = await freePort(taken);
  expect(next).toBeGreaterThan(taken);
  expect(await freePort(taken, [next])).toBeGreaterThan(next);
  await new Promise((resolve) => holder.close(resolve));
});

test("any port is kept while nobody listens yet: from other starts, and from the connections of this machine", async () => {
  const port = await freePort(0);
  expect(port).toBeLessThan(32_768);
  const claim = createSocket("udp4");
  const refused = once(claim, "error");
  claim.bind({ port, address: "127.0.0.1", exclusive: true });
  expect(await refused).toEqual([expect.objectContaining({ code: "EADDRINUSE" })]);
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  await new Promise((resolve) => server.close(resolve));
});

test("the parts fit: this Entra's tokens open the connector, chats and secrets outlive a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "sandbox-"));
  const first = await startSandbox({ dataDir, startBot: false });
  const { id } = first.teams.state.conversation("ana");
  const post = await fetch(`${first.teams.url}v3${path(id)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${await botToken(first)}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "message", text: "hello" }),
  });
  expect(post.status).toBe(201);
  const own = [first.url, first.teams.url, first.entra.url, first.defender.url, first.graph.url];
  // Another address of this machine, which whoever listens on all of them would answer at too.
  const elsewhere = own.map((url) =>
    fetch(url.replace("127.0.0.1", "127.0.0.2"), { signal: AbortSignal.timeout(2_000) }),
  );
  expect((await Promise.allSettled(elsewhere)).map(({ status }) => status)).toEqual(
    own.map(() => "rejected"),
  );
  expect((await fetch(first.url)).headers.get("content-security-policy")).toContain("default-src 'none'");
  const tenant = (await (await fetch(`${first.url}/api/tenant`)).json()) as { people: { roles: string[] }[] };
  expect(tenant.people.map(({ roles }) => roles)).toContainEqual(["Responder", "Approver"]);
  first.defender.raiseAlert({ id: "da1_1" });
  expect(first.graph.url).not.toBe(first.defender.url);
  expect(await graphAlertIds(first)).toContain("da1_1");
  await first.close();

  const second = await startSandbox({ dataDir, startBot: false });
  expect(second.teams.messages("ana").map(({ text }) => text)).toEqual(["hello"]);
  expect(second.entra.clientSecret).toBe(first.entra.clientSecret);
  await second.close();

  expect(existsSync(join(dataDir, "policy.json"))).toBe(false);
  const third = await startSandbox({ dataDir, startBot: false, reset: true, ownPolicy: true });
  expect(third.teams.messages("ana")).toEqual([]);
  expect(third.bot.env()["POLICY_FILE"]).toBe(join(dataDir, "policy.json"));
  await third.close();

  // What somebody has written into the policy outlives a restart.
  writeFileSync(join(dataDir, "policy.json"), "{}");
  const fourth = await startSandbox({ dataDir, startBot: false, ownPolicy: true });
  expect(readFileSync(join(dataDir, "policy.json"), "utf8")).toBe("{}");
  await fourth.close();
  rmSync(dataDir, { recursive: true });
});
