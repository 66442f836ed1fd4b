import { randomBytes, randomInt } from "node:crypto";
import { v7 } from "uuid";
import type { Ids } from "../../shared/ports.ts";

/** Crockford's base32: no I, L, O or U, so that an ID can be read out over the phone. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HALF = 4;

export const systemIds: Ids = {
  uuid: () => v7(),
  requestId: () => `${letters(HALF)}-${letters(HALF)}`,
  secret: () => randomBytes(32).toString("base64url"),
};

function letters(count: number): string {
  return Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
