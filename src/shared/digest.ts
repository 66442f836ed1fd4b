import { hash as digestOf } from "node:crypto";

/** SHA-256 (hex) over values that JSON can tell, in the order in which they are given. */
export function sha256Of(parts: unknown): string {
  return digestOf("sha256", JSON.stringify(parts), "hex");
}
