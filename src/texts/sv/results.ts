import type { Catalogue } from "../catalogue.ts";

/** What was fetched from a device: what `package` and `output` show, that it is ready, and who gets it. */
export const results: Catalogue["results"] = {
  resultReady: ({ what, target }) => `${what}: ${target}`,
  resultFor: ({ upn, id }) =>
    `Bara ${upn}, som begärde det (begäran ${id}), kan hämta det: jag svarar i den personens 1:1-chatt.`,

  fromDevice: ({ name, path, id }) =>
    `Från ${name}: ${path} (begäran ${id}). Den kan vara skadlig: öppna den där inget kan hända.`,
  ofScript: ({ script, name, id, code }) =>
    `Utdata från ${script} på ${name} (begäran ${id})${code === null ? "" : `, slutkod ${code}`}.`,

  noPackage: ({ id }) =>
    `Det finns inget undersökningspaket ${id} som du har begärt. Bara den som begärde paketet får länken.`,
  packageNotReady: ({ id, state }) => `Paketet för begäran ${id} finns inte: begäran är ${state}.`,
  packageOf: ({ name }) => `Undersökningspaket för ${name}`,
  packageHint: ({ until }, locale) =>
    `${until === null ? "Länken fungerar en kort tid" : `Länken fungerar till ${locale.time(until)}`}. Den öppnar paketet för alla som har den: skicka den inte vidare. Be om en ny vid behov.`,

  noOutput: ({ id }) =>
    `Du har ingen skript- eller filbegäran ${id}. Bara den som begärde den får det den ger.`,
  outputNotReady: ({ id, state }) => `Begäran ${id} har inte gett något: den är ${state}.`,
  outputOf: ({ name }) => `Från ${name}`,
  outputHint: ({ name, id }) =>
    `"${name}" erbjuds dig nedan: acceptera för att få den i din OneDrive. Skriv output ${id} för att få den igen.`,
};
