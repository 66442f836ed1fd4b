import type { Locale } from "../locale.ts";
import { earlierCall } from "./decisions.ts";
import { sentences } from "../sentences.ts";

/** What is no longer as it was shown and approved, and that it needs approval again. */
export const drift = {
  moved: "the account lives in another directory now",
  otherWay: ({ by }: { by: string }) => `it would be done by another service now: ${by}`,

  policyDenies: ({ why, earlier = false }: { why: string; earlier?: boolean }) =>
    `The policy denies it: ${why}${earlierCall(earlier)}`,
  wasDenied: ({ id, why }: { id: string; why: string }) => `${id} was denied: ${why}`,
  needsApprovalAgain: ({ id, why }: { id: string; why: string }) => `${id} needs approval again: ${why}.`,
  needsApprovalAgainNews: ({ why }: { why: string }) => `needs approval again: ${why}.`,
  lookAgain: ({ why }: { why: string }) => `Please look again: ${why}.`,
  approvalsVoid: ({ why }: { why: string }) => `approvals so far are void: ${why}`,
  mergedSince: ({ id, now }: { id: string; now: string }) =>
    `Incident ${id} was merged since and is incident ${now} now, which is not what the card showed. Please ask again for that one.`,

  several: ({ why }: { why: readonly string[] }) => why.join("; "),
  notAsShown: "the request is not the one that was shown",
  newcomer: ({ id }: { id: string }) => `the card did not mention another device of this name (${id})`,
  otherDevice: "the device is another one now",
  setUpAnew: ({ at }: { at: number | null }, locale: Locale) =>
    `the device was set up anew (first seen ${locale.time(at)})`,
  ownersUnread:
    "The policy wants somebody else than who owns the incident's alerts, and not all of them could be read: nothing was decided. Please try again.",

  dropped: ({ n, each }: { n: number; each: readonly string[] }, locale: Locale) =>
    `${n} left out, since ${locale.plural(n, { one: "it is", other: "they are" })} not as shown any more: ${each.join("; ")}`,
  droppedOne: ({ name, why }: { name: string; why: string }) => `${name} (${why})`,
  becameOwn: ({ why, next }: { why: string; next: string | null }) =>
    sentences([
      `It is not as shown any more: ${why}`,
      ...(next === null ? [] : [`It was asked for anew as ${next}`]),
    ]),
  /** In the history of the request that a dropped step becomes. */
  droppedFrom: ({ id, why }: { id: string; why: string }) =>
    `was a part of ${id}, but not as shown any more: ${why}`,
};
