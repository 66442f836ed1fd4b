import { CARD_ELSEWHERE, type Reach } from "./forms.ts";
import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const UNKNOWN = "unknown";

const DEVICES = { one: "device", other: "devices" };

const ISOLATION_STATES = {
  on: "Isolated",
  beginning: "Being isolated",
  ending: "Being released",
  unknown: "State unknown",
} as const;

/** What `isolated` and `take-over` show: isolations that nobody here asked for, and who answers for them. */
export const takeOver = {
  takenOver: ({ name, at, reach }: { name: string; at: number; reach: Reach | "here" }, locale: Locale) =>
    `You answer for the isolation of ${name} now. Its release is asked for ${locale.clockOn(at)}, and needs approval then. ${CARD_ELSEWHERE[reach]}`,

  isolatedNow: ({ n }: { n: number }, locale: Locale) =>
    n === 0
      ? "No device is isolated, as far as machine actions tell"
      : `${locale.count(n, DEVICES)} isolated now`,
  isolatedHint: "As far as machine actions tell, the longest isolated first.",
  isolationState: ({ state, scope }: { state: keyof typeof ISOLATION_STATES; scope: string | null }) =>
    `${ISOLATION_STATES[state]}${scope === null ? "" : ` (${names.scope(scope)})`}`,
  isolationLine(
    holes: {
      at: number | null;
      now: number;
      who: string | null;
      request: string | null;
      lease: string;
    },
    locale: Locale,
  ) {
    const who = `by ${holes.who ?? UNKNOWN}`;
    const through = holes.request === null ? "not through me" : `request ${holes.request}`;
    return [`since ${locale.when(holes.at, holes.now)}`, who, through, holes.lease].join(" · ");
  },
  withoutEnd: "without end",

  title: "Take over",
  did: "took the isolation over; its release will need approval when it is due",
  meanwhile: "Somebody has taken it over at this very moment. Nothing was done.",
  notIsolated: ({ name }: { name: string }) =>
    `${name} is not isolated, as far as Defender's actions tell. Nothing was done.`,
  ours: ({ name, id }: { name: string; id: string }) =>
    `The isolation of ${name} was asked for here (${id}): it has an owner. Nothing was done.`,
  taken: ({ name, upn, id }: { name: string; upn: string; id: string }) =>
    `${upn} has taken over the isolation of ${name} (${id}). Nothing was done.`,
};
