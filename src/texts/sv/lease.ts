import type { Locale } from "../locale.ts";
import type { Catalogue } from "../catalogue.ts";
import { clause } from "./requests.ts";

const HOUR_MS = 3_600_000;
const DAYS = { one: "dag", other: "dagar" };

/** "7 days", or else "36 h". */
function daysOr(ms: number, locale: Locale): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? locale.count(days, DAYS) : locale.exactly(ms);
}

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
const ISOLATIONS = { one: "isolering", other: "isoleringar" };

/** The isolation that ends by itself, and its release. */
export const lease: Catalogue["lease"] = {
  endOf: ({ id, reason }) => `isoleringen ${id} tar slut: ${reason}`,
  duration: "ett tal och s, m, h eller d, från 15m till 7d om principen inte säger annat",
  noLength: ({ allowed }) => `Det är ingen tidslängd: ${allowed}.`,
  outside: ({ length, min, max }) =>
    `"for:${length}" går inte: principen tillåter ${min} till ${max}. Välj en tid däremellan.`,

  ownIsolation: "Du har själv begärt den här isoleringen, så en annan Approver måste förlänga den.",
  due: ({ id }) => `Tiden för ${id} är ute: enheten släpps.`,
  tooLong: ({ maxMs, at }, locale) =>
    `En isoleringstid får sluta senast ${daysOr(maxMs, locale)} från nu, och den här skulle sluta ${locale.clockOn(at)}. Inget har ändrats.`,
  releasesAt: ({ at }, locale) => `släpps ${locale.clockOn(at)}`,
  extended: ({ at }, locale) => `förlängde isoleringen: släpps ${locale.clockOn(at)}`,
  extendedNews: ({ name, id, at }, locale) =>
    `${name} förlängde isoleringen: ${id} släpps ${locale.clockOn(at)}.`,
  extendedAll: ({ n, at }, locale) =>
    `förlängde ${locale.count(n, ISOLATIONS)}: den sista släpps ${locale.clockOn(at)}`,
  releasesAllBy: ({ n, at }, locale) =>
    `${locale.count(n, ISOLATIONS)}, den sista till ${locale.clockOn(at)}`,
  extendedAllNews: ({ name, id, n, at }, locale) =>
    `${name} förlängde ${locale.count(n, ISOLATIONS)} i ${id}: den sista släpps ${locale.clockOn(at)}.`,
  notAllExtended: ({ names }) => `De andra förlängdes. Redan dags att släppa: ${names.join(", ")}.`,
  noneOpen: "Ingen av isoleringarna väntar längre på sitt slut. Inget ändrades.",
  extendAllText: ({ n, at }, locale) =>
    `${locale.count(n, ISOLATIONS)} slutar av sig själva, den sista ${locale.clockOn(at)}. Hur mycket längre ska var och en vara?`,
  extend: "Förläng",
  extendTitle: ({ name }) => `Förläng: ${name}`,
  extendText: ({ at }, locale) => `Isoleringen slutar ${locale.clockOn(at)}. Hur mycket längre?`,

  notYet: ({ why }) => `Inte skickat ännu: ${clause(why)}.`,
  lapsed: ({ at, why }, locale) =>
    `Enheten skulle ha släppts ${locale.clockOn(at)}, men ${clause(why)}. Nu behövs godkännande.`,
  notReleased: ({ why }) => `släpptes inte automatiskt: ${clause(why)}`,
  notReleasedNews: ({ id, why }) => `${id} släpptes inte automatiskt: ${clause(why)}. Nu behövs godkännande.`,
  cancelLapsed: ({ at, why }, locale) =>
    `Isoleringen skulle vara över ${locale.clockOn(at)} och har aldrig trätt i kraft; den borde avbrytas, men ${clause(why)}. Nu behövs godkännande för det.`,
  notCancelled: ({ why }) => `avbröts inte automatiskt: ${clause(why)}`,
  notCancelledNews: ({ id, why }) =>
    `Isoleringen avbröts inte automatiskt: ${clause(why)}. Nu behöver ${id} godkännas.`,
  cancels: ({ id, at }, locale) =>
    `avbryter ${id}, som skulle vara över ${locale.clockOn(at)} och inte har trätt i kraft`,
  neverBegan: ({ name, at }, locale) =>
    `${name} har inte svarat, och isoleringen skulle vara över ${locale.clockOn(at)}: den avbryts nu, så att den inte börjar när enheten hör av sig igen. Behövs den fortfarande? Begär den då på nytt.`,
  someNeverBegan:
    "Några av enheterna har inte svarat, och deras isolering skulle vara över nu: den avbryts, så att den inte börjar när de hör av sig igen. Behövs den fortfarande? Begär den då på nytt.",
  cancelledNoMore: ({ id, state }) => `${id} är ${state}`,
  pendingNoMore: ({ status }) => `Defender kallar isoleringen ${status} nu`,
  notListed: "Defender visar inte isoleringen",
  stillComes: "Till dess isoleras enheten så snart den hör av sig igen.",
  nothingSent: ({ why }) => `Inget skickades: ${clause(why)}.`,
  ended: ({ why }) => `avslutade isoleringstiden: ${clause(why)}`,
  staysIsolated: "Enheten förblir isolerad tills någon släpper den.",
  staysUntilThen: "Till dess förblir enheten isolerad.",
  clocksDisagree: "mina klockor går olika, och enligt en av dem är det inte dags än",
  mayStayIsolated: "Till dess kan enheten förbli isolerad.",
  alarm: ({ news, besides }) => `${news} ${besides}`,

  /** For the record. */
  because: ({ why }) => clause(why),
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

  longerBy: "Förläng med",
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
};
