import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTransport, type ProxySettings } from "../../../src/adapters/transport/index.ts";
import { readConfig } from "../../../src/config/environment.ts";
import { openProxy, type ForwardProxy } from "../../support/proxy.ts";
import { certificateFor, openTls, trust, type Place } from "./fixtures.ts";

const NAME = "defender.proxied.example";
const ANY = "0.0.0.0";
let service: Place;
let proxy: ForwardProxy;
const connections = new Set<number | undefined>();

beforeAll(async () => {
  const certificate = await certificateFor("localhost", NAME, ANY);
  trust(certificate);
  service = await openTls(certificate, (request, response) => {
    connections.add(request.socket.remotePort);
    response.end(`${request.method} ${request.headers.host}`);
  });
  proxy = await openProxy((authority) => (authority === `${NAME}:443` ? service.port : null));
});
afterAll(async () => {
  await proxy.close();
  await service.close();
});
beforeEach(() => {
  proxy.asked.length = 0;
  connections.clear();
});

function call(settings: Partial<ProxySettings>, url: string, alone: boolean) {
  const transport = createTransport({ https: proxy.url, http: null, except: null, ...settings });
  const bounds = { timeoutMs: 2_000, maxBytes: 1_024 };
  return transport.exchange({ method: alone ? "POST" : "GET", url, headers: {}, alone, ...bounds });
}

test("changing calls and reads go through the proxy alike", async () => {
  for (const alone of [true, false]) {
    expect(await call({}, `https://${NAME}/x`, alone)).toMatchObject({
      ...{ kind: "answer", status: 200 },
      text: `${alone ? "POST" : "GET"} ${NAME}`,
    });
  }
  expect(proxy.asked).toEqual([`${NAME}:443`, `${NAME}:443`]);
});

test("a tunnel is kept for the next read, and a change has one of its own", async () => {
  const transport = createTransport({ https: proxy.url, http: null, except: null });
  const bounds = { timeoutMs: 2_000, maxBytes: 1_024, headers: {}, url: `https://${NAME}/` };
  for (const alone of [false, false, true]) await transport.exchange({ method: "GET", alone, ...bounds });
  expect(proxy.asked).toHaveLength(2);
  expect(connections.size).toBe(2);
});

test("this machine itself is never called through the proxy", async () => {
  for (const alone of [true, false]) {
    const outcome = await call({}, `https://localhost:${service.port}/`, alone);
    expect(outcome).toMatchObject({ kind: "answer", status: 200 });
  }
  expect(proxy.asked).toEqual([]);
});

test("what NO_PROXY names is called directly, and nothing else", async () => {
  // An address of this machine that nobody takes for its own.
  const url = `https://${ANY}:${service.port}/`;
  for (const alone of [true, false]) {
    expect(await call({ except: `${ANY},other.example` }, url, alone)).toMatchObject({ status: 200 });
    expect(await call({ except: "*" }, url, alone)).toMatchObject({ status: 200 });
  }
  expect(proxy.asked).toEqual([]);
  expect(await call({ except: "other.example" }, url, true)).toMatchObject({ sent: "nothing" });
  expect(proxy.asked).toEqual([`${ANY}:${service.port}`]);
});

const BASE = {
  PUBLIC_URL: "https://bot.contoso.com",
  TENANT_ID: "11111111-2222-3333-4444-555555555555",
  CLIENT_ID: "11111111-2222-3333-4444-555555555555",
  CLIENT_SECRET: "s",
  TOKEN_KEY: Buffer.alloc(32).toString("base64"),
};

test.for([
  [
    { HTTPS_PROXY: "http://p:8080", NO_PROXY: "a,b" },
    { https: "http://p:8080", http: null, except: "a,b" },
  ],
  [
    { https_proxy: "http://p:1", http_proxy: "http://p:2", no_proxy: "*" },
    { https: "http://p:1", http: "http://p:2", except: "*" },
  ],
  [
    { HTTPS_PROXY: "http://big:1", https_proxy: "http://small:1" },
    { https: "http://small:1", http: null, except: null },
  ],
  [{ HTTPS_PROXY: "" }, { https: null, http: null, except: null }],
] as const)("the variables are read in either case: %j", ([environment, proxySettings]) => {
  expect(readConfig({ ...BASE, ...environment })).toMatchObject({
    ok: true,
    config: { proxy: proxySettings },
  });
});

test.for(["socks5://user:s3cret@p:1080", "proxy.fabrikam.example:8080", "nonsense"])(
  "a proxy that can't be used stops the start, and is not quoted: %s",
  (value) => {
    const read = readConfig({ ...BASE, https_proxy: value });
    expect(read).toMatchObject({ ok: false, problems: [{ name: "HTTPS_PROXY" }] });
    expect(JSON.stringify(read)).not.toContain(value);
  },
);
