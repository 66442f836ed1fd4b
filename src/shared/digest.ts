import { createHash } from "node:crypto";

/** SHA-256 (hex) over values that JSON can tell, in the order in which they are given. */
export function sha256Of(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts), "utf8").digest("hex");
}
