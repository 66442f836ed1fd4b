import { card, type NoticeCardData } from "../messaging/card.ts";
import { checkpointWords, isDue, signedText, type SignedCheckpoint, type SigningKey } from "./checkpoint.ts";
import { say } from "../texts/text.ts";
import { tellApprovers } from "../subscriptions/audience.ts";
import type { AuditDeps } from "./deps.ts";
import type { Checkpoint } from "./record.ts";
import type { Tx } from "./rows.ts";

/** A step that signs the head of the audit chain when that is due, logs it, and posts it where approvals are. */
export function createCheckpoints(deps: AuditDeps): () => Promise<void> {
  let key: SigningKey | null = null;
  return async function signCheckpoint(): Promise<void> {
    key ??= await signingKey(deps);
    const { publicKey } = key;
    const checkpoint = await sign(deps, key);
    if (checkpoint === null) return;
    const { index, hash, at, signature } = checkpoint;
    deps.log.info("audit checkpoint", { index, hash, at, signature, publicKey });
  };
}

/**
 * The key that signs: the last one in the store, or a new one when there is none that TOKEN_KEY opens. The keys of
 * before stay known, so that their checkpoints can be verified. Several instances come to the same one.
 */
export async function signingKey(deps: Pick<AuditDeps, "store" | "audit" | "log">): Promise<SigningKey> {
  const { signer } = deps.audit;
  const found = await deps.store.transaction(async (tx) => {
    const keys = await tx.checkpoints.keys();
    const last = keys.at(-1);
    const usable = last === undefined ? null : signer.usable(last);
    if (usable !== null && usable !== last) await tx.checkpoints.resealKey(usable);
    if (usable !== null) return { key: usable, lost: null };
    const key = signer.newKey();
    await tx.checkpoints.addKey(keys.length + 1, key);
    return { key, lost: last ?? null };
  });
  const { id: keyId, publicKey } = found.key;
  if (found.lost !== null) {
    deps.log.error("The key of the audit checkpoints can't be opened; a new one takes its place", {
      lost: found.lost.id,
    });
  }
  deps.log.info("audit checkpoints are signed", { keyId, publicKey });
  return found.key;
}

/** In one transaction with its notices, so that of several instances one signs, and tells everybody. */
async function sign(deps: AuditDeps, key: SigningKey): Promise<SignedCheckpoint | null> {
  // Mostly nothing is due, and to see that takes no transaction that writes.
  if ((await deps.store.read((tx) => headDue(tx, deps.clock.now()))) === null) return null;
  return deps.store.transaction(async (tx) => {
    const at = deps.clock.now();
    const head = await headDue(tx, at);
    if (head === null) return null;
    const { index, hash } = head;
    const signature = deps.audit.signer.sign(key, signedText({ index, hash, at, keyId: key.id }));
    const checkpoint = { index, hash, at, keyId: key.id, signature };
    if (!(await tx.checkpoints.insert(checkpoint))) return null;
    await tellApprovers(deps, tx, noticeOf(checkpoint, key), null);
    return checkpoint;
  });
}

/** The head of the chain, if it is time to sign it. */
async function headDue(tx: Pick<Tx, "audit" | "checkpoints">, now: number): Promise<Checkpoint | null> {
  const head = await tx.audit.head();
  if (head === null) return null;
  const last = await tx.checkpoints.last();
  const [first] = last === null ? await tx.audit.page(0, 1) : [];
  return isDue(head, last, first?.at ?? now, now) ? head : null;
}

function noticeOf(checkpoint: SignedCheckpoint, key: SigningKey) {
  const title = say("audit.checkpoint", { index: checkpoint.index });
  const text = say("audit.keep", { checkpoint: checkpointWords(checkpoint), key: key.publicKey });
  return card<NoticeCardData>("notice", { title, text, tone: "neutral", buttons: [] }, title);
}
