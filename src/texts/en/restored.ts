import type { Locale } from "../locale.ts";

/** What is said after the bot's store was put back from a copy. */
export const restored = {
  approvedAnew: ({ left }: { left: number }) =>
    `approved anew (${left > 0 ? `${left} more needed` : "complete"})`,
  beyondResuming:
    "Whether it was carried out before the store was restored can't be told. Please look in Defender, and ask for it again if it is still needed.",
  wasInterrupted: ({ id, why }: { id: string; why: string }) => `${id} was interrupted: ${why}`,
  storeRestored: ({ copiedAt }: { copiedAt: number }, locale: Locale) =>
    `the bot's store was restored from a copy of ${locale.time(copiedAt)}`,
  restoredOutcome: ({ why }: { why: string }) =>
    `Please look again: ${why}. Whether it was sent since is looked up before anything is sent.`,
  wasBeingSent: ({ why }: { why: string }) => `${why}, and this was being sent then.`,
  backupRestored({ copiedAt, before }: { copiedAt: number; before: string | null }, locale: Locale) {
    const earlier = before === null ? "" : ` (It was halted then by ${before})`;
    return `the backup of ${locale.time(copiedAt)} was restored; what happened since is not in it${earlier}`;
  },
  storeWasRestored: ({ copiedAt }: { copiedAt: number }, locale: Locale) =>
    `My store was restored from the backup of ${locale.time(copiedAt)}, so I have halted every changing action. What was asked, approved, denied or sent after that time I no longer know: please compare with the actions in the Defender portal. Requests that were open then need their approvals anew (see: requests). When you have looked, an Admin can type "resume".`,
};
