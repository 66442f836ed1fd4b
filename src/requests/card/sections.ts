import { awaitsReview } from "../machine/emergency.ts";
import { count } from "../../shared/format.ts";
import { isScheduled } from "../machine/lease.ts";
import type { Request } from "../machine/request.ts";

/** How `requests` groups its rows: what waits for people first, what comes by itself last. */
const SECTIONS = ["Open requests", "Emergencies to review", "Scheduled releases"] as const;

type Section = (typeof SECTIONS)[number];

const NOUNS: Readonly<Record<Section, string>> = {
  "Open requests": "open request",
  "Emergencies to review": "emergency review",
  "Scheduled releases": "scheduled release",
};

function sectionOf(request: Request): Section {
  if (awaitsReview(request)) return "Emergencies to review";
  return isScheduled(request) ? "Scheduled releases" : "Open requests";
}

/** The requests section by section, each in the order given. */
export function bySection(requests: readonly Request[]): readonly Request[] {
  return SECTIONS.flatMap((section) => requests.filter((request) => sectionOf(request) === section));
}

/** "2 open requests, 1 scheduled release". */
export function sectionsHeading(requests: readonly Request[]): string {
  const parts = SECTIONS.flatMap((section) => {
    const size = requests.filter((request) => sectionOf(request) === section).length;
    return size === 0 ? [] : [count(size, NOUNS[section])];
  });
  return parts.length === 0 ? "No open requests" : parts.join(", ");
}

/** The heading above a row, where a section begins; empty elsewhere. What the card's own heading names needs none. */
export function headingAt(requests: readonly Request[], index: number): Section | "" {
  const [before, own] = [requests[index - 1], requests[index]];
  if (own === undefined || sectionOf(own) === SECTIONS[0]) return "";
  return before !== undefined && sectionOf(before) === sectionOf(own) ? "" : sectionOf(own);
}
