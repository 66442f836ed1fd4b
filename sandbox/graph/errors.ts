import { randomUUID } from "node:crypto";
import { ApiFault } from "../api/fault.ts";

/** An answer in Graph's error shape. */
export class GraphFault extends ApiFault {
  /** `clientRequestId` is the caller's own id of the request, if it sent one. `now` in epoch milliseconds. */
  toResponse(clientRequestId: string | null, now: number): Response {
    const requestId = randomUUID();
    const ids = { "request-id": requestId, "client-request-id": clientRequestId ?? requestId };
    const innerError = { date: new Date(now).toISOString().slice(0, 19), ...ids };
    const body = { error: { code: this.code, message: this.message, innerError } };
    return Response.json(body, { status: this.status, headers: { ...ids, ...this.headers } });
  }
}

export function badRequest(message: string): GraphFault {
  return new GraphFault(400, "BadRequest", message);
}

export function notFound(what: string, id: string): GraphFault {
  return new GraphFault(404, "NotFound", `${what} '${id}' was not found.`);
}
