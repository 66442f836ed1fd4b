import type { Catalogue } from "../catalogue.ts";

const DEVICES = { one: "enhet", other: "enheter" };

const UNKNOWN = "okänd";

const TYPES = {
  FileSha1: "fil, efter SHA-1",
  FileSha256: "fil, efter SHA-256",
  FileMd5: "fil, efter MD5",
  IpAddress: "IP-adress",
  DomainName: "domän, och allt under den",
  Url: "URL",
  CertificateThumbprint: "certifikat, efter tumavtryck",
} as const;

const WHY = {
  reserved: "det är en privat eller reserverad adress: era egna enheter finns där",
  registry: "namnen i ett helt land slutar på den",
  microsoft: "Microsoft 365, inloggning, uppdateringar eller Defender själv behöver den",
  own: "den tillhör er egen organisation",
} as const;

const MODES = { block: "Blockera", warn: "Varna för", audit: "Granska", allow: "Tillåt" } as const;

const MODE_NAMES = {
  block: "Blockera",
  warn: "Varna: man kan fortsätta ändå",
  audit: "Granska: en avisering, men inget stoppas",
  allow: "Tillåt: Defender stoppar det aldrig",
} as const;

/** What is blocked, warned of, audited or allowed on every device: the list, a block's facts and warnings, and a file of values. */
export const indicators: Catalogue["indicators"] = {
  tooManyRows: ({ most }) => `Filen har fler än ${most} rader. Skicka den i delar.`,
  noTable:
    "Jag kan inte läsa filen som CSV: rader med värden, med komman, semikolon eller tabbar mellan kolumnerna. Spara den som CSV (UTF-8) och skicka den igen.",
  noValueColumn:
    'Den första raden namnger kolumner, men ingen av dem "value". Jag känner till: value, type, mode, expires, comment.',
  rowStrange: "inget som Defender kan blockera",
  rowOtherType: ({ type }) => `raden säger att det är "${type}", och det är det inte`,
  rowComma: "det har ett komma i sig: blockera det för sig",
  rowMode: ({ mode }) => `mode kan vara block, warn eller audit, inte "${mode}"`,
  rowAllows: "raden vill tillåta det: skriv det för sig med mode:allow om det är meningen",
  rowExpires: ({ expires }) =>
    `expires är ett tal och h eller d, 1h till 365d, till exempel 30d; inte "${expires}"`,
  rowTwice: ({ n }) => `det står redan på rad ${n}`,
  badRow: ({ n, value, why }) => `rad ${n} "${value}": ${why}`,
  fromFile({ file, n, bad, more }) {
    const count = bad.length + more;
    const left =
      count === 0 ? "" : `\nUtelämnade (${count}):\n${bad.join("\n")}${more > 0 ? `\noch ${more} till` : ""}`;
    return `${n} värden ur ${file} som en begäran.${left}`;
  },
  noGoodRow: ({ bad }) =>
    `Ingen rad i filen kan begäras: ${bad.length === 0 ? "den har inga" : bad.join("; ")}.`,
  modeName: ({ mode }) => MODE_NAMES[mode],

  block: ({ mode }) => `${MODES[mode]} indikator`,
  blockFor: ({ mode, expiresMs }, locale) => `${MODES[mode]} indikator i ${locale.exactly(expiresMs)}`,
  holdsFor({ groups, endless }, locale) {
    const where = groups.length === 0 ? "På alla enheter" : `Bara på enheter i ${locale.and(groups)}`;
    return endless ? `${where}, tills någon tar bort den` : where;
  },
  blockButton: "Blockera",
  unblock: "Ta bort indikatorn",
  protected: ({ value, why }) =>
    `${value} blockeras inte: ${WHY[why]}. Lägg till mode:audit för att bara få veta när det används, utan att blockera.`,
  common: ({ devices, fleet }, locale) =>
    `Filen blockeras inte: ${locale.count(devices, DEVICES)} av ${locale.number(fleet)} har den, och Microsoft bedömer den inte som skadlig. Lägg till mode:audit för att bara få veta när det används, utan att blockera.`,
  already: ({ value, action, who, at }, locale) =>
    `${value} har redan den här indikatorn (${action}), sedan ${locale.time(at)}, av ${who ?? UNKNOWN}. Inget har begärts.`,
  notThere: ({ value }) => `Defender har ingen indikator för ${value} som du får se.`,

  kind: "Typ",
  type: ({ type }) => TYPES[type],
  common30: "Här, 30 dagar",
  prevalence({ devices, fleet, last, now }, locale) {
    if (devices === null) return "räknas inte av Defender";
    const of = fleet === null ? "" : ` av ${locale.number(fleet)}`;
    return `${locale.count(devices, DEVICES)}${of}${last === null ? "" : `, senast ${locale.ago(last, now)}`}`;
  },
  standingIs(holes, locale) {
    const until = holes.expiresAt === null ? "utan slut" : `till ${locale.time(holes.expiresAt)}`;
    const where = (holes.groups ?? []).length === 0 ? "" : `, bara för ${locale.and(holes.groups ?? [])}`;
    return `${holes.action} av ${holes.who ?? UNKNOWN}, ${locale.time(holes.at)}, ${until}${where}`;
  },
  replaces: ({ standing }) => `Ersätter en indikator som redan finns: ${standing}`,
  removes: ({ standing }) => `Tar bort en indikator: ${standing}`,
  allowWarns: "Tillåten betyder att Defender inte längre stoppar det, vad som än hittas",
  halfTheFleet: ({ devices, fleet }, locale) =>
    `Minst hälften av alla enheter har den: ${locale.number(devices)} av ${locale.number(fleet)} enheter`,
  notCounted: "Hur många enheter som har den kunde inte kontrolleras",
  noFleet: "Hur många enheter som finns kunde inte kontrolleras, så ingen vet om detta är mycket",

  list: ({ n, most, all }, locale) =>
    all
      ? `${locale.count(n, { one: "indikator", other: "indikatorer" })} av högst ${locale.number(most)}`
      : `${locale.count(n, { one: "indikator", other: "indikatorer" })} hittades`,
  nearlyFull: ({ left }, locale) =>
    `Microsoft tar emot ${locale.number(left)} till, sedan inga fler: ta bort det som inte längre behövs.`,
  firstPage: ({ n }, locale) =>
    `Detta är de första ${locale.number(n)} som Defender ger; det kan finnas fler. Sök i stället.`,
  none: "Inga indikatorer som du får se",
  rowLine(holes, locale) {
    const until = holes.expiresAt === null ? "inget slut" : `till ${locale.time(holes.expiresAt)}`;
    const groups = holes.groups.length === 0 ? [] : [holes.groups.join(", ")];
    return [holes.who ?? UNKNOWN, locale.time(holes.at), until, ...groups, holes.description].join(" · ");
  },
};
