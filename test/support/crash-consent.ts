import type { AuditRecord } from "../../src/audit/record.ts";
import { erasOf, leaderOf, type Call, type Era, type Traces } from "./crash-evidence.ts";

/** Whether a call that Defender has received was approved, as the audit chain of its time says. */

/** What stands of a request at some point of the chain. */
interface Consent {
  /** UPNs of those whose approval counts. */
  readonly people: ReadonlySet<string>;
  /** Somebody has ended it. */
  readonly over: boolean;
}

/** Of a step, with what was decided on its request. */
function consentAfter(records: readonly AuditRecord[]): Consent {
  const people = new Set<string>();
  let over = false;
  for (const { event, actor } of records) {
    const upn = "upn" in actor ? actor.upn : "";
    if (event === "approved") people.add(upn);
    if (event === "revoked") people.delete(upn);
    if (event === "voided") people.clear();
    over ||= ["denied", "cancelled", "expired", "stopped"].includes(event);
  }
  return { people, over };
}

/**
 * How many others have to approve a request, by the reason that its people gave it and the policy of this story. An emergency
 * runs at once; in a store that was put back it is a request like any other.
 */
function neededFor(reason: string, own: readonly AuditRecord[]): number {
  if (reason.startsWith("pair-")) return 2;
  const isNew = own.some(({ event }) => event === "requested");
  return reason.startsWith("urgent-") && isNew ? 0 : 1;
}

export function sentWithoutConsent(traces: Traces): readonly string[] {
  const eras = erasOf(traces);
  return (
    traces.calls
      // One whose caller died before its token was read has done nothing.
      .filter(({ path, oid }) => !path.endsWith("/unisolate") && oid !== null)
      .flatMap((call) =>
        wrongWith(
          call,
          eras.findLast(({ from }) => call.at >= from)!,
          traces,
        ),
      )
  );
}

function wrongWith(call: Call, era: Era, { asked, lives }: Traces): readonly string[] {
  const { id, at } = call;
  const own = era.own.filter(({ requestId }) => requestId === id || requestId === leaderOf(id));
  // A life's first records may bear the time of a clock that nobody has put right yet.
  const ahead = Math.max(0, lives.findLast((life) => life.at <= at)?.ahead ?? 0);
  const first = own.findIndex(
    ({ event, at: time }) => event === "executing" && Date.parse(time) <= at + ahead,
  );
  if (first === -1) return [`${id}: sent, and the chain does not say so (${call.path})`];
  const consents = own.flatMap(({ event }, index) =>
    event === "executing" ? [consentAfter(own.slice(0, index))] : [],
  );
  const reason = own.map(({ args }) => args["reason"]).find((one) => typeof one === "string") ?? "";
  const needed = neededFor(reason, own);
  const requester = asked.find((one) => one.reason === reason)?.by ?? "";
  const callers = own.filter(({ event }) =>
    ["approved", "resumed", "emergency", "requested"].includes(event),
  );
  return [
    ...consents
      .filter(({ people }) => people.size < needed)
      .map(({ people }) => `${id}: sent with ${people.size} approvals`),
    ...consents.filter(({ people }) => people.has(requester)).map(() => `${id}: approved by its requester`),
    ...consents.filter(({ over }) => over).map(() => `${id}: sent after it was ended`),
    ...(callers.some(({ actor }) => "oid" in actor && actor.oid === call.oid)
      ? []
      : [`${id}: sent with a stranger's token`]),
  ];
}
