import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import type { Tx } from "../rows.ts";

/**
 * How far the checks of a click have come. They may take longer than whoever clicked can be kept waiting for an answer: then
 * the click is kept, and counts once all of it has been checked.
 */
export interface Checking {
  /** Targets that are looked at, and those of them that have been. */
  total: number;
  done: number;
  /** The row by which it is kept, from when whoever clicked was answered; null: they still wait. */
  kept: string | null;
}

/** Of a click whose checks begin. @param kept the row of one that was kept before its process died */
export function newChecking(kept: string | null = null): Checking {
  return { total: 1, done: 0, kept };
}

/**
 * Demands, in the transaction in which a click counts, that one which was kept is kept still: whoever has signed out meanwhile
 * decides nothing any more.
 * @throws UserError
 */
export async function demandKept(tx: Pick<Tx, "pending">, { kept }: Checking): Promise<void> {
  if (kept === null || (await tx.pending.get(kept)) !== null) return;
  throw new UserError("conflict", say("clicks.clickGone"));
}

/** Whether there is more to it than a service that does not answer: then it is no more than slow. */
export function isUnderWay({ total, done }: Checking): boolean {
  return total > 1 || done > 0;
}
