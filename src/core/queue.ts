import type { Request } from "./request.ts";

/**
 * The queue of a device: of two changing calls on one device the one that was approved first is settled first, so that
 * an isolation and a release can't overtake one another.
 */

/** Since when a request waits for its turn, in epoch milliseconds. */
export function turnOf({ execution, dueAt }: Request, now: number): number {
  return execution?.queuedAt ?? dueAt ?? now;
}

/**
 * The request that comes before this one on its device; null: it is this one's turn. `others` are the requests on the
 * same target that are Approved or Executing. One whose time has not come (`dueAt` ahead, not queued) holds nobody up.
 */
export function aheadOf(request: Request, others: readonly Request[], now: number): string | null {
  if (request.target.kind !== "device") return null;
  const ahead = others.find((other) => other.id !== request.id && comesBefore(other, request, now));
  return ahead?.id ?? null;
}

function comesBefore(other: Request, request: Request, now: number): boolean {
  // An unclear outcome counts as well: nobody knows yet what the device will do.
  if (other.state === "Executing") return true;
  if (other.state !== "Approved") return false;
  const waits = other.execution?.queuedAt != null || (other.dueAt !== null && other.dueAt <= now);
  const [theirs, mine] = [turnOf(other, now), turnOf(request, now)];
  return waits && (theirs < mine || (theirs === mine && other.id < request.id));
}
