import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * The body of an answer, unpacked; null: larger than the bound. A bound on bytes read, since Content-Length may be absent
 * or a lie. @throws the system's error when it breaks off
 */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const body = unpacked(message);
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  return new Promise((resolve, reject) => {
    body.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      resolve(null);
      // And with it the connection.
      message.destroy();
    });
    body.once("end", () => {
      over = true;
      resolve(Buffer.concat(chunks));
    });
    body.once("error", reject);
    // After an error this says nothing new; an end is what comes before nearly all of them.
    body.once("close", () => {
      if (!over) reject(new Error("closed before its end"));
    });
  });
}

function unpacked(message: IncomingMessage): Readable {
  if (message.headers["content-encoding"]?.toLowerCase() !== "gzip") return message;
  // Whatever goes wrong shows where the body is read.
  return pipeline(message, createGunzip(), () => undefined);
}
