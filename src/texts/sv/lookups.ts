import type { Catalogue } from "../catalogue.ts";

const DEVICES = { one: "enhet", other: "enheter" };

const ALERTS = { one: "öppen avisering", other: "öppna aviseringar" };

const UNCHECKED = "kunde inte kontrolleras";

/** What is known of files, addresses, domains, weaknesses and software. */
export const lookups: Catalogue["lookups"] = {
  fileHeading: ({ name }) => `Fil ${name}`,
  addressHeading: ({ value }) => `IP-adress ${value}`,
  domainHeading: ({ value }) => `Domän ${value}`,
  spread: ({ devices, alerts }, locale) =>
    [
      devices === null
        ? `Hur många enheter som har den ${UNCHECKED}`
        : `På ${locale.count(devices, DEVICES)} här`,
      alerts === null ? `öppna aviseringar ${UNCHECKED}` : locale.count(alerts, ALERTS),
    ].join(", "),
  contacts: ({ devices, alerts }, locale) =>
    [
      devices === null
        ? `Hur många enheter som haft kontakt med den ${UNCHECKED}`
        : `${locale.count(devices, DEVICES)} här har haft kontakt med den`,
      alerts === null ? `öppna aviseringar ${UNCHECKED}` : locale.count(alerts, ALERTS),
    ].join(", "),
  openAlerts: "Öppna aviseringar",
  alertsCut: "Det kan finnas fler: alla öppna aviseringar de senaste 30 dagarna kunde inte gås igenom.",
  unknownFile: "Microsoft känner inte till filen från något annat ställe.",
  unknownFileHere: "Varken Microsoft eller någon enhet här har rapporterat filen de senaste 30 dagarna.",
  noSuchMd5: ({ md5 }) =>
    `Ingen enhet här har rapporterat en fil med MD5 ${md5} de senaste 30 dagarna, och Microsoft kan bara tillfrågas med SHA-1 eller SHA-256.`,
  noSha1: ({ sha256 }) => `Defender känner inte till någon fil med SHA-256 ${sha256}.`,

  determination: "Microsofts bedömning",
  determined: ({ what, threat }) => (threat === null ? what : `${what} (${threat})`),
  undetermined: "ingen",
  names: "Kallas",
  size: "Storlek",
  bytes: ({ n }, locale) => `${locale.number(n)} byte`,
  product: "Produkt",
  signer: "Signerad av",
  signed: ({ signer, valid }) =>
    `${signer}${valid === false ? ", men signaturen är INTE giltig" : valid === null ? ", okänt om giltig" : ""}`,
  unsigned: "ingen",
  here: "Här, 30 dagar",
  worldwide: "I världen",
  prevalence: ({ devices, first, last, now }, locale) =>
    [
      devices === null ? "okänt antal enheter" : locale.count(devices, DEVICES),
      ...(first === null ? [] : [`först ${locale.when(first, now)}`]),
      ...(last === null ? [] : [`senast ${locale.when(last, now)}`]),
    ].join(", "),
  sha1: "SHA-1",
  sha256: "SHA-256",
  md5: "MD5",
  kind: "Typ",
  privateAddress: "privat eller reserverad: den betyder något bara i era egna nätverk",
  publicAddress: "offentlig",

  deviceLine: ({ parts }) => parts.join(" · "),
  showDevice: ({ name }) => `Visa enhet ${name}`,
  showAlert: ({ id }) => `Visa avisering ${id}`,
  findDevices: "Hitta enheterna",

  severity: "Allvarlighetsgrad",
  cvss: "CVSS",
  exposed: "Exponerade enheter",
  exploit: "Exploatering",
  exploits({ isPublic, isVerified, isInKit }) {
    const known = [
      ...(isPublic ? ["offentlig"] : []),
      ...(isVerified ? ["verifierad"] : []),
      ...(isInKit ? ["ingår i ett exploateringskit"] : []),
    ];
    return known.length === 0 ? "ingen känd" : known.join(", ");
  },
  exploitTypes: "Typer av exploatering",
  published: "Publicerad",
  updated: "Uppdaterad",
  exposedTo: ({ n, id }, locale) =>
    `${id}: ${locale.count(n, { one: "exponerad enhet", other: "exponerade enheter" })}`,
  exposedUnchecked: ({ id }) => `${id}: exponerade enheter ${UNCHECKED}`,

  noSoftware: ({ name }) =>
    `Defenders inventering har ingen produkt "${name}" som du får se. Den hittas med sitt exakta namn (openssl) eller med leverantören (microsoft edge).`,
  severalProducts: ({ name }) => `Flera produkter heter ${name}`,
  chooseProduct: ({ vendor, name }) => `${vendor} ${name}`.trim(),
  weaknesses: "Svagheter",
  activeAlert: "Aktiv avisering",
  impact: "Inverkan på poängen",
  yes: "ja",
  no: "nej",
  decimal: ({ n }) => String(Math.round(n * 10) / 10).replace(".", ","),
  installed: "Installerat",
  versions: ({ n, installations }, locale) =>
    `${locale.count(n, { one: "version", other: "versioner" })}, ${locale.count(installations, { one: "installation", other: "installationer" })}`,
  version: ({ version }) => `Version ${version}`,
  installations: "Installationer",

  exposureHeading: ({ score }) => `Exponeringspoäng ${Math.round(score)} av 100`,
  exposureIntro: "Lägre är bättre: under 30 är lågt, 70 och mer är högt.",
  configuration: "Säkerhetspoäng för enheter",
  configurationIs: ({ score }, locale) => `${locale.number(Math.round(score))} poäng`,
  asOf: "Senast beräknad",
  noGroup: "(ingen grupp)",
  groupScore: ({ score }) => `${Math.round(score)} av 100`,

  missing: "Uppdateringar som saknas",
  advised: "Råd",
  nothingMissing: "inga",
  update: ({ id, name }) => `KB${id} ${name}`,
  firstOf: ({ items, left }, locale) =>
    `${items.join("; ")}${left > 0 ? `; ${locale.number(left)} till` : ""}`,
};
