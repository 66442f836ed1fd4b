import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const DID: Readonly<Record<string, string>> = {
  Isolate: "isolated",
  Unisolate: "released",
  RestrictCodeExecution: "restricted the apps of",
  UnrestrictCodeExecution: "removed the app restriction of",
  Offboard: "offboarded",
};

interface Did {
  type: string;
  device: string;
  who: string | null;
  at: number | null;
  bears?: string;
}

/** What was done to devices, and not through the bot. */
export const others = {
  /** `bears`: the request whose id its comment begins with, and which does not know it. */
  did(holes: Did, locale: Locale) {
    const { type, device, who, at, bears } = holes;
    const when = at === null ? "" : ` at ${locale.time(at)}`;
    const mark =
      bears === undefined ? "" : ` (it bears the ID of ${bears}: please look at that request first)`;
    return `${who ?? "Defender, by itself,"} ${DID[type] ?? `started "${names.action(type)}" on`} ${device}${when}${mark}`;
  },
  news: ({ each, more }: { each: readonly string[]; more: number }) =>
    `Not done through me: ${each.join("; ")}${more > 0 ? `; and ${more} more` : ""}. Nobody here owns it: "isolated" shows what stands, and an Approver can take it over.`,
  cantRead: ({ since, why }: { since: number; why: string | null }, locale: Locale) =>
    `I have not been able to read machine actions from Defender since ${locale.time(since)}: what others do to devices is not told, and cards may lag behind.${why === null ? "" : ` ${why}`} Please look in Defender's Action center until I say that it works again.`,
  canReadAgain:
    "I can read machine actions from Defender again. What others did to devices meanwhile follows now.",
};
