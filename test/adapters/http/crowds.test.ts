import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { networkOf } from "../../../src/adapters/http/connections.ts";
import { createServer, type MessagesRequest, type Server } from "../../../src/adapters/http/index.ts";
import { LIMITS, type Limits } from "../../../src/adapters/http/limits.ts";
import { silentLog } from "../../support/services.ts";

/** Clients that take what they can get: many connections, half requests, silence. */

let server: Server;
let port: number;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close(100);
});

/** A server with these limits, whose turns answer 200 once their body is there. */
async function start(limits: Partial<Limits>, messages = answered): Promise<void> {
  server = createServer(
    { port: 0, host: "127.0.0.1", limits: { ...LIMITS, ...limits }, log: silentLog },
    { messages, authStart: async () => null, authEnd: async () => null, failing: async () => [] },
  );
  ({ port } = await server.listen());
}

async function answered({ body }: MessagesRequest) {
  const { kind } = await body();
  return { status: { body: 200, busy: 503, "too-large": 413, gone: 408 }[kind] };
}

/** @param localAddress another one of the loopback network stands for another client */
async function open(text = "", localAddress = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  // So that its end is seen.
  socket.resume();
  return socket;
}

const said = async (socket: Socket): Promise<string> => String((await once(socket, "data"))[0]);
const post = (headers: string) => `POST /api/messages HTTP/1.1\r\nhost: bot\r\n${headers}\r\n`;
const HALF = post("content-length: 10\r\n") + "12345";
const WHOLE = "GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n";

async function health(localAddress?: string): Promise<string> {
  return said(await open(WHOLE, localAddress));
}

describe("connections", () => {
  test("the one that has been silent for longest gives way to a new one", async () => {
    await start({ connections: { total: 100, perNetwork: 3 } });
    const [first, second, third] = [await open(), await open(), await open()];
    // It has said something since, as a proxy's connection has.
    first.write(WHOLE);
    await said(first);
    const closed = once(second, "close");
    expect(await health()).toMatch(/^HTTP\/1\.1 200/);
    await closed;
    expect([first.closed, third.closed]).toEqual([false, false]);
    first.write(WHOLE);
    expect(await said(first)).toMatch(/^HTTP\/1\.1 200/);
  });

  test("a client with very many silent connections does not keep a signed delivery out, from its own address or another", async () => {
    await start({ connections: { total: 60, perNetwork: 40 } });
    for (let index = 0; index < 200; index += 1) await open(index % 2 === 0 ? "" : HALF);
    expect(await health()).toMatch(/^HTTP\/1\.1 200/);
    expect(await health("127.0.0.2")).toMatch(/^HTTP\/1\.1 200/);
  });

  test("when all are too many, the address that has most of them gives way", async () => {
    await start({ connections: { total: 5, perNetwork: 4 } });
    const quiet = [await open("", "127.0.0.2"), await open("", "127.0.0.2")];
    const loud = [await open(), await open(), await open()];
    const closed = once(loud[0]!, "close");
    expect(await health("127.0.0.3")).toMatch(/^HTTP\/1\.1 200/);
    await closed;
    expect(quiet.map((socket) => socket.closed)).toEqual([false, false]);
  });

  test("a request that is all there and not answered yet gives way to nobody", async () => {
    const atWork = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    await start({ connections: { total: 100, perNetwork: 2 } }, async (request) => {
      await request.body();
      atWork.resolve();
      await finish.promise;
      return { status: 200 };
    });
    const working = await open(post("content-length: 0\r\n"));
    await atWork.promise;
    for (let index = 0; index < 10; index += 1) await health();
    const answer = said(working);
    finish.resolve();
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
  });
});

describe("slow clients", () => {
  const SOON = { checkMs: 10, headersMs: 50, requestMs: 100, silentMs: 10_000 };

  test.each([
    ["nothing", ""],
    ["half a header", "GET /healthz HTTP/1.1\r\nhos"],
    ["half a body", HALF],
  ])("%s is cut off in time", async (_, text) => {
    await start(SOON);
    const socket = await open(text);
    await once(socket, "close");
  });

  test("a connection on which nothing moves is cut off, and one after its answer too", async () => {
    await start({ silentMs: 50, keepAliveMs: 50 });
    await once(await open("GET /heal"), "close");
    const kept = await open(WHOLE);
    expect(await said(kept)).toMatch(/^HTTP\/1\.1 200/);
    await once(kept, "close");
  });
});

describe("a client that asks for another protocol", () => {
  test.each([
    ["a request", WHOLE.replace("\r\n\r\n", "\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")],
    ["a delivery", post("connection: upgrade\r\nupgrade: h2c\r\ncontent-length: 2\r\n") + "{}"],
  ])("is answered as if it had not, and cut off in time: %s", async (_, text) => {
    await start({ keepAliveMs: 50 });
    const socket = await open(text);
    expect(await said(socket)).toMatch(/^HTTP\/1\.1 200/);
    await once(socket, "close");
  });
});

describe("the end", () => {
  test.each([
    ["silence", ""],
    ["half a header", "GET /healthz HTTP/1.1\r\nhos"],
    ["a call for another protocol", `${WHOLE.slice(0, -2)}connection: upgrade\r\nupgrade: x\r\n\r\n`],
    ["a tunnel", "CONNECT bot:443 HTTP/1.1\r\nhost: bot\r\n\r\n"],
    ["half a body that nobody wants", HALF.replace("/api/messages", "/nothing")],
  ])("is not put off by %s", async (_, text) => {
    await start({});
    const socket = await open(text);
    const [patience, closed] = [AbortSignal.timeout(5_000), once(socket, "close")];
    await server.close(20_000);
    await closed;
    expect(patience.aborted).toBe(false);
  });
});

describe("bodies", () => {
  const one = { count: 1, bytes: 1_000_000 };

  test("more than may be read at a time are a 503, and room comes back", async () => {
    const reading = Promise.withResolvers<void>();
    await start({ bodies: one }, (request) => {
      const answer = answered(request);
      reading.resolve();
      return answer;
    });
    const first = await open(HALF);
    await reading.promise;
    expect(await said(await open(HALF))).toMatch(/^HTTP\/1\.1 503/);
    const answer = said(first);
    first.write("67890");
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    expect(await said(await open(`${HALF}67890`))).toMatch(/^HTTP\/1\.1 200/);
  });

  test("a body without a length counts as the largest", async () => {
    await start({ bodies: { count: 10, bytes: 1_000 } });
    expect(await said(await open(post("transfer-encoding: chunked\r\n")))).toMatch(/^HTTP\/1\.1 503/);
    expect(await said(await open(`${HALF}67890`))).toMatch(/^HTTP\/1\.1 200/);
  });

  test("one whose sender goes away leaves its room", async () => {
    await start({ bodies: one });
    const first = await open(HALF);
    first.destroy();
    await expect.poll(async () => said(await open(`${HALF}67890`))).toMatch(/^HTTP\/1\.1 200/);
  });

  test("a refused one is thrown away, and its sender cut off when it does not end", async () => {
    await start({}, async () => ({ status: 401 }));
    const socket = await open(post("transfer-encoding: chunked\r\n"));
    expect(await said(socket)).toMatch(/^HTTP\/1\.1 401/);
    const chunk = `100000\r\n${"x".repeat(0x10_00_00)}\r\n`;
    // Not `once`, which an error ends: the line may be cut in the middle of a write.
    const closed = new Promise((resolve) => socket.once("close", resolve));
    for (let sent = 0; sent < 20; sent += 1) socket.write(chunk);
    await closed;
  });
});

test.each([
  ["10.1.2.3", "10.1.2.3"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0db8:0001:0002::9", "2001:db8:1:2"],
  ["2001:db8::9", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["", ""],
])("%s belongs to the network %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
