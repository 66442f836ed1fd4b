import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const UNCHECKED = "kunde inte kontrolleras";

const OTHERS = { one: "annan enhet", other: "andra enheter" };

const PARTS: Readonly<Record<string, string>> = {
  actions: "enhetsåtgärderna",
  namesakes: "andra enheter med samma namn",
  tags: "taggarna",
  allTags: "alla taggar",
  lastSeen: "när den sågs senast",
  health: "sensorns hälsa",
};

const FOUND_BY = { tag: "taggen", group: "gruppen", name: "namnet", os: "OS" } as const;

function within(scope: string | null): string {
  return scope === null ? "" : ` (${names.scope(scope).toLowerCase()})`;
}

/** A device on a request: its state and when that was looked up, its users, and the warnings about it. */
export const devices: Catalogue["devices"] = {
  unchecked: UNCHECKED,
  tagsCut: "och fler som inte kunde läsas",
  noGroup: "Ingen enhetsgrupp",
  whenAsked: "När det begärdes",
  whenLookedAgain: "Vid ny kontroll",
  beforeIsolation: "Före isoleringen",
  users: "Användare",
  openAlerts: "Öppna aviseringar",
  namedBy: "Nämns av",
  noUsers: "inga sedda",
  moreUsers: ({ n }) => `+${n}`,
  user({ name, at, now, admin, logons = [] }, locale) {
    const how = logons.map((one) => `, ${names.logon(one).toLowerCase()}`).join("");
    return `${name} (${locale.ago(at, now)}${how}${admin ? ", domänadministratör" : ""})`;
  },

  isolationUnchecked: `Isoleringen ${UNCHECKED}`,
  connected: "Ansluten (inte isolerad)",
  isolated: ({ scope, at }, locale) => `Isolerad${within(scope)} sedan ${locale.time(at)}`,
  lastKnownIsolated: ({ scope, at }, locale) =>
    `Senast känt: isolerad genom åtgärd ${locale.day(at)}${within(scope)}`,
  isolating: ({ at, now }, locale) => `Isoleras, påbörjat ${locale.ago(at, now)}`,
  releasing: ({ at, now }, locale) => `Släpps, påbörjat ${locale.ago(at, now)}`,
  sameUnderWay: ({ who, at, now }, locale) =>
    `Samma åtgärd pågår redan: begärd${who === null ? "" : ` av ${who}`} ${locale.ago(at, now)}.`,
  valueHigh: "Enhetens värde är högt.",
  offline({ health, at, now }, locale) {
    const sensor =
      health === null || health === "Active" ? [] : [`sensorn: ${names.health(health).toLowerCase()}`];
    const report = at === null ? [] : [`den senaste fullständiga rapporten kom ${locale.ago(at, now)}`];
    return `Den verkar vara offline (${[...sensor, ...report].join(", ")}): den utför åtgärden först när den är tillbaka, inom 3 dagar.`;
  },
  health: ({ health }) => `Sensorns hälsa: ${names.health(health)}.`,
  onboarding: ({ state }) => `Registrering i Defender: ${names.onboarding(state)}.`,
  namesakes: ({ n }, locale) => `Det finns ${locale.count(n, OTHERS)} med samma DNS-namn.`,
  notChecked: ({ what }) =>
    `Detta kunde inte kontrolleras: ${what.map((one) => PARTS[one] ?? one).join(", ")}.`,
  underWay: ({ what }) => `En åtgärd pågår på den här enheten: ${what}.`,
  stateAlready: ({ state }) => `Den är redan ${state}, enligt enhetsåtgärderna.`,
  stateNot: ({ state }) => `Den verkar inte vara ${state}, enligt enhetsåtgärderna.`,
  /** Beside its time: "Restricted". */
  state: ({ state }) => state.charAt(0).toUpperCase() + state.slice(1),
  stateSince: ({ at }, locale) => `sedan ${locale.time(at)}`,
  stateBeginning: ({ at, now }, locale) => `pågår, påbörjat ${locale.ago(at, now)}`,
  stateEnding: ({ at, now }, locale) => `avslutas, påbörjat ${locale.ago(at, now)}`,
  noIsolationFor: ({ os }) => `Defender dokumenterar ingen isolering för ${os}.`,
  hasSensor:
    "Den är registrerad i Defender, som bara begränsar enheter utan sensor på det sättet. Full kopplar bort den.",
  noSelectiveFor: ({ os }) => `Defender dokumenterar ingen selektiv isolering för ${os}.`,

  looksLike: ({ what, because, found }) => `Det ser ut som ${what} (${found}): ${because}.`,
  foundBy: ({ by, value }) => `${FOUND_BY[by]} ${value}`,
  domainController: "en domänkontrollant",
  domainControllerBecause: "allas inloggning kan vara beroende av den",
  server: "en server",
  serverBecause: "andra kan vara beroende av dess tjänster",
  hyperV: "en Hyper-V-värd",
  hyperVBecause: "isolering kopplar bort alla dess gäster",
  vpn: "en enhet som skickar all sin trafik genom ett VPN",
  vpnBecause: "helt isolerad når den kanske inte Defender för att släppas",
  proxy: "en enhet som går genom en proxy",
  proxyBecause: "helt isolerad når den kanske inte Defender för att släppas; selektiv isolering är säkrare",
  lastHoldersDevice: ({ role, listed }) =>
    listed
      ? `Den är registrerad på någon som är ${role} här, och färre än två av dem skulle ha kvar sina enheter: två personer måste godkänna.`
      : `Den verkar tillhöra någon som är ${role} här, och det gick inte att lista vilka fler som är det: två personer måste godkänna.`,
  likelyUser: ({ upn, did, account }) =>
    `${upn}, som ${did === "asked" ? "begärde detta" : "godkände"}, verkar använda den här enheten (${account}).`,
};
