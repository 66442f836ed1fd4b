import type { Undertaking } from "../../policy/model.ts";
import type { Deps } from "../deps.ts";
import type { Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import type { Recheck, RecheckKind, Tx } from "../rows.ts";

const MINUTE_MS = 60_000;

/** When something is looked at again after it was done, in milliseconds since then: what devices report comes late. */
const RECHECK_AFTER_MS: Readonly<Record<RecheckKind, readonly number[]>> = {
  account: [5, 30, 60].map((minutes) => minutes * MINUTE_MS),
  device: [5, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
};

/** What somebody may undo, or get round, behind it. */
const WATCHED: Readonly<Partial<Record<Undertaking, RecheckKind>>> = {
  suspend: "account",
  "revoke-sessions": "account",
  isolate: "device",
};
/** Whoever is let in again may sign in, and what is released may talk. */
const ENDING: readonly Undertaking[] = ["reinstate", "release"];

/** Once it is done, a row says when it is looked at again; in the transaction of that change. */
export async function followProof(tx: Tx, before: Request, after: Request, now: number): Promise<void> {
  if (before.state === "Succeeded" || after.state !== "Succeeded") return;
  // Of several targets each has a step of its own.
  if (isLeader(after)) return;
  const targetId = after.target.id;
  if (ENDING.includes(after.action)) await tx.rechecks.removeOf(targetId);
  const kind = WATCHED[after.action];
  if (kind === undefined) return;
  const dueAt = now + (RECHECK_AFTER_MS[kind][0] ?? 0);
  await tx.rechecks.put({ requestId: after.id, targetId, kind, round: 0, dueAt });
}

/** Longer than a look takes, and no longer than any process holds what it works on. Milliseconds. */
const HELD_MS = 60_000;

/** Takes what is due, so that nobody else looks meanwhile; what a process that died had taken is due again soon. */
export async function takeDue(
  { store, clock }: Pick<Deps, "store" | "clock">,
  kind: RecheckKind,
  most: number,
): Promise<readonly Recheck[]> {
  const isDue = (await store.read((tx) => tx.rechecks.due(kind, clock.now(), 1))).length > 0;
  if (!isDue) return [];
  return store.transaction(async (tx) => {
    const now = clock.now();
    const taken: Recheck[] = [];
    for (const row of await tx.rechecks.due(kind, now, most)) {
      if ((await tx.requests.get(row.requestId)) === null) await tx.rechecks.remove(row.requestId);
      else taken.push(row);
    }
    for (const row of taken) await tx.rechecks.put({ ...row, dueAt: now + HELD_MS });
    return taken;
  });
}

/** The look after this one; null: it was the last. What is over already is not made up for. @param now epoch milliseconds */
export function nextRound(row: Recheck, request: Request, now: number): Recheck | null {
  const done = request.finishedAt ?? request.requestedAt;
  const round = RECHECK_AFTER_MS[row.kind].findIndex((after, n) => n > row.round && done + after > now);
  const after = RECHECK_AFTER_MS[row.kind][round];
  return after === undefined ? null : { ...row, round, dueAt: done + after };
}
