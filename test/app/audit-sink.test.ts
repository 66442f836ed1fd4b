import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAuditSink } from "../../src/adapters/audit-sink/index.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../src/adapters/transport/index.ts";
import { feedSink } from "../../src/audit/export-loop.ts";
import type { AuditRecord } from "../../src/audit/record.ts";
import { verify } from "../support/audit.ts";
import { openFlows, type AuditHarness } from "../support/audit-harness.ts";

/** What a delivery may take: on a busy machine much, where it is not about that. */
const TIMEOUT_MS = 10_000;
const IMPATIENT_MS = 300;

/** What a receiver does with one delivery; what it took is in `taken`. */
type Answer = (response: ServerResponse, take: () => void) => void;
const take: Answer = (response, taken) => {
  taken();
  response.writeHead(204).end();
};
const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end("a secret of the receiver");
  };

let flows: AuditHarness;
let server: Server;
let url: string;
/** Indices of each delivery that arrived whole, taken or not. */
let deliveries: number[][];
let taken: AuditRecord[];
let answers: Answer[];
let requests: IncomingMessage[];

beforeEach(async () => {
  [deliveries, taken, answers, requests] = [[], [], [], []];
  server = createServer((request, response) => {
    let body = "";
    requests.push(request);
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const records = body
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as AuditRecord);
      deliveries.push(records.map((record) => record.index));
      (answers.shift() ?? take)(response, () => void taken.push(...records));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit?key=s3cret`;
  flows = await openFlows(sinkAt(url));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await flows.close();
});

const step = () => feedSink(flows.deps);
const sinkAt = (address: string, timeoutMs = TIMEOUT_MS) =>
  createAuditSink(address, createTransport(NO_PROXY_AT_ALL), timeoutMs);
/** From `from` to below `to`. */
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const indices = () => taken.map((record) => record.index);

test("every record arrives in order, as JSON lines, at most a hundred at a time, and verifies there", async () => {
  await flows.append(250);
  await step();
  expect(deliveries.map((delivery) => delivery.length)).toEqual([100, 100, 50]);
  expect(indices()).toEqual(range(0, 250));
  expect(verify(taken)).toMatchObject({ ok: true, count: 250 });
  expect(requests[0]).toMatchObject({ method: "POST", url: "/audit?key=s3cret" });
  expect(requests[0]?.headers["content-type"]).toBe("application/x-ndjson");
  await flows.append(1);
  await step();
  await step();
  expect(deliveries.slice(3)).toEqual([[250]]);
});

test("without a receiver, or without records, nothing is sent", async () => {
  await step();
  await flows.append(1);
  await feedSink({ ...flows.deps, audit: { ...flows.deps.audit, sink: null } });
  expect(deliveries).toEqual([]);
});

describe("a delivery that fails is made again, from the same record", () => {
  const drop: Answer = (response) => void response.destroy();
  const hang: Answer = () => undefined;
  test.each<[string, Answer, string]>([
    ["500", refuse(500), "status 500"],
    ["429", refuse(429), "status 429"],
    ["400", refuse(400), "status 400"],
    ["a redirect", refuse(307, { location: "http://127.0.0.1:9/" }), "status 307"],
    ["a dropped connection", drop, "no connection"],
    ["no answer", hang, "no answer in time"],
  ])("after %s", async (_, answer, why) => {
    await flows.append(3);
    answers.push(answer);
    const sink = sinkAt(url, answer === hang ? IMPATIENT_MS : TIMEOUT_MS);
    await feedSink({ ...flows.deps, audit: { ...flows.deps.audit, sink } });
    expect(taken).toEqual([]);
    await step();
    expect(deliveries).toHaveLength(1);
    flows.advance(1000);
    await step();
    expect(indices()).toEqual([0, 1, 2]);
    const [warning] = flows.logged.filter((line) => line.level === "warn");
    expect(warning?.fields).toEqual({ from: 0, attempts: 0, why });
    expect(JSON.stringify(flows.logged)).not.toContain("s3cret");
  });

  test("ever later, and as late as the receiver asks, five minutes at most", async () => {
    await flows.append(1);
    answers.push(
      refuse(500),
      refuse(500),
      refuse(429, { "retry-after": "60" }),
      refuse(503, { "retry-after": "9999" }),
    );
    for (const wait of [1000, 2000, 60_000, 300_000]) {
      await step();
      const before = deliveries.length;
      flows.advance(wait - 1);
      await step();
      expect(deliveries).toHaveLength(before);
      flows.advance(1);
    }
    await step();
    expect(indices()).toEqual([0]);
    await flows.append(1);
    answers.push(refuse(500));
    await step();
    flows.advance(1000);
    await step();
    expect(indices()).toEqual([0, 1]);
  });

  test("in smaller batches, for a receiver that finds them too big", async () => {
    await flows.append(60);
    const small: Answer = (response, taken) => {
      const last = deliveries.at(-1) ?? [];
      (last.length > 30 ? refuse(413) : take)(response, taken);
    };
    answers.push(...Array.from({ length: 9 }, () => small));
    for (let n = 0; n < 6; n += 1) {
      await step();
      flows.advance(10_000);
    }
    expect(indices()).toEqual(range(0, 60));
  });
});

test("after a restart it goes on where it was; a crash repeats at most a batch", async () => {
  await flows.append(5);
  await step();
  const crashing = { ...flows.deps.store, transaction: crashAfter(1) };
  await flows.append(2);
  await expect(feedSink({ ...flows.deps, store: crashing })).rejects.toThrow("killed");
  expect(deliveries).toEqual([range(0, 5), [5, 6]]);
  await step();
  expect(deliveries).toHaveLength(2);
  flows.advance(30_000);
  await flows.append(1);
  await step();
  expect(deliveries[2]).toEqual([5, 6, 7]);
});

/** A store that is gone after so many transactions. */
function crashAfter(count: number): AuditHarness["store"]["transaction"] {
  let left = count;
  return (work) =>
    (left -= 1) < 0 ? Promise.reject(new TypeError("killed")) : flows.store.transaction(work);
}

test("two instances don't interleave", async () => {
  await flows.append(450);
  let [open, most] = [0, 0];
  const slow: Answer = (response, taken) => {
    most = Math.max(most, (open += 1));
    setImmediate(() => {
      open -= 1;
      take(response, taken);
    });
  };
  answers.push(...Array.from({ length: 20 }, () => slow));
  for (let round = 0; round < 20; round += 1) await Promise.all([step(), step(), step()]);
  expect(indices()).toEqual(range(0, 450));
  expect(most).toBe(1);
});

test("another receiver gets everything, too; a new secret in the query is the same receiver", async () => {
  await flows.append(2);
  await step();
  const other = (address: string) => ({
    ...flows.deps.audit,
    sink: sinkAt(address),
  });
  await feedSink({ ...flows.deps, audit: other(url.replace("s3cret", "n3w")) });
  expect(deliveries).toEqual([[0, 1]]);
  await feedSink({ ...flows.deps, audit: other(url.replace("/audit", "/second")) });
  expect(deliveries).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test("records that are missing are not passed over", async () => {
  await flows.append(2);
  flows.tamper("delete from audit");
  await step();
  expect(deliveries).toEqual([]);
  expect(flows.logged).toMatchObject([{}, { fields: { why: "records are missing" } }]);
});

test("a receiver that takes nothing for five minutes is told of where approvals are, once, and so is that it does again", async () => {
  await flows.append(1);
  await flows.subscribe("soc");
  for (let minute = 0; minute < 20; minute += 1) {
    answers = [refuse(503)];
    await step();
    flows.advance(60_000);
  }
  const told = async () => (await flows.notices()).join();
  expect((await told()).match(/\(AUDIT_SINK_URL\) has taken none since/g)).toHaveLength(1);
  answers = [];
  flows.advance(300_000);
  await step();
  expect((await told()).match(/takes them again/g)).toHaveLength(1);
  expect(indices()).toEqual([0]);
});
