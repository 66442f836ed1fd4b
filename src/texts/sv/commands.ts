import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const NEEDS = {
  always: "Krävs.",
  oneOf: "Det ena eller det andra krävs.",
  mostly: "Krävs, om principen inte säger något annat.",
  no: "Valfritt.",
} as const;

/** What a command is called, as a button, as the heading of a request and in "help"; what it comes to, and why it can't be done to a target. */
export const commands: Catalogue["commands"] = {
  asksFile: "Slå upp en fil",
  asksIp: "Slå upp en IP-adress",
  asksDomain: "Slå upp en domän",
  asksCve: "Slå upp en CVE",
  asksSoftware: "Slå upp programvara",
  asksUser: "Hitta en person",
  asksAlert: "Visa en avisering",
  asksIncident: "Visa en incident",
  asksHunt: "Kör en jaktfråga",
  asksExplain: "Fråga vad principen säger",
  asksRequest: "Visa en begäran",
  asksTimeline: "Visa en tidslinje",
  runScript: "Kör skript",
  fetchFile: "Hämta fil",
  isolateDevice: "Isolera enhet",
  isolationType({ value }) {
    const name = names.scope(value);
    switch (value.toLowerCase()) {
      case "full":
        return `${name}: ingen annan anslutning än till Defender`;
      case "selective":
        return `${name}: undantag, annars Outlook och Teams, förblir anslutna`;
      default:
        return name;
    }
  },
  isolate: ({ type }) => `Isolera (${names.scope(type).toLowerCase()})`,
  contain: "Begränsa (ohanterad enhet)",
  noReleaseOf:
    "Defender dokumenterar inte hur begränsade enheter släpps via API:et: det kan nekas när tiden är slut.",
  untilReleased: "Tills någon släpper den",
  isolated: "isolerad",
  releaseDevice: "Släpp enhet",
  release: "Släpp från isolering",
  runScan: "Kör genomsökning",
  scan: ({ type }) => `Antivirusgenomsökning (${names.scope(type).toLowerCase()})`,
  restrict: "Begränsa appar",
  restrictComesTo: "Bara program som Microsoft har signerat kan köras, tills någon tar bort begränsningen",
  restricted: "begränsad",
  noRestrictionFor: ({ os }) => `Defender dokumenterar ingen begränsning av appar för ${os}.`,
  removeRestriction: "Ta bort begränsning",
  unrestrict: "Ta bort begränsning av appar",
  quarantineFile: "Sätt fil i karantän",
  quarantine: "Stoppa fil och sätt i karantän",
  fileWith: ({ sha1 }) => `Filen med SHA-1 ${sha1}`,
  noQuarantineFor: ({ os }) => `Defender dokumenterar ingen karantän för filer på ${os}.`,
  offboard: "Avregistrera från Defender",
  offboardIsFinal:
    "Sensorn stannar för gott: Defender ser och stoppar inget mer på enheten, och bara någon vid den kan registrera den igen.",
  cancelActionButton: "Avbryt åtgärd",
  cancelAction: ({ type }) =>
    type === null ? "Avbryt enhetsåtgärd" : `Avbryt åtgärden "${names.action(type)}"`,
  collectPackage: "Samla in paket",
  collect: "Samla in undersökningspaket",
  downloadLink: "Nedladdningslänk",
  packageReady: "Undersökningspaketet är klart",
  tag: ({ add, remove }) => (add === null ? `Ta bort taggen "${remove ?? ""}"` : `Lägg till taggen "${add}"`),
  tagsUnread: "Enhetens taggar kunde inte läsas.",
  value: ({ value }) => `Sätt enhetens värde till ${value}`,
  acknowledge: "Bekräfta",
  assignToMe: "Tilldela mig",
  inProgress: "Pågår",
  assign: ({ to }) => `Tilldela ${to}`,
  resolve: "Lös",
  resolveAs: ({ as }) => `Lös som ${names.classification(as).toLowerCase()}`,
  comment: "Kommentera",
  commentIs: ({ text }) => `Kommentar: ${text}`,
  reopen: "Öppna igen",
  merge: ({ into }) => `Slå samman med ${into}`,
  revokeSessions: "Återkalla sessioner",
  suspend: "Inaktivera konto",
  reinstate: "Aktivera konto igen",
  compromised: "Bekräfta som komprometterat",
  resetPassword: "Återställ lösenord",
  revokeSessionsComesTo: "Den som använder kontot måste logga in på nytt, överallt",
  suspendComesTo: "Ingen kan logga in med kontot förrän någon aktiverar det igen",
  reinstateComesTo: "Det går att logga in med kontot igen",
  compromisedComesTo: "Kontots risk räknas som hög, och era principer för riskfyllda konton gäller",
  resetPasswordComesTo: "Ett nytt lösenord måste väljas vid nästa inloggning",

  help: "Vad jag kan göra",
  helpIntro: "Jag arbetar med dina egna rättigheter i Defender. Farliga steg väntar på en Approver.",
  myAlerts: "Mina aviseringar",
  findDevice: "Hitta en enhet",
  waitingForMe: "Begäranden som väntar på mig",
  whatMayI: "Vad kan jag göra",
  workOnAlerts: "Aviseringar och incidenter",
  actOnDevices: "Enheter",
  actOnPeople: "Personer och konton",
  blockAndAllow: "Blockera och tillåt filer, adresser och domäner",
  look: "Undersök",
  rules: "Begäranden, regler och nödstopp",
  here: "Den här konversationen, och du",
  meant: ({ name }) => `Det här kan hjälpa med "${name}"`,
  tryThese: "Prova något av det här",
  none: ({ name }) => `Det finns inget kommando "${name}". Skriv "help" för att se alla.`,
  arguments: "Argument",
  argument: ({ summary, allowed, need }) => `${summary}: ${allowed}. ${NEEDS[need]}`,

  run: ({ script, args }) =>
    args === null ? `Kör ${script} utan argument` : `Kör ${script} med argumenten "${args}"`,
  scriptIs: ({ script, is, by, at }, locale) =>
    `${script} som det är i biblioteket: SHA-256 ${is ?? "okänd"}, av ${by ?? "okänd"}, senast ändrat ${locale.time(at)}`,
  getfile: ({ path }) => `Hämta filen ${path}`,
  getOutput: "Hämta utdata",
  outputReady: "Skriptet har körts",
  getFile: "Hämta filen",
  fileReady: "Filen är klar",
};
