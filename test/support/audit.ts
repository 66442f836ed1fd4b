import { randomBytes } from "node:crypto";
import fc from "fast-check";
import {
  append,
  AUDIT_EVENTS,
  CHAIN_START,
  endsBefore,
  type AuditDraft,
  type AuditRecord,
  type Checkpoint,
  type Verification,
} from "../../src/audit/record.ts";
import { followTexts, type StoredRecord } from "../../src/audit/verify.ts";
import { signedText, type SignedCheckpoint, type SigningKey } from "../../src/audit/checkpoint.ts";
import { createSeal } from "../../src/adapters/node/seal.ts";
import { createSigner } from "../../src/adapters/node/signer.ts";
import { anyUnit } from "./any-text.ts";

const text = fc.string({ unit: anyUnit, maxLength: 20 });
const actor = fc.oneof(
  fc.constant({ system: true } as const),
  fc.record({ oid: fc.uuid(), tid: fc.uuid(), upn: text }),
);

/** Drafts with every event, whatever stands in them. */
export const drafts: fc.Arbitrary<AuditDraft> = fc.record(
  {
    at: fc.integer({ min: 0, max: 4e12 }),
    actor,
    event: fc.constantFrom(...AUDIT_EVENTS),
    requestId: text,
    command: text,
    target: fc.record({ deviceId: text, name: text }),
    args: fc.dictionary(text, text, { maxKeys: 3 }),
    outcome: text,
    detail: text,
  },
  { requiredKeys: ["at", "actor", "event", "command", "args", "outcome"] },
);

export const chains = fc.array(drafts, { minLength: 2, maxLength: 12 }).map(chainOf);

export function chainOf(list: readonly AuditDraft[]): AuditRecord[] {
  const chain: AuditRecord[] = [];
  for (const draft of list) chain.push(append(chain.at(-1) ?? null, draft));
  return chain;
}

/** A record as the store keeps it. */
export function stored(record: AuditRecord): StoredRecord {
  const { index, at, requestId = null, event } = record;
  return { index, at: Date.parse(at), requestId, event, body: JSON.stringify(record) };
}

/** Verifies a whole chain, and that it still reaches the checkpoint, as the audit command does page by page. */
export function verify(records: readonly AuditRecord[], checkpoint: Checkpoint | null = null): Verification {
  const marks = checkpoint === null ? [] : [{ ...checkpoint, fault: null }];
  const texts = records.map((record) => JSON.stringify(record));
  const end = followTexts(CHAIN_START, texts, marks);
  return end.ok && checkpoint !== null && checkpoint.index >= end.count ? endsBefore(checkpoint, end) : end;
}

/** A signer under a TOKEN_KEY of its own. */
export const signer = createSigner(createSeal(randomBytes(32), null));

export function signedWith(
  key: SigningKey,
  { index, hash }: { index: number; hash: string },
  at = 1_795_372_800_000,
): SignedCheckpoint {
  const unsigned = { index, hash, at, keyId: key.id };
  return { ...unsigned, signature: signer.sign(key, signedText(unsigned)) };
}
