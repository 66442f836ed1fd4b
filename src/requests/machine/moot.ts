import { say, type Words } from "../../texts/text.ts";
import { changed, endedAs, nothing, system } from "./decision.ts";
import { isScheduled } from "./lease.ts";
import type { Decision, Look, Request } from "./request.ts";

/** A request that has nothing left to do: what it asks for is so already, or was sent by another one. */

/** Whether it waits, and nothing of it can have reached Defender. */
export function isUnsent(request: Request): boolean {
  const { state, execution } = request;
  if ((execution?.sentAt ?? null) !== null || isScheduled(request)) return false;
  if (state === "Executing") return execution?.phase === "ready";
  return state === "Requested" || state === "Approved" || state === "Interrupted";
}

/** Whether a look has found that nothing is left to do. */
export function isAlreadySo<L extends Look>(
  request: Request,
  look: L,
): look is L & { readonly already: Words } {
  return (look.already ?? null) !== null && isUnsent(request);
}

/** Ends it, and says why. What may have reached Defender already goes its own way. */
export function moot(
  request: Request,
  { now, why, isSo }: { readonly now: number; readonly why: Words; readonly isSo?: true },
): Decision {
  if (!isUnsent(request)) return nothing(request);
  // Of several, what is so already is no reason to call the request anything but done.
  if (request.of !== undefined && isSo === true) return wasSo(request, now, say("already.wasSo", { why }));
  return changed(
    endedAs(request, "Cancelled", { now, why, noted: say("already.cancelled", { why }) }),
    [system("cancelled", why)],
    say("already.cancelledNews", { id: request.id, why }),
  );
}

function wasSo(request: Request, now: number, why: Words): Decision {
  return changed(endedAs(request, "Succeeded", { now, why }), [system("succeeded", why)], null);
}
