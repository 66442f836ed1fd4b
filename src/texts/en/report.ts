import type { Locale } from "../locale.ts";

/** Sealed reports of alerts and incidents; what stands in them is English, like all records. */
export const report = {
  offer: ({ kind, id }: { kind: string; id: string }) => `The sealed report of ${kind} ${id}.`,
  ready: ({ kind, id, records }: { kind: string; id: string; records: number }, locale: Locale) =>
    `The report of ${kind} ${id} is ready, with ${locale.count(records, { one: "record", other: "records" })}. I offer it to you as a file in our 1:1 chat. That you asked for it is on record.`,
  tooLong: ({ most }: { most: number }) =>
    `The audit chain since the first record of this has more than ${most} records, which is too long for a file in Teams. Please ask whoever runs the bot for "npm run audit -- export".`,
  about: "About",
  made: ({ kind, id, at, by }: { kind: string; id: string; at: string; by: string }) =>
    `Report of ${kind} ${id}, made ${at} for ${by}: what they may see of it.`,
  story: "What happened",
  event: (holes: { at: string; title: string; by: string | null; id: string | null }) =>
    [holes.at, holes.title, holes.by ?? "the bot", ...(holes.id === null ? [] : [holes.id])].join(" · "),
  requests: "What was asked for here",
  request: (holes: {
    id: string;
    command: string;
    target: string;
    state: string;
    upn: string;
    reason: string;
  }) =>
    `${holes.id}: ${holes.command} ${holes.target}, ${holes.state}; asked for by ${holes.upn}: ${holes.reason}`,
  gaps: "What may be missing",
  proof: "Proof",
  howToVerify:
    "npm run audit -- verify-report FILE --public-key KEY, with the bot's key as it was noted elsewhere, says whether anything in this file was changed since; docs/report-format.md describes how to check it without the bot.",
};
