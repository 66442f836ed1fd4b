import type { Catalogue } from "../catalogue.ts";
import type { Locale } from "../locale.ts";

const ISOLATIONS = { one: "isolering", other: "isoleringar" };

const HOUR_MS = 3_600_000;

const DAYS = { one: "dag", other: "dagar" };

/** "7 days", or else "36 h". */
function daysOr(ms: number, locale: Locale): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? locale.count(days, DAYS) : locale.exactly(ms);
}

/** Extending an isolation that ends by itself: the form, who may, how far, and what is told of it. */
export const extend: Catalogue["extend"] = {
  noLength: ({ allowed }) => `Det är ingen tidslängd: ${allowed}.`,
  notAllExtended: ({ names }) => `De andra förlängdes. Redan dags att släppa: ${names.join(", ")}.`,
  noneOpen: "Ingen av isoleringarna väntar längre på sitt slut. Inget ändrades.",
  extendAllText: ({ n, at }, locale) =>
    `${locale.count(n, ISOLATIONS)} slutar av sig själva, den sista ${locale.clockOn(at)}. Hur mycket längre ska var och en vara?`,
  extend: "Förläng",
  extendTitle: ({ name }) => `Förläng: ${name}`,
  extendText: ({ at }, locale) => `Isoleringen slutar ${locale.clockOn(at)}. Hur mycket längre?`,

  longerBy: "Förläng med",

  ownIsolation: "Du har själv begärt den här isoleringen, så en annan Approver måste förlänga den.",
  tooLong: ({ maxMs, at }, locale) =>
    `En isoleringstid får sluta senast ${daysOr(maxMs, locale)} från nu, och den här skulle sluta ${locale.clockOn(at)}. Inget har ändrats.`,
  extended: ({ at }, locale) => `förlängde isoleringen: släpps ${locale.clockOn(at)}`,
  extendedNews: ({ name, id, at }, locale) =>
    `${name} förlängde isoleringen: ${id} släpps ${locale.clockOn(at)}.`,
  extendedAll: ({ n, at }, locale) =>
    `förlängde ${locale.count(n, ISOLATIONS)}: den sista släpps ${locale.clockOn(at)}`,
  extendedAllNews: ({ name, id, n, at }, locale) =>
    `${name} förlängde ${locale.count(n, ISOLATIONS)} i ${id}: den sista släpps ${locale.clockOn(at)}.`,
};
