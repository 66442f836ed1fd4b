import type { ServerResponse } from "node:http";
import { jsonOf } from "../../shared/written.ts";

/** What goes with every answer: nothing may sniff it, store it, frame it or load anything for it. */
const ALWAYS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** Ends the response, unless it is over already; `headers` go before the usual ones. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string | Buffer = "",
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { ...ALWAYS, ...headers, "content-length": length });
  response.end(body);
}

/** As `respond`, in JSON; without a body nothing is written. */
export function respondJson(response: ServerResponse, status: number, body: object | undefined): void {
  if (body === undefined) {
    respond(response, status);
    return;
  }
  respond(response, status, jsonOf(body), { "content-type": "application/json; charset=utf-8" });
}

/** Aborts when the client goes away before it has its answer. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
