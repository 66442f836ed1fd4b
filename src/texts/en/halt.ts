import type { Locale } from "../locale.ts";

const ALREADY_ASKED = "Nothing was recorded or sent";

const OPEN_REQUESTS = { one: "open request", other: "open requests" };

const GO_ON = "Assigning, resolving and commenting on alerts go on.";

const NOTHING_FIRES =
  "Nothing is sent by itself: what was interrupted waits for an Approver to press Resume (see: requests).";

/** The halt of all changing actions, and its end. */
export const halt = {
  since: (halt: { by: string; since: number; reason: string }, locale: Locale) =>
    `Halted by ${halt.by} since ${locale.time(halt.since)}${halt.reason === "" ? "" : `: ${halt.reason}`}`,
  refused: ({ halted }: { halted: string }) =>
    `${halted}. ${ALREADY_ASKED}; please try again after an Admin has typed "resume".`,

  haltedAlready: ({ halted }: { halted: string }) => `It is halted already. ${halted}`,
  halted: ({ waiting }: { waiting: number }, locale: Locale) =>
    `Every changing action is stopped, everywhere: nothing is sent until an Admin types "resume", or two Approvers who did not halt do. What Defender has already accepted is followed to its end; assigning, resolving and commenting on alerts go on. ${locale.count(waiting, OPEN_REQUESTS)} will wait.`,
  haltWhy: ({ halted }: { halted: string }) => `${halted} Please say why, so that others know.`,
  haltExplained: ({ reason }: { reason: string }) =>
    `The halt holds, and now says why: ${reason}. Others who approve are told.`,
  haltNews: ({ halted }: { halted: string }) =>
    `${halted}. No changing action is sent until an Admin types "resume", or two Approvers who did not halt do. ${GO_ON}`,
  nothingHalted: "Nothing is halted.",
  resumeOwn:
    'You halted this yourself, so others end it: an Admin, or two other Approvers, can type "resume".',
  resumeWaits:
    'Noted. Nothing is sent yet: one more Approver, who did not halt, has to type "resume" within an hour. An Admin can do so at any time.',
  resumeWished: ({ name }: { name: string }) =>
    `${name} wants to end the halt. It ends when one more Approver, who did not halt, types "resume" within an hour.`,
  resumed: `Changing actions are allowed again. ${NOTHING_FIRES}`,
  resumedNews: ({ name }: { name: string }) => `${name} ended the halt. ${NOTHING_FIRES}`,
};
