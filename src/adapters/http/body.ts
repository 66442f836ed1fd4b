import type { IncomingMessage } from "node:http";

/** CONTRACT §3: larger bodies are refused before anything else is looked at. */
export const MAX_BODY_BYTES = 256 * 1024;
/** So much of a refused body is read and thrown away, so that the client sees the answer; then the line is cut. */
const DRAIN_BYTES = 4 * 1024 * 1024;
/** A body arrives within this time, however slowly the client dribbles. */
const READ_MS = 10_000;

export type Body =
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  /** The client went away or was too slow: nobody is there to answer. */
  | { readonly kind: "gone" };

/** Reads a request's body: at most 256 KiB, by its Content-Length and by what really comes, within 10 s. */
export function readBody(request: IncomingMessage): Promise<Body> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) {
    drain(request);
    return Promise.resolve({ kind: "too-large" });
  }
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
      if (length <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      settle({ kind: "too-large" });
      drain(request);
    });
    request.once("end", () => settle({ kind: "body", bytes: Buffer.concat(chunks) }));
    request.once("close", () => settle({ kind: "gone" }));
    request.on("error", () => settle({ kind: "gone" }));
  });
}

function drain(request: IncomingMessage): void {
  let left = DRAIN_BYTES;
  request.on("error", () => undefined);
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
