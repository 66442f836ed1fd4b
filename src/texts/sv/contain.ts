import type { Catalogue } from "../catalogue.ts";

const ALERTS = { one: "avisering", other: "aviseringar" };
const DEVICES = { one: "enhet", other: "enheter" };
const PEOPLE = { one: "person", other: "personer" };

/** `contain`: formuläret som föreslår vad som ska göras åt ett angrepp. */
export const contain: Catalogue["contain"] = {
  title: "Begränsa",
  formTitle: ({ kind, id }) => `Begränsa ${kind === "incident" ? "incident" : "avisering"} ${id}`,
  intro: ({ title }) =>
    `${title}. Avmarkera det som inte ska göras. Det begärs när du trycker på Begränsa och görs när det har godkänts.`,
  devices: "Isolera enheter",
  people: "Återkalla sessioner och markera konton",
  isolate: ({ name, because }) => `${name}: ${because}`,
  revokeSessions: ({ name, because }) => `${name}: återkalla sessioner (${because})`,
  compromised: ({ name, because }) => `${name}: markera som komprometterat (${because})`,

  processRan: "process kördes här",
  fileFound: "fil hittades här",
  named: ({ n }, locale) => `nämns i ${locale.count(n, ALERTS)}`,
  tokenFrom: ({ ip }) => `token användes från ${ip}`,
  tokenUsed: "token användes",

  holdersDevice:
    "Enheten är registrerad på någon som godkänner här. Den blir en egen begäran, med två godkännanden.",
  guarded: "Personen godkänner här. Det blir en egen begäran, med två godkännanden.",
  unnamed: "Minst en enhet har inget id: titta på den i Defender.",
  hidden: ({ n }, locale) => `${locale.count(n, DEVICES)} som du inte får se finns inte med.`,
  alertsCut: "Alla aviseringar kunde inte gås igenom: fler enheter och personer kan höra dit.",
  ownersUnchecked:
    "Jag kunde inte kontrollera vilka enheter som tillhör personer som godkänner här, så ingen är markerad och varje enhet kräver två godkännanden.",
  peopleUnread: ({ n }, locale) => `${locale.count(n, PEOPLE)} kunde inte slås upp och finns inte med.`,
  unknownPeople: ({ names, more }, locale) =>
    `Finns inte med, eftersom bevisen inte har något som katalogen känner igen dem på: ${locale.and(more > 0 ? [...names, `${more} till`] : names)}. Titta på dem i Defender.`,
  tooMany: ({ shown, all }) =>
    `Detta är de första ${shown} av ${all}: skicka dem och skriv sedan kommandot igen för resten.`,
  nothing: ({ id }) =>
    `${id} nämner ingen enhet och inget konto som du får se, så det finns inget att begränsa.`,
  nothingTicked: "Inget är markerat. Markera det som ska göras.",
  changed: ({ names }) =>
    `Sedan formuläret öppnades har detta ändrats: ${names.join(", ")} hör inte längre dit. Titta igen; inget har begärts.`,
  notProposed: "Formuläret föreslog inte det, så inget har begärts. Skriv kommandot igen.",
};
