import { CHAIN_START, type Checkpoint, type Finding, type Position, type Verification } from "./record.ts";
import { changedSince, endOf, followStored, type Mark, type StoredRecord } from "./verify.ts";
import { card, type NoticeCardData } from "../messaging/card.ts";
import { markOf } from "./checkpoint.ts";
import type { Tx } from "./rows.ts";
import { isDue } from "../shared/due.ts";
import { say } from "../texts/text.ts";
import { alarmEverybody } from "../subscriptions/audience.ts";
import type { AuditDeps } from "./deps.ts";

/** Records in one step: bounded work, so that turns are not held up. */
const PAGE = 1000;
const CHECK_EVERY_MS = 600_000;
/** What was verified may be changed afterwards, so the whole chain is gone through once a day. */
const WHOLE_EVERY_MS = 86_400_000;
/** A finding is posted once, however long it stays. */
const TOLD_FOR_MS = 3650 * 86_400_000;

/** What a step looks at, of one moment. */
interface Page {
  /** Begins with the last record that was verified before. */
  readonly rows: readonly StoredRecord[];
  /** Signed checkpoints on these records, and after the last page all behind them. */
  readonly marks: readonly Mark[];
  /** Null: there is more to come. */
  readonly end: { readonly head: Checkpoint | null } | null;
}

/**
 * A step that verifies the chain while the bot runs: the whole at start and once a day, what is new every 10 minutes.
 * A chain that is broken is logged and told to `health` at each check, and posted once where approvals are.
 */
export function createAuditCheck(deps: AuditDeps): () => Promise<void> {
  let position: Position = CHAIN_START;
  let dueAt = -Infinity;
  let wholeAt = deps.clock.now() + WHOLE_EVERY_MS;
  return async function checkAudit(): Promise<void> {
    const now = deps.clock.now();
    if (!isDue(now, dueAt, CHECK_EVERY_MS)) return;
    if (isDue(now, wholeAt, WHOLE_EVERY_MS)) {
      position = CHAIN_START;
      wholeAt = now + WHOLE_EVERY_MS;
    }
    const page = await deps.store.read((tx) => readPage(tx, position));
    const verdict = verifyPage(position, page);
    if (verdict.ok) position = { count: verdict.count, head: verdict.head };
    else await report(deps, verdict);
    if (!verdict.ok || page.end !== null) dueAt = now + CHECK_EVERY_MS;
  };
}

async function readPage(tx: Tx, { count }: Position): Promise<Page> {
  // Not from 0 at the start: a row put in front of the chain is to be found too.
  const rows = await tx.audit.page(count === 0 ? Number.MIN_SAFE_INTEGER : count - 1, PAGE);
  const isEnd = rows.length < PAGE;
  const upTo = isEnd ? Number.MAX_SAFE_INTEGER : count + rows.length;
  const keys = (await tx.checkpoints.keys()).map((key) => key.publicKey);
  const marks = (await tx.checkpoints.between(count, upTo)).map((one) => markOf(one, keys));
  return { rows, marks, end: isEnd ? { head: await tx.audit.head() } : null };
}

function verifyPage(from: Position, { rows, marks, end }: Page): Verification {
  const overlap = from.count === 0 ? 0 : 1;
  const changed = overlap === 0 ? null : changedSince(from, rows[0]);
  if (changed !== null) return changed;
  const at = followStored(from, rows.slice(overlap), marks);
  if (!at.ok || end === null) return at;
  return endOf(
    at,
    end.head,
    marks.filter((mark) => mark.index >= at.count),
  );
}

async function report(deps: AuditDeps, { badIndex, why }: Finding): Promise<void> {
  deps.log.error("The audit chain is broken", { index: badIndex, why });
  deps.audit.health.broken(badIndex);
  const now = deps.clock.now();
  await deps.store.transaction(async (tx) => {
    const key = `audit broken|${badIndex}`;
    if ((await tx.once.take(key, now, TOLD_FOR_MS)).kind !== "taken") return;
    const told = await alarmEverybody(deps, tx, noticeOf(badIndex, why), null);
    // Somebody may turn up later.
    await (told ? tx.once.finish(key, "", now + TOLD_FOR_MS) : tx.once.release(key));
  });
}

function noticeOf(badIndex: number, why: string) {
  const title = say("audit.broken");
  const text = say("audit.brokenAt", { index: badIndex, why });
  return card<NoticeCardData>("notice", { title, text, tone: "attention", buttons: [] }, title);
}
