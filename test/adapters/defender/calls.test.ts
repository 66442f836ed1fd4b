import { afterEach, describe, expect, test } from "vitest";
import { action, ACTION, ANA, bench, DEVICE, machine, problem, scripted } from "./scripted.ts";
import type { Scripted, Step } from "./scripted.ts";
import type { DefenderClient } from "../../../src/defender/client.ts";
import { DefenderError } from "../../../src/defender/error.ts";

const open: Scripted[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function against(...steps: Step[]) {
  const server = await scripted(...steps);
  open.push(server);
  return server;
}

function as(url: string, signal = new AbortController().signal, timing = {}): DefenderClient {
  return bench(url, timing).defender.as(ANA, signal);
}

async function failure(call: Promise<unknown>): Promise<DefenderError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DefenderError);
  return error as DefenderError;
}

const isolation = { Comment: "[AB12] beaconing", IsolationType: "Full" } as const;
const found = { status: 200, json: machine(DEVICE, "web01.contoso.example") };

describe("reads", () => {
  test("get over a 5xx and a lost connection", async () => {
    const server = await against({ status: 503, text: "busy" }, "drop", found);
    expect((await as(server.url).device(DEVICE)).name).toBe("web01.contoso.example");
    expect(server.seen).toHaveLength(3);
    expect(server.seen[0]).toMatchObject({
      authorization: "Bearer held-Machine.Read",
      agent: "defender-teams-bot",
    });
  });

  test("stop after two retries, and nothing was changed", async () => {
    const server = await against({ status: 500, json: problem("InternalServerError", "secret stack") });
    const error = await failure(as(server.url).device(DEVICE));
    expect(server.seen).toHaveLength(3);
    expect(error).toMatchObject({ code: "unreachable", status: 500, effect: "none", retryable: false });
    expect(error.message).toContain("Defender");
    expect(error.message).not.toContain("stack");
  });

  test("ask for a device once more after a 404, and for nothing else", async () => {
    const missing = { status: 404, json: problem("NotFound", "Machine was not found") };
    const once = await against(missing, found);
    expect((await as(once.url).device(DEVICE)).id).toBe(DEVICE);
    const twice = await against(missing);
    expect(await failure(as(twice.url).device(DEVICE))).toMatchObject({ code: "not-found", status: 404 });
    expect(twice.seen).toHaveLength(2);
    const alert = await against(missing);
    expect((await failure(as(alert.url).alert("da1_-2"))).message).toBe(
      "Defender does not know the alert da1_-2.",
    );
    expect(alert.seen).toHaveLength(1);
  });

  test("bring a new token after a 401, once", async () => {
    const server = await against({ status: 401, json: problem("Unauthorized", "x") }, found);
    const { defender, tokens } = bench(server.url);
    await defender.as(ANA, new AbortController().signal).device(DEVICE);
    expect(tokens.map(({ force }) => force)).toEqual([false, true]);
    expect(server.seen[1]?.authorization).toBe("Bearer new-Machine.Read");
    const always = await against({ status: 401, json: problem("Unauthorized", "x") });
    expect(await failure(as(always.url).device(DEVICE))).toMatchObject({ status: 401, retryable: true });
    expect(always.seen).toHaveLength(2);
  });

  test("wait for Retry-After only when it fits in", async () => {
    const soon = await against({ status: 429, headers: { "retry-after": "0" } }, found);
    expect((await as(soon.url).device(DEVICE)).id).toBe(DEVICE);
    const late = await against({ status: 429, headers: { "retry-after": "30" } }, found);
    const error = await failure(as(late.url).device(DEVICE));
    expect(error).toMatchObject({ code: "throttled", retryable: true, retryAfterMs: 30_000 });
    expect(error.message).toBe("Defender is limiting calls. Please try again in 30 s.");
    expect(late.seen).toHaveLength(1);
  });

  test.each<[string, Step]>([
    ["HTML", { status: 200, text: "<h1>Sign in</h1>", type: "text/html" }],
    ["junk", { status: 200, text: "{nope" }],
    ["another shape", { status: 200, json: { value: 7 } }],
    ["another device", { status: 200, json: machine("b2".repeat(20), "other") }],
    ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:9/" } }],
    ["half an answer", "drop-in-body"],
  ])("refuse %s", async (_what, step) => {
    const server = await against(step);
    expect(await failure(as(server.url).device(DEVICE))).toMatchObject({
      code: "unreachable",
      effect: "none",
    });
  });

  test("give up in time and when the caller does", async () => {
    const slow = await against("hang");
    const error = await failure(as(slow.url, undefined, { attemptMs: 50 }).device(DEVICE));
    expect(error).toMatchObject({ code: "unreachable", defenderCode: "TimedOut" });
    const server = await against("hang");
    const caller = new AbortController();
    const call = failure(as(server.url, caller.signal).device(DEVICE));
    await expect.poll(() => server.seen.length).toBe(1);
    caller.abort();
    expect((await call).defenderCode).toBe("TimedOut");
  });

  test("refuse an answer without end", async () => {
    const server = await against({ status: 200, text: " ".repeat(33 * 1024 * 1024) });
    // However slowly a busy machine moves so many bytes: their number is what ends it.
    const patient = as(server.url, undefined, { attemptMs: 60_000, totalMs: 60_000 });
    expect((await failure(patient.device(DEVICE))).defenderCode).toBe("AnswerTooLarge");
  });
});

describe("changes are sent exactly once", () => {
  test.each<[string, Step, object]>([
    ["a dropped answer", "drop", { effect: "unknown", retryable: false, status: null }],
    ["half an answer", "drop-in-body", { effect: "unknown", retryable: false }],
    ["a time-out", "hang", { effect: "unknown", retryable: false, defenderCode: "TimedOut" }],
    ["500", { status: 500 }, { effect: "unknown", retryable: false, code: "unreachable" }],
    ["502 with HTML", { status: 502, text: "<html>", type: "text/html" }, { effect: "unknown" }],
    ["a redirect", { status: 307, headers: { location: "/elsewhere" } }, { effect: "unknown" }],
    [
      "an unreadable 201",
      { status: 201, text: "ok", type: "text/plain" },
      { effect: "unknown", retryable: false },
    ],
    ["a 201 without id", { status: 201, json: { status: "Pending" } }, { effect: "unknown" }],
    ["400", { status: 400, json: problem("BadRequest", "no") }, { effect: "none", retryable: false }],
    ["401", { status: 401 }, { effect: "none", retryable: true, code: "forbidden" }],
    ["403", { status: 403 }, { effect: "none", retryable: false, code: "forbidden" }],
    ["404", { status: 404 }, { effect: "none", retryable: false, code: "not-found" }],
    ["409", { status: 409 }, { effect: "none", retryable: false, code: "conflict" }],
    [
      "429",
      { status: 429, headers: { "retry-after": "1" } },
      { effect: "none", retryable: true, retryAfterMs: 1_000 },
    ],
  ])("%s", async (_what, step, facts) => {
    const server = await against(step, { status: 201, json: action() });
    const client = as(server.url, undefined, { attemptMs: step === "hang" ? 500 : 2_000 });
    expect(await failure(client.act(DEVICE, "isolate", isolation))).toMatchObject(facts);
    expect(server.seen).toHaveLength(1);
  });

  test("a refused connection proves that nothing happened", async () => {
    const gone = await scripted("hang");
    await gone.close();
    const error = await failure(as(gone.url).act(DEVICE, "isolate", isolation));
    expect(error).toMatchObject({ effect: "none", retryable: true, defenderCode: "ConnectionRefused" });
  });

  test("so does a caller who had left before, and whatever else ended before anything was sent", async () => {
    const server = await against({ status: 201, json: action() });
    const error = await failure(as(server.url, AbortSignal.abort()).act(DEVICE, "isolate", isolation));
    expect(error).toMatchObject({ effect: "none", retryable: true, defenderCode: "NotSent" });
    expect(server.seen).toHaveLength(0);
  });

  test("each on a connection of its own: a kept one may be dead, and then the outcome would be unclear", async () => {
    const server = await against(found, found, found, { status: 201, json: action() });
    const client = as(server.url);
    for (let read = 0; read < 3; read += 1) await client.device(DEVICE);
    await client.act(DEVICE, "isolate", isolation);
    await client.act(DEVICE, "isolate", isolation);
    const connections = server.seen.map(({ connection }) => connection);
    expect(connections.slice(0, 3)).not.toContain(connections[3]);
    expect(connections.slice(0, 4)).not.toContain(connections[4]);
  });

  test("the attempt after a 401 brings a new token", async () => {
    const server = await against({ status: 401 }, { status: 201, json: action() });
    const { defender, tokens } = bench(server.url);
    const client = defender.as(ANA, new AbortController().signal);
    await failure(client.act(DEVICE, "isolate", isolation));
    await client.act(DEVICE, "isolate", isolation);
    expect(tokens).toEqual([
      { permission: "Machine.Isolate", force: false },
      { permission: "Machine.Isolate", force: true },
    ]);
  });

  test("each with its path, its fields and its permission", async () => {
    const server = await against({ status: 201, json: action() });
    const { defender, tokens } = bench(server.url);
    const client = defender.as(ANA, new AbortController().signal);
    await client.act(DEVICE, "isolate", isolation);
    await client.act(DEVICE, "unisolate", { Comment: "clean" });
    await client.act(DEVICE, "runAntiVirusScan", { Comment: "look", ScanType: "Quick" });
    expect(server.seen.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ["POST", `/api/machines/${DEVICE}/isolate`, { Comment: isolation.Comment, IsolationType: "Full" }],
      ["POST", `/api/machines/${DEVICE}/unisolate`, { Comment: "clean" }],
      ["POST", `/api/machines/${DEVICE}/runAntiVirusScan`, { Comment: "look", ScanType: "Quick" }],
    ]);
    expect(tokens.map(({ permission }) => permission)).toEqual([
      "Machine.Isolate",
      "Machine.Isolate",
      "Machine.Scan",
    ]);
  });
});

describe("a claims challenge", () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  const challenge = (encoded: string, error = "insufficient_claims") => ({
    status: 401,
    headers: {
      "www-authenticate": `Bearer realm="", authorization_uri="https://login.example/", error="${error}", claims="${encoded}"`,
    },
  });

  test("asks the person, for a read and for a change, and sends nothing again", async () => {
    const server = await against(challenge(Buffer.from(claims).toString("base64")));
    await expect(as(server.url).device(DEVICE)).rejects.toMatchObject({
      reason: "interaction",
      claims,
      permission: "Machine.Read",
    });
    await expect(as(server.url).act(DEVICE, "isolate", isolation)).rejects.toMatchObject({ claims });
    expect(server.seen).toHaveLength(2);
  });

  test.each([
    ["of another error", challenge(Buffer.from(claims).toString("base64"), "invalid_token")],
    ["that is no JSON", challenge("bm90IGpzb24=")],
    ["that is no object", challenge("WzFd")],
    ["without end", challenge("QUFB".repeat(3_000))],
  ])("%s is a plain 401", async (_what, step) => {
    const server = await against(step);
    expect(await failure(as(server.url).device(DEVICE))).toMatchObject({ status: 401 });
  });

  test("is nothing that the application could satisfy", async () => {
    const server = await against(challenge(Buffer.from(claims).toString("base64")));
    const reader = bench(server.url).defender.asApplication(new AbortController().signal);
    expect(await failure(reader.machineAction(ACTION))).toMatchObject({ status: 401 });
  });
});

describe("what a person is told", () => {
  const target = "0d3a4b4e-1f54-4c1e-9d36-6d2f4c1a7b11";
  const said = async (step: Step, call: (client: DefenderClient) => Promise<unknown>) => {
    const server = await against(step);
    return failure(call(as(server.url)));
  };
  const isolate = (client: DefenderClient) => client.act(DEVICE, "isolate", isolation);

  test("the role that is missing", async () => {
    const step = { status: 403, json: problem("Forbidden", "The user has no role", target) };
    const error = await said(step, isolate);
    expect(error.correlationId).toBe(target);
    expect(error.message).toBe(
      `You lack Defender's "Active remediation actions" role for this device. (Defender reference: ${target})`,
    );
    expect((await said(step, (client) => client.device(DEVICE))).message).toContain('"View Data"');
    const update = await said(step, (client) => client.updateAlert("da1_2", { status: "New" }));
    expect(update.message).toContain('"Alerts investigation"');
  });

  test("the permission that is missing", async () => {
    const json = problem("Forbidden", "Missing scopes. API required scopes: Machine.Isolate");
    expect((await said({ status: 403, json }, isolate)).message).toContain('permission "Machine.Isolate"');
  });

  test.each([
    ["ActiveRequestAlreadyExists", "conflict", "already in progress"],
    ["OsPlatformNotSupported", "rejected", "operating system"],
    ["ClientVersionNotSupported", "rejected", "too old"],
  ])("%s", async (code, ours, words) => {
    const error = await said({ status: 400, json: problem(code, "internal") }, isolate);
    expect(error).toMatchObject({ code: ours, defenderCode: code });
    expect(error.message).toContain(words);
  });

  test("Defender's own words, made harmless, and no strange reference", async () => {
    const message = `bad\u0000 \u202evalue\n${"x".repeat(500)}`;
    const json = problem("InvalidInput", message, "<script>alert(1)</script>");
    const error = await said({ status: 400, json }, isolate);
    expect(error.message).toMatch(/^Defender refused the isolation request: bad value x+…$/);
    expect(error.message.length).toBeLessThan(250);
    expect(error.correlationId).toBeNull();
  });
});
