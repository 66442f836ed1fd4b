import { awaitsReview } from "../machine/emergency.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { isScheduled } from "../machine/lease.ts";
import type { Request } from "../machine/request.ts";

/** How `requests` groups its rows: what waits for people first, what comes by itself last. */
const SECTIONS = ["open", "emergencies", "scheduled"] as const;

type Section = (typeof SECTIONS)[number];

/** What the card's own heading names needs none. */
const HEADINGS: Readonly<Record<Section, Words>> = {
  open: "",
  emergencies: say("requestList.emergencies"),
  scheduled: say("requestList.scheduled"),
};

function sectionOf(request: Request): Section {
  if (awaitsReview(request)) return "emergencies";
  return isScheduled(request) ? "scheduled" : "open";
}

/** The requests section by section, each in the order given. */
export function bySection(requests: readonly Request[]): readonly Request[] {
  return SECTIONS.flatMap((section) => requests.filter((request) => sectionOf(request) === section));
}

/** "2 open requests, 1 scheduled release". */
export function sectionsHeading(requests: readonly Request[]): Text {
  const parts = SECTIONS.flatMap((section) => {
    const n = requests.filter((request) => sectionOf(request) === section).length;
    return n === 0 ? [] : [say("requestList.section", { n, of: section })];
  });
  return say("requestList.sections", { parts });
}

/** The heading above a row, where a section begins; empty elsewhere. */
export function headingAt(requests: readonly Request[], index: number): Words {
  const [before, own] = [requests[index - 1], requests[index]];
  if (own === undefined || (before !== undefined && sectionOf(before) === sectionOf(own))) return "";
  return HEADINGS[sectionOf(own)];
}
