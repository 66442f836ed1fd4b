import { createHash, createPublicKey, verify } from "node:crypto";
import canonicalize from "canonicalize";
import type { Checkpoint } from "./record.ts";
import type { Mark } from "./verify.ts";
import { Fault } from "../shared/errors.ts";

/**
 * Signed checkpoints: the bot's word, under Ed25519, that the audit chain had this record at this
 * time. Kept where the store's owner has no hand in, one finds a chain that was made anew or cut.
 */

/** A checkpoint is due after so many records, or so long after the last one when there is a new record. */
const CHECKPOINT_RECORDS = 100;
export const CHECKPOINT_MS = 3_600_000;

export interface SignedCheckpoint extends Checkpoint {
  /** Epoch milliseconds of the signature. */
  readonly at: number;
  readonly keyId: string;
  /** Ed25519 over `signedText`, base64url. */
  readonly signature: string;
}

/** A key of the checkpoints. */
export interface SigningKey {
  /** `keyIdOf(publicKey)`. */
  readonly id: string;
  /** The 32 bytes of RFC 8032, base64url: 43 characters. */
  readonly publicKey: string;
  /** Encrypted with TOKEN_KEY. */
  readonly sealedPrivateKey: string;
}

/** Whether it is time to sign the chain's head; `firstAt`: when its first record was written. Milliseconds. */
export function isDue(
  head: Checkpoint | null,
  last: Pick<SignedCheckpoint, "index" | "at"> | null,
  firstAt: number,
  now: number,
): boolean {
  const fresh = (head?.index ?? -1) - (last?.index ?? -1);
  // One that was signed by a clock which was ahead is not waited for.
  const isLongAgo = Math.abs(now - (last?.at ?? firstAt)) >= CHECKPOINT_MS;
  return fresh >= CHECKPOINT_RECORDS || (fresh > 0 && isLongAgo);
}

/** What is signed: the RFC 8785 canonical JSON of `at`, `hash`, `index` and `keyId`. */
export function signedText({ index, hash, at, keyId }: Omit<SignedCheckpoint, "signature">): string {
  const text = canonicalize({ index, hash, at, keyId });
  if (text === undefined) throw new Fault("invariant", "a checkpoint has no canonical form");
  return text;
}

/** The first 16 hex digits of the SHA-256 of a public key's bytes. */
export function keyIdOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64url")).digest("hex").slice(0, 16);
}

/** The checkpoint as a mark to verify against; it is to be signed with one of these public keys. */
export function markOf(checkpoint: SignedCheckpoint, publicKeys: readonly string[]): Mark {
  const { index, hash } = checkpoint;
  const key = publicKeys.find((candidate) => keyIdOf(candidate) === checkpoint.keyId);
  const fault =
    key === undefined
      ? "has a checkpoint that is signed with an unknown key"
      : isSigned(checkpoint, key)
        ? null
        : "has a checkpoint whose signature is wrong";
  return { index, hash, fault };
}

function isSigned(checkpoint: SignedCheckpoint, publicKey: string): boolean {
  try {
    const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: publicKey } });
    const signature = Buffer.from(checkpoint.signature, "base64url");
    return verify(null, Buffer.from(signedText(checkpoint)), key, signature);
  } catch {
    // Not a key at all: stored text may be anything.
    return false;
  }
}

/** `INDEX:HASH:AT:SIGNATURE`: the form in which a signed checkpoint is posted, and `--checkpoint` takes it. */
export function checkpointWords({ index, hash, at, signature }: SignedCheckpoint): string {
  return `${index}:${hash}:${at}:${signature}`;
}

/** A checkpoint as somebody typed it: `INDEX:HASH`, or signed; null: neither. */
export function parseCheckpoint(
  text: string,
): (Checkpoint & { readonly signed: { readonly at: number; readonly signature: string } | null }) | null {
  const found = /^(\d{1,15}):([0-9a-f]{64})(?::(\d{1,15}):([\w-]{86}))?$/i.exec(text);
  if (found === null) return null;
  const [, index = "", hash = "", at, signature] = found;
  const signed = at === undefined || signature === undefined ? null : { at: Number(at), signature };
  return { index: Number(index), hash: hash.toLowerCase(), signed };
}
