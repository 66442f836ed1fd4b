import type { Catalogue } from "../catalogue.ts";

const NO_TABLE =
  " En tabell som inte ingår i din licens, eller som dina roller inte omfattar, nekas med samma ord.";

/** A full stop, where Microsoft's words have none. */
const ended = (said: string) => (/[.!?…]$/.test(said) ? said : `${said}.`);

/** What Microsoft says itself, in its own language. */
const quoted = (said: string) => (said === "" ? "" : ` Microsoft säger: ${ended(said)}`);

export const hunting: Catalogue["hunting"] = {
  missing: ({ parameter }) =>
    `Den här jakten gäller ${{ device: "en enhet", user: "en person", file: "en fil" }[parameter]}. Säg vilken: lägg till ${parameter}:…`,
  stray: ({ key }) =>
    `Den här jakten har ingen plats för ${key}: och skulle ha letat överallt. Utelämna det, eller skriv "hunts" för att se vad var och en tar.`,
  noDevice: "Aviseringen nämner ingen enhet, så det finns inget att söka på.",
  notIsolated:
    "Jag känner inte till någon isolering av enheten som har trätt i kraft, så jag vet inte sedan när jag ska leta. Lägg till since:… (till exempel since:4h).",
  named: ({ name, about, found }) => [name, ...about].join(" · ") + `: ${found}`,
  nameTaken: ({ name }) => `En av mina egna jaktfrågor heter ${name}. Välj ett annat namn.`,
  nothingToSave: ({ name }) =>
    `Du har inte kört någon jaktfråga här det senaste dygnet. Skriv frågan också: hunt save ${name} …`,
  quoted:
    "En parameter som {device} står inom citattecken, där den bara är text. Skriv den utan citattecken: DeviceId == {device}",
  tooMany: ({ most }, locale) =>
    `Konversationen har ${locale.number(most)} sparade jaktfrågor, så många som den kan ha. Ta bort en först: hunt forget NAMN`,
  saved({ name, used }) {
    const keys = [...new Set(used.map((one) => (one === "upn" ? "user" : one)))].map((one) => ` ${one}:…`);
    return `Sparad. Skriv: hunt ${name}${keys.join("")}`;
  },
  noSuch: ({ name }) =>
    `Ingen jaktfråga med namnet ${name} är sparad i den här konversationen. "hunts" visar dem som är det.`,
  forgotten: ({ name }) => `Jaktfrågan ${name} är borttagen.`,
  savedBy: ({ by, at, kql }, locale) => `${kql} (sparad av ${by}, ${locale.time(at)})`,
  listHeading: ({ about }) => (about.length === 0 ? "Jaktfrågor" : `Jaktfrågor om ${about.join(", ")}`),
  listButton: "Jaktfrågor",
  listIntro: "Varje resultat visar frågan (KQL) som kördes.",
  typeIt: ({ about, typed }) => `${about}. Skriv: ${typed}`,
  run: "Kör",

  rows({ count, most }, locale) {
    if (most) return `${locale.number(count)} rader, så många som Microsoft lämnar på en gång`;
    return count === 0 ? "Inga rader" : locale.count(count, { one: "rad", other: "rader" });
  },
  range: ({ backMs, at }, locale) =>
    `de senaste ${locale.exactly(backMs)}, fram till ${locale.clockOn(at)}. Ett tidsfilter i frågan begränsar det ytterligare.`,
  quotaLabel: "Kvot",
  used: ({ calls, most, ranMs }, locale) =>
    `${locale.number(calls)} av de ${locale.number(most)} frågor i minuten som Microsoft tillåter er organisation; de senaste 15 min tog mina ${locale.exactly(Math.ceil(ranMs / 1000) * 1000)}.`,
  typed: "Fråga",
  columns: "Kolumner",
  empty: "(tomt)",
  narrow: "Begränsa frågan för att se de andra här, till exempel med summarize, top eller take.",
  fileFollows: ({ rows, isAll }, locale) =>
    isAll
      ? "Alla rader följer som en CSV-fil, som du kan spara."
      : `De första ${locale.count(rows, { one: "raden", other: "raderna" })} följer som en CSV-fil, så mycket som jag tar med (4 MB).`,
  fileOf: ({ rows, isAll }, locale) =>
    `${isAll ? "Det som frågan hittade" : "Början av det som frågan hittade"}: ${locale.count(rows, { one: "rad", other: "rader" })}. En cell kortas efter 2 000 tecken. Det som ett kalkylprogram skulle köra som formel börjar med en apostrof.`,
  fileElsewhere: "Alla rader kommer som en CSV-fil när du kör frågan i vår 1:1-chatt.",
  noFile: ({ why }) => `Det blir ingen CSV-fil med alla rader den här gången. ${why}`,
  nothing:
    "Inget som du får se hittades för den här tiden. Det som hände de senaste minuterna kan ännu saknas.",

  refused: ({ said, table }) => `Microsoft nekade frågan: ${ended(said)}${table ? NO_TABLE : ""}`,
  refusedAt: ({ said, table, line, column }) =>
    `Microsoft nekade frågan på rad ${line}, kolumn ${column}: ${ended(said)}${table ? NO_TABLE : ""}`,
  noLicence: ({ said }) =>
    `Din organisations licens omfattar inte avancerad jakt: det kräver Defender för Endpoint Abonnemang 2 eller Microsoft Defender XDR.${quoted(said)}`,
  quota({ said, waitMs }, locale) {
    const when = waitMs === null ? "om några minuter" : `om ${locale.span(Math.max(1000, waitMs))}`;
    return `Jakten har nått din organisations gräns.${quoted(said)} Försök igen ${when}.`;
  },
  tooMuch:
    "Frågan gav mer än jag kan läsa (32 MB). Begränsa den: färre kolumner med project, eller summarize, top eller take.",
  tooHeavy: ({ said }) =>
    `Frågan tog längre tid än Microsoft tillåter (3 min).${quoted(said)} Begränsa den: kortare tid, färre tabeller, filter först.`,
};
