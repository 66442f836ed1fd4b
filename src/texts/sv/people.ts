import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const UNCHECKED = "kunde inte kontrolleras";
const ACCOUNTS = { one: "konto", other: "konton" };
const ALERTS = { one: "öppen avisering", other: "öppna aviseringar" };
const HOMES = { entra: "Entra ID", activeDirectory: "Active Directory", okta: "Okta" } as const;

/** People and their accounts. */
export const people: Catalogue["people"] = {
  unknown: ({ id }) => `Microsoft Graph visar dig inte ${id === null ? "det här kontot" : `kontot ${id}`}.`,
  limited: "Microsoft Graph begränsar anropen om konton. Försök igen om några sekunder.",
  noLicence: ({ what }) =>
    `Din organisation har ingen licens för detta (${what}), så Microsoft Graph nekar det.`,
  notServed: ({ what }) =>
    `Microsoft Graph erbjuder inte detta här (${what}): ert moln eller er licens kanske saknar det.`,
  noConsent: ({ permission }) =>
    `Detta kräver behörigheten ${permission} i Microsoft Graph, som ingen har godkänt än. En administratör för Entra ID måste ge administratörsmedgivande för den till botens program. Allt annat fungerar som förut.`,
  lacksRole: ({ role }) =>
    `Entra ID låter dig inte göra detta: du saknar rollen ${role} för det här kontot, eller en högre. En administratör för Entra ID tilldelar den.`,
  noAccount: ({ name }) =>
    `Din katalog visar dig inget konto "${name}". Kontrollera UPN, eller ange DOMÄN\\namn eller objekt-id.`,
  unchecked: UNCHECKED,
  notChecked: ({ why }) => `${UNCHECKED}: ${why}`,

  account: "Konto",
  enabled: "Aktiverat",
  disabled: "Inaktiverat",
  isGuest: ({ state }) => `${state}, en gäst`,
  summary: ({ name, state }) => `${name}: ${state}`,
  livesIn: "Katalog",
  home: ({ home, domain }) =>
    domain === null ? HOMES[home] : `${HOMES[home]} (${domain}), synkroniserat till Entra ID`,
  identityUnchecked: ({ home, why }) => `${home}; Defender for Identity ${UNCHECKED}: ${why}`,
  roles: "Katalogroller",
  none: "inga",
  department: "Avdelning",
  manager: "Chef",
  risk: "Risk",
  noRisk: "Entra ID ser ingen risk",
  riskOf(holes, locale) {
    const why = holes.why === null || holes.why === "none" ? "" : ` (${holes.why})`;
    return `${holes.level === null ? "okänd" : names.level(holes.level)}, ${holes.state === null ? "okänd" : names.riskState(holes.state).toLowerCase()}${why}, sedan ${locale.time(holes.at)}`;
  },
  sessions: "Sessioner giltiga sedan",
  devices: "Enheter",
  device: ({ name, os, compliant }) =>
    `${name}${os === null ? "" : ` (${os}${compliant === false ? ", inte kompatibel" : ""})`}`,
  openAlerts: "Öppna aviseringar",
  alerts: ({ n, titles }, locale) => (n === 0 ? "inga" : `${locale.count(n, ALERTS)}: ${titles.join("; ")}`),
  objectId: "Objekt-id",
  shortName: "Kortnamn",
  signIns: "Senaste inloggningar",
  noSignIns: "inga på 7 dagar",
  signInOk: "Lyckades",
  signInFailed: ({ code }) => `Misslyckades${code === null ? "" : ` (${code})`}`,
  signIn(holes, locale) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    const why = holes.failure === null ? "" : ` · ${holes.failure}`;
    return `${where === "" ? "okänd plats" : where} · ${locale.when(holes.at, holes.now)}${why}`;
  },
  unknownApp: "okänd app",
  lastSignIns: ({ n, odd }, locale) =>
    `${locale.count(n, { one: "inloggning", other: "inloggningar" })}${odd === 0 ? "" : `, ${odd} misslyckade eller riskfyllda`}`,
  riskySignIn: ({ result, risk }) => `${result}, ${names.level(risk).toLowerCase()} risk`,

  doneBy: "Utförs av",
  byEntra: "Entra ID",
  byWhoever:
    "där kontot finns, om Defender for Identity erbjuder det för den som godkänner; annars Entra ID (den som begär kunde inte kontrollera det)",
  byIdentity: ({ home }) => `Defender for Identity, i ${HOMES[home]}`,
  nothingCan: ({ command, synced }) =>
    synced
      ? `Inget som jag når kan göra "${command}" för kontot: det finns i Active Directory, och Defender for Identity erbjuder det inte där (eller kan inte läsas). Gör det i Active Directory.`
      : `Inget som jag når kan göra "${command}" för kontot: Microsoft Graph har inget anrop för det där kontot finns. Gör det i administrationscentret för Entra.`,
  moved: "kontot finns nu i en annan katalog",
  otherWay: ({ by }) => `det skulle nu göras av en annan tjänst: ${by}`,
  renamed: ({ now, before }) => `UPN är nu ${now}, inte ${before}`,
  departmentChanged: ({ now, before }) => `avdelningen är nu ${now ?? "ingen"}, inte ${before ?? "ingen"}`,
  rolesReadOnce: "katalogrollerna kunde bara läsas en gång",
  roleAdded: ({ role }) => `katalogrollen ${role} har lagts till`,
  roleRemoved: ({ role }) => `katalogrollen ${role} har tagits bort`,

  accused: "Detta gäller ditt eget konto, så någon annan måste besluta om det.",
  ownEmergency: "Ingen agerar på sitt eget konto utan någon annans godkännande. Begär det utan emergency.",
  lastHolders: ({ role }) =>
    `Färre än två personer skulle ha kvar rollen ${role}, så ingen skulle kunna ångra detta. Tilldela den till någon annan först.`,
  holdersUnlisted:
    "Det gick inte att lista vilka som har rollerna Approver och BreakGlass, så inget konto kan inaktiveras nu: det kan vara ett av de två sista. Det kräver behörigheten Application.Read.All, och rollen Directory Readers.",
  holdersUnchecked:
    "Det gick inte att lista vilka som har rollerna Approver och BreakGlass; jag utgår från det jag senast såg, och två personer måste godkänna.",
  rolesUnchecked: "Det gick inte att kontrollera vilka katalogroller personen har.",
  holdsRoles: ({ roles }, locale) =>
    `Personen har ${locale.plural(roles.length, { one: "katalogrollen", other: "katalogrollerna" })} ${locale.and(roles)}.`,
  holdsAppRoles: ({ roles }, locale) => `Personen är ${locale.and(roles)} här.`,
  askedForSelf: "Det begärdes av just den här personen.",
  isSynced: "Kontot synkroniseras från Active Directory.",
  guestWarning: "En gäst: sessioner och lösenord hör till en annan organisation.",
  willNotLast: ({ action }) =>
    `Detta varar inte: Active Directory har sista ordet, och skriver tillbaka sitt eget läge inom ungefär 30 minuter. ${action === "suspend" ? "Inaktivera" : "Aktivera"} kontot även där.`,
  isSoAlready: ({ action }) => `Kontot är redan ${action === "suspend" ? "inaktiverat" : "aktiverat"}.`,
  sessionsLast: "Öppna sessioner kan vara kvar några minuter, och en åtkomsttoken upp till en timme.",
  undoes: ({ id, who, at, reason }, locale) =>
    `Detta upphäver inaktiveringen ${id}, begärd av ${who} och gjord ${locale.clockOn(at)}${reason === "" ? "" : `: ${reason}`}.`,
  notRevoked: ({ name }) =>
    `Sessionerna för ${name} fortsätter: Entra ID tog emot anropet, men kontot visar inte att de har återkallats. Be om det igen, eller stäng av kontot.`,
  notMarked: ({ name, state }) =>
    `Entra ID har inte längre ${name} markerat som komprometterat: ${state === null ? "det finns inget mot kontot" : `risken är "${names.riskState(state)}"`}.`,
  passwordChanged: ({ name, at }, locale) =>
    `Lösenordet för ${name} byttes ${locale.time(at)}; av vem säger Entra ID inte.`,
  onAgain: ({ name }) => `${name} är aktiverat igen, av någon eller något annat.`,
  signedInAgain(holes, locale) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    return `Någon loggade in som ${holes.name} igen ${locale.time(holes.at)}: ${holes.app ?? "okänd app"}${where === "" ? "" : ` från ${where}`}.`;
  },
  recheckFailed: ({ name }) =>
    `${name} kunde inte kontrolleras igen, så jag vet inte om kontot har använts sedan dess.`,
  meantSuspend: ({ upn }) =>
    `"disable" gäller den här konversationen. Skriv så här för att inaktivera ett konto: suspend ${upn} och varför.`,

  oneAtATime:
    "Kortet visar ett konto i taget. Ange ett av dem; för att göra något med alla, ange dem i ett kommando: revoke-sessions a@…, b@… och varför.",
  have: ({ n }, locale) => `${locale.count(n, ACCOUNTS)} har det här namnet`,
  notSure: "Är det här kontot du menar?",
};
