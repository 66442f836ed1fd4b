import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createServer, type Routes, type Server } from "../../../src/adapters/http/index.ts";
import { Fault, UserError } from "../../../src/shared/errors.ts";
import { verbatim } from "../../../src/texts/text.ts";

const logged: string[] = [];
const write = (event: string): void => void logged.push(event);
const log = { info: write, warn: write, error: write };

let server: Server;
let port: number;
let routes: Routes;

beforeEach(async () => {
  logged.length = 0;
  routes = {
    messages: async ({ body }) => {
      const read = await body();
      return read.kind === "body" ? { status: 200, body: { bytes: read.bytes.length } } : { status: 413 };
    },
    authStart: async (ticket) => (ticket === "good" ? "https://entra.test/authorize?a=b" : null),
    authEnd: async ({ state, code }) => (state === "s" && code === "c" ? 'one-time"><script>' : null),
    failing: async () => [],
    metrics: async (authorization) => (authorization === "Bearer m" ? "up 1\n" : null),
  };
  const late: Routes = {
    messages: (request) => routes.messages(request),
    authStart: (ticket, signal) => routes.authStart(ticket, signal),
    authEnd: (query, signal) => routes.authEnd(query, signal),
    failing: () => routes.failing(),
    metrics: async (authorization) => (await routes.metrics?.(authorization)) ?? null,
  };
  server = createServer({ port: 0, host: "127.0.0.1", log }, late);
  ({ port } = await server.listen());
});
afterEach(() => server.close(100));

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(url(path), { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const withoutMetrics: Routes = {
  messages: async () => ({ status: 200 }),
  authStart: async () => null,
  authEnd: async () => null,
  failing: async () => [],
};

describe("what there is not", () => {
  test.each([
    ["GET", "/", 404],
    ["GET", "/nothing", 404],
    ["POST", "/healthz", 405],
    ["GET", "/api/messages", 405],
    ["PUT", "/api/messages", 405],
    ["OPTIONS", "/api/messages", 405],
    ["GET", "/%ff", 404],
    ["GET", "/auth/../etc/passwd", 404],
    ["GET", "/%2e%2e/package.json", 404],
  ])("%s %s is an empty %i", async (method, path, status) => {
    const answer = await call(path, { method });
    expect(answer).toMatchObject({ status, text: "" });
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("metrics without a token set are 404, with the wrong one 401", async () => {
    const bare = createServer({ port: 0, host: "127.0.0.1", log }, withoutMetrics);
    const listening = await bare.listen();
    expect((await fetch(`http://127.0.0.1:${listening.port}/metrics`)).status).toBe(404);
    await bare.close(100);
    expect(await call("/metrics")).toMatchObject({ status: 401, text: "" });
    const headers = { authorization: "Bearer m" };
    expect(await call("/metrics", { headers })).toMatchObject({ status: 200, text: "up 1\n" });
  });
});

describe("size of a body", () => {
  const post = (body: NonNullable<RequestInit["body"]>, init: object = {}) =>
    call("/api/messages", { method: "POST", body, ...init });

  test("256 KiB is the most", async () => {
    expect((await post("x".repeat(256 * 1024))).text).toBe('{"bytes":262144}');
    expect(await post("x".repeat(256 * 1024 + 1))).toMatchObject({ status: 413, text: "" });
  });

  test("without a Content-Length it is counted while reading", async () => {
    const body = new Blob(["x".repeat(300_000)]).stream();
    expect(await post(body, { duplex: "half" })).toMatchObject({ status: 413, text: "" });
  });

  test("a length that is only announced is refused before a byte of it has come", async () => {
    const request = httpRequest(url("/api/messages"), {
      method: "POST",
      headers: { "content-length": "99999999" },
    });
    request.on("error", () => undefined);
    request.flushHeaders();
    const [response] = await once(request, "response");
    expect(response.statusCode).toBe(413);
    request.destroy();
  });
});

describe("failures", () => {
  test("show nothing of themselves", async () => {
    routes.messages = () => Promise.reject(new Fault("store", "secret at /srv/bot"));
    routes.authStart = () => Promise.reject(new Fault("entra", "secret"));
    expect(await call("/api/messages", { method: "POST", body: "{}" })).toMatchObject({
      status: 500,
      text: "",
    });
    const page = await call("/auth/start?ticket=good");
    expect(page.status).toBe(500);
    expect(page.text).not.toContain("secret");
    expect(logged).toEqual(["http handler failed", "http handler failed"]);
  });

  test("readiness names the part that fails", async () => {
    expect(await call("/readyz")).toMatchObject({ status: 200 });
    routes.failing = async () => [{ part: "store", why: null }];
    expect(await call("/readyz")).toMatchObject({ status: 503, text: "store" });
    routes.failing = async () => [
      { part: "store", why: null },
      { part: "entra", why: "the secret has expired" },
    ];
    expect((await call("/readyz")).text).toBe("store\nentra: the secret has expired");
    expect(await call("/healthz")).toMatchObject({ status: 200 });
  });

  test("a client that goes away aborts its turn", async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const finish = Promise.withResolvers<void>();
    routes.messages = async ({ signal }) => {
      started.resolve(signal);
      await finish.promise;
      return { status: 200 };
    };
    const client = new AbortController();
    const gone = call("/api/messages", { method: "POST", body: "{}", signal: client.signal }).catch(
      () => "gone",
    );
    const signal = await started.promise;
    const aborted = once(signal, "abort");
    client.abort();
    await aborted;
    expect(await gone).toBe("gone");
    finish.resolve();
  });

  test("headers without end are refused", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(40_000)}\r\n\r\n`);
    const [data] = await once(socket, "data");
    expect(String(data)).toMatch(/^HTTP\/1\.1 431/);
    socket.destroy();
  });
});

describe("sign-in pages", () => {
  test("a good ticket leads to Entra", async () => {
    const answer = await call("/auth/start?ticket=good");
    expect(answer).toMatchObject({ status: 302, text: "" });
    expect(answer.headers.get("location")).toBe("https://entra.test/authorize?a=b");
  });

  test.each([
    "/auth/start",
    "/auth/start?ticket=",
    "/auth/start?ticket=bad",
    "/auth/start?ticket=good&ticket=good",
    `/auth/start?ticket=${"x".repeat(9_000)}`,
    "/auth/end",
    "/auth/end?state=s",
    "/auth/end?state=s&code=wrong",
    "/auth/end?error=access_denied&error_description=%3Cscript%3E",
  ])("%s is a page with status 400", async (path) => {
    const answer = await call(path);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("That did not work");
    expect(answer.text).not.toContain("<script");
    expect(answer.headers.get("content-security-policy")).not.toContain("script-src");
  });

  test.each([
    ["sv-SE,sv;q=0.9,en;q=0.8", "sv", "Det gick inte"],
    ["en;q=0.5, sv;q=0.7", "sv", "Det gick inte"],
    ["tlh,en;q=0.8,sv;q=0.2", "en", "That did not work"],
    ["sv;q=0,<script>", "en", "That did not work"],
  ])("Accept-Language %s: they speak %s", async (asked, language, words) => {
    const answer = await call("/auth/start", { headers: { "accept-language": asked } });
    expect(answer.text).toContain(`<html lang="${language}">`);
    expect(answer.text).toContain(words);
  });

  test("what the person can mend is said with status 400, what they can't with 500", async () => {
    routes.authEnd = () =>
      Promise.reject(new UserError("forbidden", verbatim("You signed in with another account.")));
    const mendable = await call("/auth/end?state=s&code=c");
    expect(mendable).toMatchObject({ status: 400 });
    expect(mendable.text).toContain("another account");
    routes.authEnd = () =>
      Promise.reject(new UserError("unreachable", verbatim("Entra ID can't be reached.")));
    expect(await call("/auth/end?state=s&code=c")).toMatchObject({ status: 500 });
  });

  test("the end page hands the code over, harmlessly spelled, and may load nothing but its own", async () => {
    const answer = await call("/auth/end?state=s&code=c");
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<code id="code" hidden>one-time&quot;&gt;&lt;script&gt;</code>');
    expect(answer.text).toContain("microsoftTeams.authentication.notifySuccess");
    const policy = answer.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'nonce-/);
    expect(answer.text.split(`nonce="${nonce}"`)).toHaveLength(3);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const again = await call("/auth/end?state=s&code=c");
    expect(again.headers.get("content-security-policy")).not.toContain(nonce);
    const [, source = ""] = /src="([^"]+)"/.exec(answer.text) ?? [];
    const script = await call(source);
    expect(script.status).toBe(200);
    expect(script.headers.get("content-type")).toContain("text/javascript");
    expect(script.text).toContain("notifySuccess");
  });
});

describe("closing", () => {
  test("finishes the requests in hand and takes no more", async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    routes.messages = async () => {
      started.resolve();
      await finish.promise;
      return { status: 200, body: ["done"] };
    };
    const inHand = call("/api/messages", { method: "POST", body: "{}" });
    await started.promise;
    const closed = server.close(10_000);
    await expect(call("/healthz")).rejects.toThrow();
    finish.resolve();
    expect((await inHand).text).toBe('["done"]');
    const signal = AbortSignal.timeout(3_000);
    await closed;
    // The client would have kept its connection.
    expect(signal.aborted).toBe(false);
  });

  test("cuts off what is not done by the deadline", async () => {
    const started = Promise.withResolvers<void>();
    routes.messages = async () => {
      started.resolve();
      return new Promise(() => undefined);
    };
    const inHand = call("/api/messages", { method: "POST", body: "{}" }).catch(() => "cut");
    await started.promise;
    await server.close(20);
    expect(await inHand).toBe("cut");
  });
});
