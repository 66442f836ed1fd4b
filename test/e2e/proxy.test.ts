import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Finding } from "../../src/doctor/report.ts";
import { certificateFor } from "../adapters/transport/fixtures.ts";
import { bundled } from "../support/bundle.ts";
import { openProxy, type ForwardProxy } from "../support/proxy.ts";
import { COMPILED, startTenant, type Tenant } from "../support/tenant.ts";

/**
 * A network whose only way out is a proxy that looks into TLS, as companies have them: the names of the services are known
 * to it alone, and its authority stands in NODE_EXTRA_CA_CERTS. `npm run doctor` as a process calls every host that the
 * bot calls, with the same clients.
 */

const NAMES = ["entra", "defender", "graph", "keys", "teams", "sink", "traces", "bot"] as const;
const nameOf = (name: (typeof NAMES)[number]) => `${name}.proxied.example`;

let tenant: Tenant;
let proxy: ForwardProxy;
let folder: string;
let inside: ReturnType<typeof createTlsServer>;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "proxy-"));
  tenant = await startTenant();
  const own = tenant.bot.env();
  const certificate = await certificateFor(...NAMES.map(nameOf));
  const authorities = join(folder, "authorities.pem");
  writeFileSync(
    authorities,
    readFileSync(own["NODE_EXTRA_CA_CERTS"] ?? "", "utf8") + "\n" + certificate.cert,
  );
  const entra = own["ENTRA_AUTHORITY"] ?? "";
  const places = new Map<string, string>([
    [nameOf("entra"), entra],
    [nameOf("defender"), own["DEFENDER_URL"] ?? ""],
    [nameOf("graph"), own["GRAPH_URL"] ?? ""],
    [nameOf("keys"), new URL(own["BOT_OPENID_URL"] ?? "").origin],
  ]);
  inside = createTlsServer({ ...certificate }, (request, response) => {
    const host = request.headers.host ?? "";
    const target = places.get(host);
    // The endpoints that Entra's discovery document names are Entra's, too.
    const rewrite = (text: string) => text.replaceAll(`"${entra}/`, `"https://${nameOf("entra")}/`);
    if (target === undefined) response.writeHead(200).end();
    else forward(request, response, target, host === nameOf("entra") ? rewrite : (text) => text);
  });
  inside.listen(0, "127.0.0.1");
  await once(inside, "listening");
  const { port } = inside.address() as AddressInfo;
  proxy = await openProxy((authority) => (authority.endsWith(".proxied.example:443") ? port : null));
  variables = {
    ...own,
    NODE_EXTRA_CA_CERTS: authorities,
    HTTPS_PROXY: proxy.url,
    PUBLIC_URL: `https://${nameOf("bot")}`,
    ENTRA_AUTHORITY: `https://${nameOf("entra")}`,
    DEFENDER_URL: `https://${nameOf("defender")}`,
    GRAPH_URL: `https://${nameOf("graph")}`,
    BOT_OPENID_URL: `https://${nameOf("keys")}${new URL(own["BOT_OPENID_URL"] ?? "").pathname}`,
    BOT_SERVICE_HOSTS: nameOf("teams"),
    AUDIT_SINK_URL: `https://${nameOf("sink")}/audit`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://${nameOf("traces")}`,
    ALERTS_API: "mde",
  };
});

beforeEach(() => void (proxy.asked.length = 0));

afterAll(async () => {
  await proxy?.close();
  inside?.close();
  inside?.closeAllConnections();
  await tenant?.close();
  rmSync(folder, { recursive: true, force: true });
});

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  rewrite: (text: string) => string,
): void {
  const url = new URL(request.url ?? "/", origin);
  const start = url.protocol === "https:" ? tlsRequest : plainRequest;
  const headers = { ...request.headers, host: url.host, "accept-encoding": "identity" };
  const options = { method: request.method, headers, rejectUnauthorized: false };
  const onward = start(url, options, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("end", () => {
      const { "content-length": _length, "transfer-encoding": _encoding, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, kept).end(rewrite(Buffer.concat(chunks).toString("utf8")));
    });
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

async function findings(env: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const child = spawn(process.execPath, [bundled("doctor"), "--json"], {
    cwd: folder,
    env: { ...COMPILED, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  await once(child, "close");
  return (JSON.parse(output) as { findings: readonly Finding[] }).findings;
}

const badOnes = (all: readonly Finding[]) =>
  all.filter(({ status }) => status === "failed").map(({ text }) => text);

test("every host that is called is called through the proxy, with tokens and calls that work", async () => {
  const all = await findings(variables);
  expect(badOnes(all)).toEqual([]);
  expect(all.filter(({ check }) => check === "calls")).not.toEqual([]);
  // Graph is not called where alerts come from Defender's own API.
  const called = NAMES.filter((name) => name !== "graph");
  expect(new Set(proxy.asked)).toEqual(new Set(called.map((name) => `${nameOf(name)}:443`)));
});

test("in small letters too, and alerts by way of Graph", async () => {
  const { HTTPS_PROXY: url = "", ...others } = variables;
  const all = await findings({ ...others, https_proxy: url, ALERTS_API: "graph" });
  expect(all.find(({ text }) => text.startsWith("Microsoft Graph answers"))).toBeDefined();
  expect(proxy.asked).toContain(`${nameOf("graph")}:443`);
});

test("a proxy that lets nothing through is named as the cause", async () => {
  proxy.refuse(403);
  const all = await findings(variables);
  proxy.refuse(null);
  expect(badOnes(all).join("\n")).toMatch(/Defender can't be reached at .*the proxy does not let me through/);
});

test("this machine's own addresses, and with NO_PROXY all, are never asked of the proxy", async () => {
  expect(badOnes(await findings({ ...tenant.bot.env(), HTTPS_PROXY: proxy.url }))).toEqual([]);
  const direct = { ...tenant.bot.env(), HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: "*" };
  expect(badOnes(await findings(direct))).toEqual([]);
  expect(proxy.asked).toEqual([]);
});
