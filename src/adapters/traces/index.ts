import { AsyncLocalStorage } from "node:async_hooks";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Log, Traces } from "../../shared/ports.ts";
import { trimEndOf } from "../../shared/trim.ts";
import type { Transport } from "../transport/index.ts";

const NAME = "defender-teams-bot";
/** A collector that hangs must not hold up the end of the process. */
const EXPORT_MS = 3_000;
/** Spans that wait while the collector is away; more are dropped. */
const MAX_WAITING = 2_048;

/**
 * Spans of turns and of the calls made for them, sent as OTLP over HTTP. Not the instrumentation that patches Node: it
 * would record URLs, and those hold device names. No context goes out with a call: other services need not know it.
 * @param endpoint OTEL_EXPORTER_OTLP_ENDPOINT; the path of the signal is appended, as OpenTelemetry's OTLP exporter says
 */
export function createTraces(endpoint: string, transport: Transport, log: Log): Traces {
  const url = `${trimEndOf(endpoint, "/")}/v1/traces`;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": NAME }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: telling(exporterTo(url, transport), log),
        exportTimeoutMillis: EXPORT_MS,
        maxQueueSize: MAX_WAITING,
      }),
    ],
  });
  const tracer = provider.getTracer(NAME);
  const current = new AsyncLocalStorage<Span>();
  return {
    async turn(kind, run) {
      const span = tracer.startSpan(`turn ${kind}`, { kind: SpanKind.SERVER }, ROOT_CONTEXT);
      try {
        return await current.run(span, run);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    call(service, operation, outcome, ms) {
      const parent = current.getStore();
      const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
      const end = Date.now();
      const attributes = { "peer.service": service, outcome };
      const options = { kind: SpanKind.CLIENT, startTime: end - ms, attributes };
      const span = tracer.startSpan(`${service} ${operation}`, options, context);
      if (!/^[23]\d\d$/.test(outcome)) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(end);
    },
    close: () => provider.shutdown().catch(() => undefined),
  };
}

/** Says when the collector begins to refuse and when it takes spans again, not each time. */
function telling(exporter: SpanExporter, log: Log): SpanExporter {
  let works = true;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const taken = result.error === undefined;
        if (works && !taken) log.warn("traces are not taken", { error: result.error });
        if (!works && taken) log.info("traces are taken again");
        works = taken;
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function exporterTo(url: string, transport: Transport): SpanExporter {
  const httpAgentOptions = () => transport.agentOf(url);
  return new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS, httpAgentOptions });
}
