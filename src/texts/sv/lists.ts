import { clause } from "./requests.ts";
import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const UNKNOWN = "okänt";
const ACTIONS = { one: "enhetsåtgärd", other: "enhetsåtgärder" };
const OPEN_ALERTS = { one: "öppen avisering", other: "öppna aviseringar" };
const DEVICES = { one: "enhet", other: "enheter" };
const RECORDS = { one: "granskningspost", other: "granskningsposter" };
const ISOLATION_STATES = {
  on: "Isolerad",
  beginning: "Isoleras",
  ending: "Släpps",
  unknown: "Okänt tillstånd",
} as const;
const SECTIONS = {
  open: { one: "öppen begäran", other: "öppna begäranden" },
  emergencies: { one: "nödåtgärd att granska", other: "nödåtgärder att granska" },
  scheduled: { one: "schemalagt frisläppande", other: "schemalagda frisläppanden" },
} as const;

function ownedBy(owner: string | null): string | null {
  if (owner === null) return null;
  return owner === "me" ? "tilldelade dig" : `tilldelade ${owner}`;
}

/** What the commands that read answer: lists of alerts, devices, actions, requests and records, and one device. */
export const lists: Catalogue["lists"] = {
  unknown: UNKNOWN,
  chooseThis: "Välj den här",
  refresh: "Uppdatera",
  page: ({ page, pages }) => `Sida ${page} av ${pages}`,

  unread: ({ heading, n }) =>
    `${heading === null ? "" : `${heading}; `}${n} gick inte att läsa, titta i Defender`,
  noAlerts: "Inga aviseringar som du får se",
  alertsOrMore: ({ most }) => `${most} aviseringar eller fler; begränsa med severity: eller since:`,
  alertsOnDeviceOrMore: ({ n }) =>
    `${n} hittades, och det kan finnas fler: alla aviseringar de senaste 30 dagarna kunde inte gås igenom; begränsa med status:`,
  alertsAmong: ({ n, most }) =>
    `${n} bland de ${most} senaste aviseringarna; begränsa med severity: eller since:`,
  worst: ({ heading, severity }) => `${heading}, allvarligast ${names.severity(severity)}`,
  alertFilter(holes, locale) {
    const severities =
      holes.severities.length === 0
        ? "alla allvarlighetsgrader"
        : holes.severities.map(names.severity).join(", ");
    const parts = [
      severities,
      holes.statuses.map(names.status).join(", "),
      `senaste ${locale.span(holes.since)}`,
    ];
    return [
      ...parts,
      ...[holes.device, ownedBy(holes.owner)].filter((one) => one !== null),
      ...holes.parts,
    ].join(" · ");
  },

  onlyMine: "Mina",
  onlyUnowned: "Ej tilldelade",
  onlyHigh: "Bara höga",
  allOfThem: "Alla",
  /** What was done to a row of the list a moment ago. */
  doneRow: ({ what }) => `✓ ${what}`,

  openAlerts: ({ n, isWhole }, locale) =>
    `${locale.count(n, OPEN_ALERTS)}${isWhole ? "" : ", och det kan finnas fler: alla aviseringar de senaste 30 dagarna kunde inte gås igenom"}`,
  openAlertsUnchecked: "Öppna aviseringar kunde inte kontrolleras",
  deviceIs: ({ name, isolation }) => `${name}: ${isolation}`,
  leaseOf: ({ lease, id }) => `${lease}; för att ändra: request ${id}`,
  lease: "Isoleringstid",
  health: "Hälsa",
  risk: "Risk",
  exposure: "Exponering",
  value: "Värde",
  mergedInto: "Sammanslagen med",
  duplicate: "Dubblett",
  maybeTwice: "Defender kan ha enheten två gånger: kontrollera vilken som menas",
  excluded: "Undantagen",
  excludedFor: ({ why }) => `från sårbarhetshantering${why === null ? "" : `: ${why}`}`,
  antivirus: "Antivirus",
  agentVersion: "Sensorversion",
  deviceGroup: "Enhetsgrupp",
  groupId: "Enhetsgruppens id",
  os: "OS",
  ipAddress: "IP-adress",
  otherAddresses: "Andra adresser",
  onboarding: "Registrering",
  lastSeen: "Sågs senast",
  deviceId: "Enhets-id",
  typed: "Angivet",

  perhapsDuplicate: ({ name }) => `${name} (kanske en dubblett)`,
  haveName: ({ n }, locale) => `${locale.count(n, DEVICES)} passar namnet`,
  hadAddressOnce: "En enhet har haft den här IP-adressen, men kanske inte det senaste dygnet",
  haveHadAddress: ({ n }, locale) => `${locale.count(n, DEVICES)} har haft den här IP-adressen`,
  choose: ({ hidden }) =>
    `Inget görs förrän du väljer en.${hidden > 0 ? ` ${hidden} till visas inte: skriv mer av namnet, eller enhets-id.` : ""}`,

  devicesFound({ n, isCut }, locale) {
    if (isCut)
      return `${locale.count(n, DEVICES)}, men det finns fler än jag läser på en gång: begränsa sökningen`;
    return n === 0 ? "Inga enheter som passar, eller som du får se" : locale.count(n, DEVICES);
  },
  riskOf: ({ risk }) => (risk === null ? "Okänd risk" : `Risk: ${names.level(risk)}`),
  deviceLine(holes, locale) {
    const parts = [
      holes.os,
      holes.health === null ? null : names.health(holes.health),
      holes.group,
      holes.tags,
      locale.ago(holes.at, holes.now),
    ];
    return parts.filter((part) => part !== null && part !== "").join(" · ");
  },
  isolatedNow: ({ n }, locale) =>
    n === 0
      ? "Ingen enhet är isolerad, enligt enhetsåtgärderna"
      : `${locale.count(n, DEVICES)} ${locale.plural(n, { one: "isolerad", other: "isolerade" })} nu`,
  isolatedHint: "Enligt enhetsåtgärderna, de som har varit isolerade längst först.",
  isolationState: ({ state, scope }) =>
    `${ISOLATION_STATES[state]}${scope === null ? "" : ` (${names.scope(scope).toLowerCase()})`}`,
  isolationLine(holes, locale) {
    const who = `av ${holes.who ?? "okänd"}`;
    const through = holes.request === null ? "inte genom mig" : `begäran ${holes.request}`;
    return [`sedan ${locale.when(holes.at, holes.now)}`, who, through, holes.lease].join(" · ");
  },
  withoutEnd: "utan slut",

  noPackage: ({ id }) =>
    `Det finns inget undersökningspaket ${id} som du har begärt. Bara den som begärde paketet får länken.`,
  packageNotReady: ({ id, state }) => `Paketet för begäran ${id} finns inte: begäran är ${state}.`,
  packageOf: ({ name }) => `Undersökningspaket för ${name}`,
  packageHint: ({ until }, locale) =>
    `${until === null ? "Länken fungerar en kort tid" : `Länken fungerar till ${locale.time(until)}`}. Den öppnar paketet för alla som har den: skicka den inte vidare. Be om en ny vid behov.`,

  actionsLately: ({ n }, locale) =>
    n === 0 ? "Inga enhetsåtgärder de senaste 7 dagarna" : `${locale.count(n, ACTIONS)} de senaste 7 dagarna`,
  actionsOn: ({ n, name }, locale) =>
    n === 0 ? `Inga enhetsåtgärder på ${name}` : `${locale.count(n, ACTIONS)} på ${name}`,
  action: ({ type, scope }) =>
    scope === null ? names.action(type) : `${names.action(type)} (${names.scope(scope).toLowerCase()})`,
  actionCancelled({ by, at, why }, locale) {
    const when = at === null ? "" : ` ${locale.time(at)}`;
    return `avbruten av ${by ?? "okänd"}${when}${why === null ? "" : `: ${why}`}`;
  },
  actionFile: ({ file }) => `fil ${file}`,
  actionCommand({ type, status, params, errors }) {
    const what = [names.command(type), ...params].join(" ");
    const wrong = errors.length === 0 ? "" : ` (${errors.join("; ")})`;
    return `${what}${status === null ? "" : `: ${names.commandStatus(status)}`}${wrong}`;
  },
  actionLine(holes, locale) {
    const parts = [locale.ago(holes.at, holes.now), holes.who ?? "okänd", holes.comment ?? ""];
    return [...parts, ...holes.more, holes.id].filter((part) => part !== "").join(" · ");
  },

  sections: ({ parts }) => (parts.length === 0 ? "Inga öppna begäranden" : parts.join(", ")),
  section: ({ n, of }, locale) => locale.count(n, SECTIONS[of]),
  emergencies: "Nödåtgärder att granska",
  scheduled: "Schemalagda frisläppanden",
  requestOn: ({ what, target }) => `${what}: ${target}`,
  openRequest: ({ id }) => `Öppna begäran ${id}`,
  requestLine(holes, locale) {
    const until = holes.expiresAt === null ? "" : `, går ut ${locale.clock(holes.expiresAt)}`;
    return `${holes.id} · begärd av ${holes.name} · ${holes.waits}${until}`;
  },
  reviewOpen: ({ waits }) => `nödåtgärd, granskning återstår${waits === null ? "" : `; ${waits}`}`,
  noRequest: ({ id }) => `Det finns ingen begäran ${id} som du får se.`,

  step({ id, n, what, target, state, outcome, action, release }) {
    const said = outcome === null ? "" : `: ${clause(outcome)}`;
    const done = action === null ? "" : ` Enhetsåtgärden är ${action}.`;
    const ends = release === null ? "" : ` Den upphävs av ${release}.`;
    return `Steg ${n} (${id}) är ${what}: ${target}. Läget är ${state}${said}.${done}${ends}`;
  },
  noRecord: ({ id }) => `Det finns ingen granskningspost för begäran ${id}.`,
  records: ({ n, shown }, locale) =>
    `${locale.number(n)} granskningsposter, de ${n > shown ? `${shown} senaste` : "senaste först"}`,
  newestRecordsOf: ({ id }) => `De senaste granskningsposterna för ${id}`,
  recordsOf: ({ n, id }, locale) => `${locale.count(n, RECORDS)} för ${id}`,
  publicKey: "Offentlig nyckel",
  endOfChain: "Kedjans slut nu",
  lastCheckpoint: "Senaste signerade kontrollpunkt",
  lastCheckpointAt: ({ at, now }, locale) => `Senaste signerade kontrollpunkt, ${locale.when(at, now)}`,
  noneYet: "ingen ännu",
  recordLine(holes, locale) {
    const who = holes.upn ?? "boten";
    return [locale.number(holes.index), locale.time(holes.at), who, ...holes.rest].join(" · ");
  },

  noOutput: ({ id }) =>
    `Du har ingen skript- eller filbegäran ${id}. Bara den som begärde den får det den ger.`,
  outputNotReady: ({ id, state }) => `Begäran ${id} har inte gett något: den är ${state}.`,
  outputOf: ({ name }) => `Från ${name}`,
  outputHint: ({ name, id }) =>
    `"${name}" erbjuds dig nedan: acceptera för att få den i din OneDrive. Skriv output ${id} för att få den igen.`,
};
