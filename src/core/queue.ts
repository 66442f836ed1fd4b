import type { Request } from "./request.ts";

/**
 * The queue of a device: of two changing calls on one device the one that was approved first is settled first, so that
 * an isolation and a release can't overtake one another.
 */

/** What undoes what: Defender may carry out the later one first while the earlier one is under way (facts §8). */
const UNDONE_BY: Readonly<Record<string, string>> = { isolate: "release", release: "isolate" };

/**
 * So long, in milliseconds, what Defender has accepted holds up what undoes it. Not for ever: the device may be off, and
 * whether Defender takes the call then is for Defender to say.
 */
const SETTLING_MS = 600_000;

/** Since when a request waits for its turn, in epoch milliseconds. */
export function turnOf({ execution, dueAt }: Request, now: number): number {
  return execution?.queuedAt ?? dueAt ?? now;
}

/**
 * The request that comes before this one on its device; null: it is this one's turn. `others` are the requests on the
 * same target that are approved and not finished. One whose time has not come (`dueAt` ahead, not queued) holds nobody up.
 */
export function aheadOf(request: Request, others: readonly Request[], now: number): string | null {
  if (request.target.kind !== "device") return null;
  const ahead = others.find((other) => other.id !== request.id && comesBefore(other, request, now));
  return ahead?.id ?? null;
}

function comesBefore(other: Request, request: Request, now: number): boolean {
  // An unclear outcome counts as well: nobody knows yet what the device will do.
  if (other.state === "Executing") return true;
  if (other.state === "Pending" || other.state === "InProgress") {
    const isFresh = now - (other.execution?.sentAt ?? 0) < SETTLING_MS;
    return UNDONE_BY[other.action] === request.action && isFresh;
  }
  if (other.state !== "Approved") return false;
  const waits = other.execution?.queuedAt != null || (other.dueAt !== null && other.dueAt <= now);
  const [theirs, mine] = [turnOf(other, now), turnOf(request, now)];
  return waits && (theirs < mine || (theirs === mine && other.id < request.id));
}
