import type { Undertaking } from "../../policy/model.ts";
import { takeDue, type DueRows } from "../../shared/due.ts";
import type { Deps } from "../deps.ts";
import { LOOKS_AFTER_MIN, WATCHED } from "../machine/watched.ts";
import type { Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import type { Recheck, RecheckKind, Tx } from "../rows.ts";

const MINUTE_MS = 60_000;

/** When something is looked at again after it was done, in milliseconds since then. */
const RECHECK_AFTER_MS: Readonly<Record<RecheckKind, readonly number[]>> = {
  account: LOOKS_AFTER_MIN.account.map((minutes) => minutes * MINUTE_MS),
  device: LOOKS_AFTER_MIN.device.map((minutes) => minutes * MINUTE_MS),
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

/** Takes the looks of a kind that are due; those behind a request that is gone are none any more. */
export function takeLooks(deps: Pick<Deps, "store" | "clock">, kind: RecheckKind, most: number) {
  const looks: DueRows<Tx, Recheck> = {
    due: (tx, now, limit) => tx.rechecks.due(kind, now, limit),
    async hold(tx, row, dueAt) {
      const isGone = (await tx.requests.get(row.requestId)) === null;
      if (isGone) await tx.rechecks.remove(row.requestId);
      else await tx.rechecks.put({ ...row, dueAt });
      return isGone ? null : row;
    },
  };
  return takeDue(deps, looks, most);
}

/** The look after this one; null: it was the last. What is over already is not made up for. @param now epoch milliseconds */
export function nextRound(row: Recheck, request: Request, now: number): Recheck | null {
  const done = request.finishedAt ?? request.requestedAt;
  const round = RECHECK_AFTER_MS[row.kind].findIndex((after, n) => n > row.round && done + after > now);
  const after = RECHECK_AFTER_MS[row.kind][round];
  return after === undefined ? null : { ...row, round, dueAt: done + after };
}
