import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JWK } from "jose";

/** A key that tokens are signed with (RS256), and what is published of it. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JWK;
}

const FILE = "signing-key.pem";
const BITS = 2048;

/** The tenant's key, kept in `folder`: tokens hold beyond a restart of the sandbox, as Entra's do. */
export async function keptKey(folder: string): Promise<SigningKey> {
  const file = join(folder, FILE);
  const kept = read(file);
  if (kept !== null) return signingKey(kept);
  const made = await newKey();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, made.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return made;
}

/** A key that nobody keeps. */
export async function newKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: BITS });
  return signingKey(privateKey);
}

/** Null where there is none, or it can't be read: both are cured by a new one. */
function read(file: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return null;
  }
}

function signingKey(privateKey: KeyObject): SigningKey {
  const bare = createPublicKey(privateKey).export({ format: "jwk" });
  const kid = createHash("sha256").update(JSON.stringify(bare)).digest("base64url").slice(0, 27);
  return { kid, privateKey, jwk: { ...bare, kty: "RSA", kid, use: "sig", alg: "RS256" } };
}
