import { signedText } from "../checkpoint.ts";
import { signingKey } from "../checkpoint-loop.ts";
import type { AuditDeps } from "../deps.ts";
import type { AuditDraft, AuditRecord } from "../record.ts";
import type { KeyedCheckpoint } from "./format.ts";

/** A record of a report, and the checkpoint that is signed at it. */
export interface Sealed {
  readonly record: AuditRecord;
  readonly checkpoint: KeyedCheckpoint;
}

/** Appends a record and signs the chain where it ends with it, in one transaction. */
export async function appendSealed(
  deps: Pick<AuditDeps, "store" | "audit" | "clock" | "log">,
  draft: AuditDraft,
): Promise<Sealed> {
  const key = await signingKey(deps);
  return deps.store.transaction(async (tx) => {
    const record = await tx.audit.append(draft);
    const { index, hash } = record;
    const at = deps.clock.now();
    const signature = deps.audit.signer.sign(key, signedText({ index, hash, at, keyId: key.id }));
    const checkpoint = { index, hash, at, keyId: key.id, signature };
    await tx.checkpoints.insert(checkpoint);
    return { record, checkpoint: { ...checkpoint, publicKey: key.publicKey } };
  });
}
