import type { Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createTransport,
  NO_PROXY_AT_ALL,
  type Outcome,
  type Wanted,
} from "../../../src/adapters/transport/index.ts";
import { openProxy } from "../../support/proxy.ts";
import { certificateFor, openTcp, openTls, trust, type Certificate, type Place } from "./fixtures.ts";

/** What is proven of a request that got no answer: it decides whether a change may be sent again. */

const NAME = "defender.proxied.example";
let known: Certificate;
let stranger: Certificate;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [known, stranger] = [await certificateFor("localhost", NAME), await certificateFor("localhost", NAME)];
  trust(known);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function place(made: Promise<Place>): Promise<number> {
  const opened = await made;
  open.push(opened);
  return opened.port;
}

const transport = createTransport(NO_PROXY_AT_ALL);
function post(url: string, change: Partial<Wanted> = {}, by = transport): Promise<Outcome> {
  const bounds = { timeoutMs: 2_000, maxBytes: 1_024 };
  return by.exchange({ method: "POST", url, headers: {}, body: "{}", alone: true, ...bounds, ...change });
}

async function closedPort(): Promise<number> {
  const place = await openTcp(() => undefined);
  await place.close();
  return place.port;
}

describe("nothing was sent", () => {
  test("when the connection is refused", async () => {
    const outcome = await post(`http://127.0.0.1:${await closedPort()}/`);
    expect(outcome).toEqual({ kind: "failed", sent: "nothing", why: "refused", code: "ECONNREFUSED" });
  });

  test("when the caller had given up before", async () => {
    const port = await place(openTcp(() => expect.fail("connected")));
    const outcome = await post(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ kind: "failed", sent: "nothing" });
  });

  test("when the certificate is a stranger's", async () => {
    let requests = 0;
    const port = await place(openTls(stranger, () => (requests += 1)));
    const outcome = await post(`https://localhost:${port}/`);
    expect(outcome).toMatchObject({
      sent: "nothing",
      why: "no-connection",
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(requests).toBe(0);
  });

  test("when the certificate is for another name", async () => {
    const port = await place(openTls(known, () => undefined));
    expect(await post(`https://127.0.0.1:${port}/`)).toMatchObject({
      ...{ sent: "nothing", why: "no-connection" },
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });

  const BEFORE_TLS: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["is cut during the handshake", (socket) => socket.once("data", () => socket.resetAndDestroy())],
    ["speaks no TLS", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["never begins the handshake", () => undefined],
  ];
  test.for(BEFORE_TLS)("when the other side %s", async ([, behave]) => {
    const port = await place(openTcp(behave));
    const outcome = await post(`https://localhost:${port}/`, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: "failed", sent: "nothing" });
  });

  test.for([407, 502, 503])("when the proxy answers %i", async (status) => {
    const proxy = await openProxy(() => null);
    open.push(proxy);
    proxy.refuse(status);
    const by = createTransport({ https: proxy.url, http: null, except: null });
    for (const alone of [true, false]) {
      const outcome = await post(`https://${NAME}/`, { alone }, by);
      expect(outcome).toMatchObject({ kind: "failed", sent: "nothing", why: "no-connection" });
    }
    expect(proxy.asked).toHaveLength(2);
  });

  test("when the proxy can't be reached", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const by = createTransport({ https: url, http: null, except: null });
    expect(await post(`https://${NAME}/`, {}, by)).toMatchObject({ sent: "nothing", why: "refused" });
  });

  test("when the proxy never answers", async () => {
    const port = await place(openTcp(() => undefined));
    const by = createTransport({ https: `http://127.0.0.1:${port}`, http: null, except: null });
    const outcome = await post(`https://${NAME}/`, { timeoutMs: 300 }, by);
    expect(outcome).toMatchObject({ kind: "failed", sent: "nothing", why: "timeout" });
  });

  test("when what is behind the proxy has a stranger's certificate", async () => {
    const port = await place(openTls(stranger, () => expect.fail("asked")));
    const proxy = await openProxy(() => port);
    open.push(proxy);
    const by = createTransport({ https: proxy.url, http: null, except: null });
    expect(await post(`https://${NAME}/`, {}, by)).toMatchObject({ kind: "failed", sent: "nothing" });
  });
});

describe("nobody knows what was sent", () => {
  test("when the connection is reset after the first byte", async () => {
    const port = await place(openTcp((socket) => void socket.once("data", () => socket.resetAndDestroy())));
    const outcome = await post(`http://127.0.0.1:${port}/`);
    expect(outcome).toMatchObject({ kind: "failed", sent: "unknown", why: "dropped" });
  });

  test("when the other side takes the request and says nothing", async () => {
    const port = await place(openTls(known, () => undefined));
    const outcome = await post(`https://localhost:${port}/`, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: "failed", sent: "unknown", why: "timeout" });
  });

  test("when an answer of success breaks off, or is too large", async () => {
    const head = "HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n";
    const cut = await place(openTcp((socket) => void socket.once("data", () => socket.end(`${head}begun`))));
    expect(await post(`http://127.0.0.1:${cut}/`)).toMatchObject({ sent: "unknown", why: "dropped" });
    const much = await place(
      openTcp((socket) => void socket.once("data", () => socket.end(head + "x".repeat(4_000)))),
    );
    expect(await post(`http://127.0.0.1:${much}/`)).toMatchObject({ sent: "unknown", why: "too-large" });
  });

  test("when a kept connection turns out to be closed", async () => {
    let deliveries = 0;
    const port = await place(
      openTcp((socket) => {
        socket.on("data", () => {
          deliveries += 1;
          if (deliveries === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
          else socket.resetAndDestroy();
        });
      }),
    );
    const url = `http://127.0.0.1:${port}/`;
    expect(await post(url, { alone: false })).toMatchObject({ kind: "answer", status: 200 });
    expect(await post(url, { alone: false })).toMatchObject({ sent: "unknown", why: "dropped" });
    expect(deliveries).toBe(2);
  });

  test("when the tunnel through a proxy is cut under the request", async () => {
    const port = await place(openTls(known, () => proxy.cut()));
    const proxy = await openProxy(() => port);
    open.push(proxy);
    const by = createTransport({ https: proxy.url, http: null, except: null });
    expect(await post(`https://${NAME}/`, {}, by)).toMatchObject({ sent: "unknown", why: "dropped" });
  });
});

test("a refusal counts as an answer though its body is lost: nothing was done", async () => {
  const head = "HTTP/1.1 409 Conflict\r\ncontent-length: 4000\r\n\r\n";
  const port = await place(openTcp((socket) => void socket.once("data", () => socket.end(`${head}begun`))));
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: "answer", status: 409, text: "" });
});

test("a redirect is an answer and is not followed", async () => {
  let requests = 0;
  const port = await place(
    openTls(known, (_, response) => {
      requests += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    }),
  );
  expect(await post(`https://localhost:${port}/`)).toMatchObject({ kind: "answer", status: 307 });
  expect(requests).toBe(1);
});
