import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { JWT } from "../support/canary.ts";
import { startFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** Traces of the real process (OTEL_EXPORTER_OTLP_ENDPOINT), at a collector on loopback that takes OTLP as JSON. */

/** The part of OTLP's ExportTraceServiceRequest that is looked at (opentelemetry-proto, JSON mapping). */
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              status: z.object({ code: z.number().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

let collector: Server;
let tenant: Tenant;
let answer: (response: ServerResponse) => void;
let bodies: string[];
let paths: (string | undefined)[];

beforeEach(async () => {
  [bodies, paths] = [[], []];
  answer = (response) => void response.writeHead(200, { "content-type": "application/json" }).end("{}");
  collector = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      paths.push(request.url);
      bodies.push(body);
      answer(response);
    });
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/otlp/`;
  tenant = await startTenant({ fromSources: true, botEnv: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
});

afterEach(async () => {
  await tenant.close();
  collector.closeAllConnections();
  collector.close();
});

const spans = () =>
  bodies.flatMap((body) =>
    exportSchema
      .parse(JSON.parse(body))
      .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );

test("a turn and the calls made for it are one trace, which tells nothing of persons or devices", async () => {
  const flows = startFlows(tenant);
  await flows.signIn("ana");
  await tenant.ask("ana", "ana", "device ward3-nurse12");
  tenant.graph.faults.set({ status: 500, body: {} });
  await tenant.ask("ana", "ana", "alerts");
  expect(await tenant.bot.stop()).toBe(0);
  expect(new Set(paths)).toEqual(new Set(["/otlp/v1/traces"]));
  const turns = spans().filter(({ name }) => name === "turn message");
  const looked = spans().find(({ name }) => name.startsWith("defender ") && name.includes("device"));
  expect(turns).toContainEqual(
    expect.objectContaining({ spanId: looked?.parentSpanId, traceId: looked?.traceId }),
  );
  const failed = spans().filter(({ name, status }) => name.startsWith("defender ") && status.code === 2);
  expect(failed.length).toBeGreaterThan(0);
  const sent = bodies.join();
  expect(sent).not.toMatch(JWT);
  for (const secret of ["ward3", "ana.ruiz", "contoso"]) expect(sent).not.toContain(secret);
});

test("a collector that never answers holds up neither a person nor the end", async () => {
  answer = () => undefined;
  const flows = startFlows(tenant);
  await flows.signIn("ana");
  await flows.hears("ana", "device ward3-nurse12");
  expect(await tenant.bot.stop()).toBe(0);
  expect(bodies.length).toBeGreaterThan(0);
});
