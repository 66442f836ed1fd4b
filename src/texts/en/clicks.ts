import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";
import { TARGETS } from "./final-check.ts";
import type { Target } from "./final-check.ts";

/** Why a press on a request's card did not count: it came too late, the card is old, the sign-in too weak, or something can't be read. */
export const clicks = {
  unknown: ({ id }: { id: string }) => `The request ${id} is not known any more.`,
  clickKept: ({ done, total }: { done: number; total: number }) =>
    `Your click is kept: checking ${done} of ${total}. It counts once all of it has been checked and nothing speaks against it; else I tell you.`,
  clickDidNotCount: ({ name, id, why }: { name: string; id: string; why: string }) =>
    `${name}, your click on ${id} did not count: ${clause(why)}. Type "request ${id}" to see how it is now.`,
  clickGone: "you have signed out since, or it took too long",
  clickTooLong: "its checks took too long, so nothing was decided; please press again",
  crowded: "Too many people are working on this request right now. Please try again.",
  clocksDisagree:
    "My clocks disagree, and by one of them this request has expired, so I can't take an approval now. Nothing was recorded. Please try again in a few minutes, or tell whoever runs me to look at the machine's clock.",
  otherPlace({ id, state }: { id: string; state: string | null }) {
    if (id === "") return "This button names no request. Nothing was done.";
    if (state === null)
      return `I know no request ${id} any more: it ended longer ago than I keep them, or my store was restored from a backup. Nothing was done. What it may have sent stands in Defender: please look there, and ask again if it is still needed.`;
    const now = ` ${id} is ${state} now: for a card that works, type "request ${id}" in our 1:1 chat.`;
    return `This card can't be used here: I did not post it in this conversation. Nothing was done.${now}`;
  },
  approverUnchecked: ({ upn }: { upn: string }) =>
    `Whether ${upn}, who approved, is a user of this device could not be checked.`,
  cantDecide: ({ what }: { what: Target }) =>
    `Defender does not show you this ${TARGETS[what]}, so you can't decide on it.`,

  openAllPages:
    "Please look at all pages first: you approve what you have been shown, and there is more of it.",
  lookAgain:
    "Something is not as the card showed it, so it was left out, and nothing was decided. Please look at the rest.",
  notResumed: ({ each }: { each: readonly string[] }) =>
    `The rest goes on. These stay interrupted: ${each.join("; ")}. Please look there in Defender; **Resume** tries again, **Deny** ends them.`,

  tooLate(
    last: { id: string; state: string; at: number | null; by: string | null; what: string },
    locale: Locale,
  ) {
    const who = last.by === null ? "" : `${last.by} `;
    const what = last.at === null ? "" : ` (${locale.clock(last.at)}: ${who}${last.what})`;
    return `That came too late, and nothing was done: ${last.id} is ${last.state} now${what}.`;
  },
  oldView:
    "This has changed since the card that you clicked on was made, so nothing was decided. Please look at it as it is now.",
  strongerSignIn: ({ contexts }: { contexts: readonly string[] }) =>
    `The policy asks for a stronger sign-in (${contexts.join(", ")}) for this click, and yours did not give it.`,
};
