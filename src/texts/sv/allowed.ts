import type { Catalogue } from "../catalogue.ts";

/** What each kind of argument takes, as it stands behind "one of" or in an example. */
export const allowed: Catalogue["allowed"] = {
  wordAlone: "bara ordet",
  account:
    "ett UPN, ett objekt-id, DOMÄN\\namn, någon som du nämner med @ (vald i listan som Teams visar), eller hela namnet som din katalog visar det, inom citattecken",
  orOfIncident: ({ allowed }) => `${allowed}; eller incident:ID för alla i en incident`,
  device:
    "en enhets namn (inom citattecken om det har mellanslag), dess id med 40 siffror, en IP-adress eller en länk till dess sida",
  findingId: "en aviserings id, en incidents nummer eller en länk till en sådan",
  incidentId: "en incidents nummer, som en lista visar det, eller en länk till den",
  owner: "me, nobody, någon som du nämner med @ (vald i listan som Teams visar) eller ett UPN",
  alertId: "ett aviserings-id som Defender visar det, eller en länk till aviseringen",
  requestId: "det ID som står på kortet för begäran",
  subscriptionId: 'det id som "subscriptions" visar',
  person: "me, någon som du nämner med @ (vald i listan som Teams visar) eller ett UPN (ana@contoso.com)",
  duration: ({ min, max }) => `ett tal och s, m, h eller d, från ${min} till ${max}`,
  length: ({ ms }, locale) => locale.length(ms),
  oneOf: ({ words }) => (words.length < 2 ? words.join() : `något av ${words.join(", ")}`),
  someOf: ({ words }) => `ett eller flera av ${words.join(", ")}, åtskilda med kommatecken`,
  names:
    "ett eller flera namn, åtskilda med kommatecken, med * för valfria tecken (inom citattecken om de har mellanslag)",
  whole: ({ min, max }) => `ett heltal från ${min} till ${max}`,
  word: ({ max }) => `ett ord på högst ${max} tecken (inom citattecken om det har mellanslag)`,
  whose:
    "me, others, någon som du nämner med @ (vald i listan som Teams visar) eller ett UPN (ana@contoso.com)",
  sha1: "en SHA-1 med 40 hexadecimala siffror",
  actionId: 'det id som "actions" visar',
  tag: "en tagg på 1 till 200 tecken, alla synliga (inom citattecken om den har mellanslag)",
  freeText: ({ max }) => `text på högst ${max} tecken`,

  script: "namnet på ett skript i live response-biblioteket, till exempel triage.ps1",
  scriptArgs: ({ max }) => `en rad med högst ${max} synliga tecken`,
  devicePath:
    "hela sökvägen till en fil, till exempel C:\\Windows\\Temp\\update.log eller /var/log/syslog, inom citattecken om den har mellanslag",

  huntName: "2 till 40 bokstäver (a–z), siffror, - och _, med en bokstav först",
  huntQuery: ({ max }, locale) =>
    `en fråga i Kusto Query Language på högst ${locale.number(max)} tecken, skriven efter kommandot eller i ett kodblock`,

  indicator:
    "en SHA-1, SHA-256 eller MD5, en IP-adress (inget intervall), en URL, en domän eller ett certifikats tumavtryck (AB:CD:… eller cert=…); oskadliggjord form går bra",

  leaseFor: "ett tal och s, m, h eller d, från 15m till 7d om principen inte säger annat",

  hash: "en fils SHA-1, SHA-256 eller MD5, i hexadecimala siffror",
  address: "en IP-adress, version 4 eller 6 (10[.]0[.]0[.]1 går bra, inte ett intervall)",
  domainName: "ett domännamn eller en URL med ett (bad[.]example går bra)",
  cveId: "en sårbarhets nummer, till exempel CVE-2026-21412",
  softwareName: "en produkts namn, till exempel openssl eller microsoft edge",

  ticket: "högst 64 bokstäver, siffror och . _ # / -",
};
