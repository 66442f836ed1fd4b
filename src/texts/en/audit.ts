import type { Locale } from "../locale.ts";

const RECORDS = { one: "audit record", other: "audit records" };

/** The audit log: what `audit` shows, and what approvers are told where it is not as it should be. */
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

  noRecord: ({ id }: { id: string }) => `There is no audit record of a request ${id}.`,
  records: ({ n, shown }: { n: number; shown: number }, locale: Locale) =>
    `${locale.number(n)} audit records, the newest ${n > shown ? shown : "first"}`,
  newestRecordsOf: ({ id }: { id: string }) => `The newest audit records of ${id}`,
  recordsOf: ({ n, id }: { n: number; id: string }, locale: Locale) => `${locale.count(n, RECORDS)} of ${id}`,
  publicKey: "Public key",
  endOfChain: "End of the chain now",
  lastCheckpoint: "Last signed checkpoint",
  lastCheckpointAt: ({ at, now }: { at: number; now: number }, locale: Locale) =>
    `Last signed checkpoint, ${locale.when(at, now)}`,
  noneYet: "none yet",
  recordLine(
    holes: { index: number; at: number; upn: string | null; rest: readonly string[] },
    locale: Locale,
  ) {
    const who = holes.upn ?? "the bot";
    return [locale.number(holes.index), locale.time(holes.at), who, ...holes.rest].join(" · ");
  },
};
