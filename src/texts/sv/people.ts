import type { Catalogue } from "../catalogue.ts";

const UNCHECKED = "kunde inte kontrolleras";

const HOMES = { entra: "Entra ID", activeDirectory: "Active Directory", okta: "Okta" } as const;

/** A person's account on a request: its facts, the warnings about it, and why it is guarded. */
export const people: Catalogue["people"] = {
  noAccount: ({ name }) =>
    `Din katalog visar dig inget konto "${name}". Kontrollera UPN, eller ange DOMÄN\\namn eller objekt-id.`,
  unchecked: UNCHECKED,

  account: "Konto",
  enabled: "Aktiverat",
  disabled: "Inaktiverat",
  livesIn: "Katalog",
  home: ({ home, domain }) =>
    domain === null ? HOMES[home] : `${HOMES[home]} (${domain}), synkroniserat till Entra ID`,
  roles: "Katalogroller",
  none: "inga",
  department: "Avdelning",
  manager: "Chef",
  sessions: "Sessioner giltiga sedan",
  objectId: "Objekt-id",

  doneBy: "Utförs av",
  byEntra: "Entra ID",
  byWhoever:
    "där kontot finns, om Defender for Identity erbjuder det för den som godkänner; annars Entra ID (den som begär kunde inte kontrollera det)",
  byIdentity: ({ home }) => `Defender for Identity, i ${HOMES[home]}`,
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
};
