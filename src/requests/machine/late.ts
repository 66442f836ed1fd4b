import { changed, note, type Changed } from "./decision.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { newsOf } from "./expiry.ts";
import { leaseOf } from "./lease-model.ts";
import type { Request } from "./request.ts";

/** A call that was promised and has to wait: people hear of it within minutes, and not only when it is given up. */

/** How late a call may be before people are told, in milliseconds. */
export const LATE_MS = 120_000;

/** Why and until when a call is put off. Epoch milliseconds. */
interface Delay {
  readonly now: number;
  /** With or without a full stop. */
  readonly why: Words;
  readonly nextAt: number;
}

/**
 * The decision that puts a call off. The first time that it will be late because of that, whoever waits for it is told:
 * that it is, why, and that it is tried further on.
 */
export function putOff(request: Request, { now, why, nextAt }: Delay): Changed {
  const { execution } = request;
  if (execution === null || execution.toldLate === true || nextAt - promisedAt(request, now) < LATE_MS) {
    return changed(request, [], null);
  }
  const told: Request = {
    ...request,
    execution: { ...execution, toldLate: true },
    history: note(request, now, null, say("waiting.late", { why })),
  };
  const news = say("waiting.lateNews", { id: request.id, why, nextAt });
  return changed(told, [], ...newsOf(request, news, STAYS_ISOLATED));
}

/** Of a lease's release. */
const STAYS_ISOLATED = say("waiting.staysUntilThen");

/** When the call was to be made: at the end of a lease, or when its turn came. */
function promisedAt({ lease, execution }: Request, now: number): number {
  return lease?.endsAt ?? execution?.queuedAt ?? now;
}

/** Whom to tell how it ended: everybody, where everybody was told that a promised release is late. */
export function newsOfEnd(request: Request, news: Text): readonly [tell: Text | null, announce?: Text] {
  const all = request.execution?.toldLate === true && leaseOf(request.origin) !== null;
  return all ? [null, news] : [news];
}
