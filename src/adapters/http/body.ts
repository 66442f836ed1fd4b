import type { IncomingMessage, ServerResponse } from "node:http";

/** Larger bodies are refused before anything else is looked at. */
export const MAX_BODY_BYTES = 256 * 1024;
/** How much of a refused body is read and thrown away, and for how long, so that the client sees the answer; then the line is cut. */
const DRAIN_BYTES = 4 * 1024 * 1024;
const DRAIN_MS = 5_000;
/** A body arrives within this time, however slowly the client dribbles. */
const READ_MS = 10_000;

export type Body =
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  /** Too many others are being read. */
  | { readonly kind: "busy" }
  /** The client went away or was too slow: nobody is there to answer. */
  | { readonly kind: "gone" };

/** What may be read at a time. */
export interface BodyBounds {
  readonly count: number;
  /** Memory for them all; a body whose length is not announced counts as the largest. */
  readonly bytes: number;
}

/** Reads a body; not a byte of it is taken, nor asked for (`Expect: 100-continue`), before. */
export type ReadBody = (request: IncomingMessage, response: ServerResponse) => Promise<Body>;

/** A reader of bodies of at most 256 KiB and 10 s each, which keeps to the bounds in all. */
export function createBodyReader(bounds: BodyBounds): ReadBody {
  let [count, bytes] = [0, 0];
  return async (request, response) => {
    const most = Math.min(MAX_BODY_BYTES, announcedLength(request) ?? MAX_BODY_BYTES);
    if (count + 1 > bounds.count || bytes + most > bounds.bytes) return { kind: "busy" };
    count += 1;
    bytes += most;
    try {
      if (request.headers.expect !== undefined) response.writeContinue();
      return await collect(request);
    } finally {
      count -= 1;
      bytes -= most;
    }
  };
}

/** The length that the client announces; null: it does not say, and the body ends when it ends. */
export function announcedLength(request: IncomingMessage): number | null {
  const length = request.headers["content-length"];
  return length === undefined ? null : Number(length);
}

function collect(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => request.destroy(), READ_MS);
    const settle = (body: Body): void => {
      clearTimeout(timer);
      request.removeAllListeners("data");
      resolve(body);
    };
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > MAX_BODY_BYTES) settle({ kind: "too-large" });
    });
    request.once("end", () => settle({ kind: "body", bytes: Buffer.concat(chunks) }));
    request.once("close", () => settle({ kind: "gone" }));
    request.on("error", () => settle({ kind: "gone" }));
  });
}

/** Throws away what is left of a request that has its answer: at most 4 MiB and 5 s of it. */
export function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let left = DRAIN_BYTES;
  const timer = setTimeout(() => request.destroy(), DRAIN_MS);
  request.once("close", () => clearTimeout(timer));
  request.on("error", () => undefined);
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
