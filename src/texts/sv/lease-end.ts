import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";

const ISOLATIONS = { one: "isolering", other: "isoleringar" };

function does(approved: boolean): string {
  return approved ? "släpps" : "frisläppande begärs";
}

const COVERS = {
  approves: "; godkänner du detta godkänner du även frisläppandet",
  approved: "; frisläppandet godkänns samtidigt",
  nothing: "",
} as const;

function by(who: string | null): string {
  return who === null ? "" : ` av ${who}`;
}

const DEVICES = { one: "enhet", other: "enheter" };

/** The end of a lease, and its release: when it is due, and why it is or is not released by itself. */
export const leaseEnd: Catalogue["leaseEnd"] = {
  endOf: ({ id, reason }) => `isoleringen ${id} tar slut: ${reason}`,
  cancels: ({ id, at }, locale) =>
    `avbryter ${id}, som skulle vara över ${locale.clockOn(at)} och inte har trätt i kraft`,
  clocksDisagree: "mina klockor går olika, och enligt en av dem är det inte dags än",
  policyDenies: ({ why }) => `principen nekar det: ${why}`,
  releaseDenied: ({ why }) => `frisläppandet vid slutet skulle nekas: ${why}`,
  nobodyApproved: "ingen har godkänt det",
  roleLost: ({ upn, role }) => `${upn ?? "den som godkände"} har inte längre rollen ${role}`,
  restored: "botens databas återställdes medan isoleringen pågick",
  releasedAlready: ({ who }) => `enheten har redan släppts${by(who)}`,
  releaseUnderWay: "ett annat frisläppande av enheten pågår",
  isolatingAnew: "enheten isoleras på nytt",
  isolatedAnew: ({ who }) => `enheten har isolerats på nytt under tiden${by(who)}`,
  untold: "enhetens isoleringstillstånd går inte att avgöra",
  otherIsolation: ({ id, who }) => `den isolering som gäller är inte från ${id} utan en annan${by(who)}`,
  tokenRefused: ({ upn }) => `Entra ID nekade token för ${upn}`,
  deviceHidden: ({ upn }) => `Defender visar inte längre enheten för ${upn}`,
  notChecked: ({ why }) => `det gick inte att kontrollera om det får skickas: ${why}`,
  wentWrong: "något gick fel hos mig",
  reminder: ({ line, id }) =>
    `${line}. För att hålla enheten isolerad kan en Approver trycka på Förläng på kortet: request ${id}`,
  releasedBefore: ({ id }) => `${id} släppte enheten tidigare`,
  isolatedAgain: ({ id }) => `${id} isolerade enheten på nytt, och dess isoleringstid gäller`,
  askedWith: ({ id }) => `begärd och godkänd med ${id}`,
  line: ({ complete, at, id }, locale) =>
    `${does(complete)} ${locale.clockOn(at)}, när ${id ?? "isoleringen som togs över"} slutar`,
  ofSeveral: ({ approved, open, at }, locale) =>
    open === 0
      ? `över, den sista ${locale.clockOn(at)}`
      : `${locale.count(open, DEVICES)}: var och en ${does(approved)} på sin egen tid, den sista ${locale.clockOn(at)}`,
  inBrief: ({ length, approved }, locale) =>
    `I ${locale.length(length)}, sedan ${approved ? "släpps den av sig själv" : "begärs frisläppande"}`,
  stands: ({ line }) => `${line.slice(0, 1).toUpperCase()}${line.slice(1)}`,
  notBegun: ({ length }) => `${length}, inte påbörjat`,
  planned: (holes, locale) =>
    `${does(holes.approved)} ${holes.length} efter att den har trätt i kraft, tidigast ${locale.clockOn(holes.at)}${COVERS[holes.covers]}; ${holes.approved ? "avbryts" : "ett avbrytande begärs"} om den inte har börjat då`,
  endsBy: ({ approved, at, id }, locale) => `${does(approved)} ${locale.clockOn(at)}, genom ${id}`,
  releaseWaits: ({ id }) => `släpptes inte automatiskt: ${id} behöver godkännas`,
  releaseIs: ({ id, state }) => `frisläppandet ${id} är ${state}`,

  due: ({ id }) => `Tiden för ${id} är ute: enheten släpps.`,
  releasesAt: ({ at }, locale) => `släpps ${locale.clockOn(at)}`,
  releasesAllBy: ({ n, at }, locale) =>
    `${locale.count(n, ISOLATIONS)}, den sista till ${locale.clockOn(at)}`,

  notYet: ({ why }) => `Inte skickat ännu: ${clause(why)}.`,
  lapsed: ({ at, why }, locale) =>
    `Enheten skulle ha släppts ${locale.clockOn(at)}, men ${clause(why)}. Nu behövs godkännande.`,
  notReleased: ({ why }) => `släpptes inte automatiskt: ${clause(why)}`,
  notReleasedNews: ({ id, why }) => `${id} släpptes inte automatiskt: ${clause(why)}. Nu behövs godkännande.`,
  nothingSent: ({ why }) => `Inget skickades: ${clause(why)}.`,
  ended: ({ why }) => `avslutade isoleringstiden: ${clause(why)}`,

  /** For the record. */
  because: ({ why }) => clause(why),
};
