import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { Fault } from "../../shared/errors.ts";
import type { Seal } from "../../shared/ports.ts";

/**
 * Encryption of what the store holds of secrets. What must hold: a nonce is never used twice under a key; what was
 * changed, or belongs to another context, does not open; and what does not open is null, never a guess.
 */

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * AES-256-GCM with a random 96-bit nonce: `keyId.nonce.ciphertext+tag`, base64url. The previous key only opens.
 * @throws Fault `token-key` when a key is not 32 bytes long
 */
export function createSeal(key: Uint8Array, previous: Uint8Array | null): Seal {
  if ([key, previous ?? key].some((bytes) => bytes.length !== KEY_BYTES)) {
    throw new Fault("token-key", "TOKEN_KEY and TOKEN_KEY_PREVIOUS must be 32 bytes");
  }
  const current = named(key);
  const keys = previous === null ? [current] : [current, named(previous)];
  return {
    isCurrent: (sealed) => sealed.startsWith(`${current.id}.`),
    close: (text, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", current.bytes, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [current.id, nonce.toString("base64url"), sealed.toString("base64url")].join(".");
    },
    open: (sealed, context) => {
      const [id, nonce = "", body = ""] = sealed.split(".");
      const fitting = keys.find((one) => one.id === id);
      return fitting === undefined
        ? null
        : decrypt(fitting, Buffer.from(nonce, "base64url"), Buffer.from(body, "base64url"), context);
    },
  };
}

function named(bytes: Uint8Array): Key {
  return { id: createHash("sha256").update("key id").update(bytes).digest("hex").slice(0, 8), bytes };
}

function decrypt(key: Key, nonce: Buffer, body: Buffer, context: string): string | null {
  if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
