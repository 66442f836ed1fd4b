import type { Locale } from "../locale.ts";

/** What the compose box finds. */
export const extension = {
  severity: "Severity",
  incident: "Incident",
  more: "More",
  type: ({ line }: { line: string }) => `type ${line} to Defender`,
  lastSeen: ({ at, now }: { at: number | null; now: number }, locale: Locale) =>
    `Last seen ${locale.when(at, now)}`,
  titleOnly: "Only the title: data of Defender is not shown in this conversation",
  nothing: ({ typed }: { typed: boolean }) =>
    typed
      ? "Nothing was found. Names of devices and people are taken whole or from their beginning; alerts and incidents are those of the last 7 days."
      : "Type a name, an id or a part of a title.",
  unknown: "This search is not known. Update the app in Teams.",
};
