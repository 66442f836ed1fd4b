import type { SigningKey } from "./checkpoint.ts";

/** The doors of the audit log: who signs its checkpoints, where its records go, and who hears when it is broken. */

/** Signs checkpoints with Ed25519. A private key leaves it encrypted only. */
export interface Signer {
  /** A new key. */
  newKey(): SigningKey;
  /** The key itself, encrypted anew if TOKEN_KEY has changed; null when it can't be opened with any. */
  usable(key: SigningKey): SigningKey | null;
  /** The signature, base64url. @throws Fault `token-key` when the key is not usable */
  sign(key: SigningKey, text: string): string;
}

/** How the delivery of a batch ended. `failed`: some of it may have arrived, so all of it is sent again. */
export type Delivery =
  | { readonly kind: "taken" }
  | {
      readonly kind: "failed";
      /** For the log: a status, or a word of ours. */
      readonly why: string;
      /** Milliseconds that the receiver asked to wait. */
      readonly retryAfterMs: number | null;
    };

/** Where every audit record is posted to (AUDIT_SINK_URL). */
export interface AuditSink {
  /** Names the receiver without giving its address away: its place in the chain is kept under it. */
  readonly id: string;
  /** Sends JSON texts, one a line, in order. Takes a bounded time; `now` is for a Retry-After that is a date. */
  deliver(texts: readonly string[], now: number): Promise<Delivery>;
}

/** Hears what the bot's own check of the chain found. */
export interface AuditHealth {
  /** The chain is broken from this index on. Called at every check that finds it so. */
  broken(index: number): void;
}

/** What the loops of the audit log work with; `sink` null: records go nowhere else. */
export interface AuditDoors {
  readonly signer: Signer;
  readonly sink: AuditSink | null;
  readonly health: AuditHealth;
}
