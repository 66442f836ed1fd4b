import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";

const HOUR_MS = 3_600_000;

const DAYS = { one: "dag", other: "dagar" };

/** "7 days", or else "36 h". */
function daysOr(ms: number, locale: Locale): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? locale.count(days, DAYS) : locale.exactly(ms);
}

const ISOLATIONS = { one: "isolering", other: "isoleringar" };

/** The isolation that ends by itself: how long, its extension, that it is due or lapsed, or never began. */
export const lease: Catalogue["lease"] = {
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
  mayStayIsolated: "Till dess kan enheten förbli isolerad.",
  alarm: ({ news, besides }) => `${news} ${besides}`,

  /** For the record. */
  because: ({ why }) => clause(why),
};
