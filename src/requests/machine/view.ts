import { hash as digestOf } from "node:crypto";
import type { Request } from "./request.ts";

/**
 * The view that a button stood on. Who presses a button that decides has read one card, and its data names that card: once
 * the request is shown otherwise, the old button decides nothing, however often and by however many people it is pressed.
 */

/** What counts beside the facts, for the verbs that may come again on the same facts. */
const BESIDE = {
  approve: () => null,
  // Each interruption is shown anew, and is resumed once.
  resume: ({ history }) => history.length,
  extend: ({ lease, steps }) => lease?.endsAt ?? steps?.leases?.endsAt ?? null,
  review: () => null,
} satisfies Readonly<Record<string, (request: Request) => unknown>>;

/** What people decide by what a card shows. To deny, cancel or revoke is safe on any view: nothing happens then. */
export type DecidingVerb = keyof typeof BESIDE;

/** Characters of a mark: 96 bits, too many to be met by chance. */
const MARK_LENGTH = 16;

/** The mark (base64url) of what a card shows for this decision: equal as long as nothing of it has changed. */
export function viewOf(request: Request, verb: DecidingVerb): string {
  const { digest, round = 0 } = request.seen;
  const shown = [verb, digest, round, request.warnings, BESIDE[verb](request)];
  return digestOf("sha256", JSON.stringify(shown), "base64url").slice(0, MARK_LENGTH);
}
