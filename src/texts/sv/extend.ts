import type { Catalogue } from "../catalogue.ts";

const ISOLATIONS = { one: "isolering", other: "isoleringar" };

/** The form that extends an isolation, or those of several devices. */
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
};
