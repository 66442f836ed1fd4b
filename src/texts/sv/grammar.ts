import type { Catalogue } from "../catalogue.ts";

/** What is wrong with a line that somebody typed, and what each kind of argument takes. */
export const grammar: Catalogue["grammar"] = {
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

  withExample: ({ wrong, example }) => `${wrong} Exempel: ${example}`,
  missing: ({ name, summary, allowed }) => `"${name}" saknas (${summary}): ${allowed}.`,
  unseen: ({ name, allowed }) => `"${name}" innehåller inget som syns: ${allowed}.`,
  notAllowed: ({ name, shown, allowed }) => `"${name}" kan inte vara "${shown}": ${allowed}.`,
  nth: ({ n, value }) => `nr ${n} "${value}"`,
  wrongInList: ({ name, each, more, allowed }) =>
    `I listan för "${name}" kan jag inte läsa ${each.join(", ")}${more > 0 ? ` och ${more} till` : ""}. Var och en måste vara ${allowed}.`,
  lacking: ({ name, allowed }) => `"${name}:" behöver sitt värde utan mellanslag: ${allowed}.`,
  looseKey: ({ typed, meant }) =>
    `Inget har gjorts: menas "${typed}" som ${meant}? Skriv det i så fall så, utan mellanslag. Om det hör till texten, sätt texten inom citattecken.`,
  anyOf: ({ word, readings }, locale) => `"${word}" kan betyda ${locale.or(readings)}: skriv vilket.`,
  oneCode: ({ name }) =>
    `"${name}" anges mer än en gång, och jag väljer inte: skriv det efter kommandot, eller lägg det i ett enda kodblock.`,
  misfit: ({ given, class: as, allowed }) =>
    `"${given}" passar inte ihop med "${as}". Välj något av ${allowed.join(", ")}.`,
  noneOf: ({ keys }, locale) => `En av ${locale.and(keys)} krävs.`,
  severalOf: ({ keys }, locale) =>
    `Bara en av ${locale.and(keys)} kan anges på en rad: var och en är en egen begäran.`,
  twice: ({ name }) => `"${name}" anges två gånger.`,
  noPlace: ({ command, what }) => `"${command}" har ingen plats för "${what}".`,
  strangeKey({ command, key, keys }) {
    const known = keys.length === 0 ? "det tar inga nycklar" : `det känner till ${keys.join(" ")}`;
    return `"${command}" känner inte till "${key}:" (${known}).`;
  },

  script: "namnet på ett skript i live response-biblioteket, till exempel triage.ps1",
  scriptArgs: ({ max }) => `en rad med högst ${max} synliga tecken`,
  devicePath:
    "hela sökvägen till en fil, till exempel C:\\Windows\\Temp\\update.log eller /var/log/syslog, inom citattecken om den har mellanslag",
};
