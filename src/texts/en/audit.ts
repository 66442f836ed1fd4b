import type { Locale } from "../locale.ts";

/** What approvers are told of the audit log. */
export const audit = {
  broken: "The audit log is broken",
  brokenAt: ({ index, why }: { index: number; why: string }, locale: Locale) =>
    `Record ${locale.number(index)}: ${why}. Somebody changed the store, or it is damaged. Keep a copy of it as it is, and compare it with the checkpoints posted here and with what AUDIT_SINK_URL received: npm run audit -- verify`,
  checkpoint: ({ index }: { index: number }, locale: Locale) => `Audit checkpoint ${locale.number(index)}`,
  unsent: ({ since }: { since: number }, locale: Locale) =>
    `The receiver of the audit records (AUDIT_SINK_URL) has taken none since ${locale.time(since)}. They wait in my store and are sent in order as soon as it does; until then only the store proves what was done. Please check that the receiver works; the log says what it answers.`,
  sentAgain: "The receiver of the audit records (AUDIT_SINK_URL) takes them again. What waited follows now.",
  keep: ({ checkpoint, key }: { checkpoint: string; key: string }) =>
    `Keep this message: it proves later that the audit log up to here was neither changed nor cut.\n${checkpoint}\nPublic key: ${key}`,
};
