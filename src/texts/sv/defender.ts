import type { Catalogue } from "../catalogue.ts";

/** Each with the word that points at it, and its genitive. */
const THIS = {
  account: "det här kontot",
  address: "den här adressen",
  alert: "den här aviseringen",
  incident: "den här incidenten",
  indicator: "den här indikatorn",
  device: "den här enheten",
  domain: "den här domänen",
  file: "den här filen",
  "machine action": "den här enhetsåtgärden",
  query: "den här frågan",
  score: "den här poängen",
  software: "den här programvaran",
  vulnerability: "den här sårbarheten",
} as const;

const THE = {
  account: "kontot",
  address: "adressen",
  alert: "aviseringen",
  incident: "incidenten",
  indicator: "indikatorn",
  device: "enheten",
  domain: "domänen",
  file: "filen",
  "machine action": "enhetsåtgärden",
  query: "frågan",
  score: "poängen",
  software: "programvaran",
  vulnerability: "sårbarheten",
} as const;

const AWAY = "Defender kan inte nås just nu.";

/** What Defender answers when it does not do what it was asked, and names and ids that it can't be asked about. */
export const defender: Catalogue["defender"] = {
  refused: AWAY,
  unsent: AWAY,
  timeout: "Defender svarade inte i tid.",
  dropped: "Anslutningen till Defender bröts.",
  tooLarge: "Defenders svar är för stort för att läsas.",
  unreadable: "Defender gav ett svar som inte går att läsa.",
  problem: "Defender har problem just nu.",
  unknownEffect: "Det är inte känt om det som begärdes har gjorts.",
  nothingChanged: "Inget har ändrats. Försök igen om en minut.",
  reference: ({ id }) => `(Defenders referens: ${id})`,

  signInRefused: ({ own }) => `Defender godtog inte ${own ? "din" : "botens"} inloggning. Inget har ändrats.`,
  notFound: ({ subject, id }) =>
    `Defender känner inte till ${id === null ? THIS[subject] : `${THE[subject]} ${id}`}.`,
  busy: ({ subject }) => `Defender är upptagen med en annan ändring av ${THIS[subject]}.`,
  limited: ({ waitMs }) =>
    `Defender begränsar antalet anrop. Försök igen om ${waitMs === null ? "en minut" : `${Math.max(1, Math.ceil(waitMs / 1000))} s`}.`,
  inProgress: "En sådan åtgärd pågår redan på den här enheten.",
  osUnfit: "Defender stöder inte åtgärden på enhetens operativsystem.",
  sensorTooOld: "Defender-sensorn på den här enheten är för gammal för åtgärden.",
  badRequest: ({ name, said }) => `Defender nekade anropet ${name}${said === null ? "." : `: ${said}`}`,

  botMayNot: ({ permission }) =>
    `Boten själv får inte läsa detta i Defender: dess programbehörighet ${permission} saknas. En administratör för Entra ID måste lägga till den i botens appregistrering och ge administratörsmedgivande.`,
  switchedOff: "Funktionen är avstängd i Defender.",
  notAllowed: "Defender tillåter inte detta.",
  lacksPermission: ({ permission }) =>
    `Din inloggning saknar behörigheten "${permission}" för Defender. Fråga en administratör.`,
  lacksRole: ({ role, subject }) => `Du saknar Defenders roll "${role}" för ${THIS[subject]}.`,

  noDevice: ({ name }) =>
    `Defender visar dig ingen enhet "${name}". Kontrollera namnet (hela DNS-namnet eller dess första del, inom citattecken om det har mellanslag), eller om du får se dess enhetsgrupp.`,
  noId: ({ subject, value }) => `${value} är inget giltigt id för ${THE[subject]}.`,
  mergedTooOften: ({ id }) =>
    `Incident ${id} har slagits samman med andra gång på gång: jag hittar inte var den hamnade. Titta i Defender-portalen.`,
  noName: ({ name }) => `"${name}" är inget enhetsnamn.`,
  unlistedHost: ({ host }) =>
    `Defender anger ${host} för filen, som inte är en av de värdar som jag får länka till (FILE_HOSTS). Hämta den i portalen, och säg till den som driver boten.`,
  noAddress: ({ ip }) => `"${ip}" är ingen IP-adress.`,
  withoutComment: ({ code }) =>
    `Aviseringen ändrades som begärt, men kommentaren lades inte till${code === null ? "" : ` (${code})`}. Lägg till den med kommandot comment.`,

  liveLimited: ({ waitMs }) =>
    `Defender tar emot 10 live response per minut, och 25 samtidigt i hela organisationen: så många pågår. Jag frågar igen om ${waitMs === null ? "en minut" : `${Math.max(1, Math.ceil(waitMs / 1000))} s`}.`,

  noIndicatorId: ({ id }) => `"${id}" är inget id för en indikator.`,

  noHash: "Det är ingen SHA-1 eller SHA-256 för en fil.",
  noCve: "Det är inget nummer på en sårbarhet.",
  noFinding: "Det är varken en IP-adress eller ett domännamn.",
  noSoftwareId: "Det är inget id för en produkt.",
};
