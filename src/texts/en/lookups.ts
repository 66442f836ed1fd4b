import type { Locale } from "../locale.ts";

const DEVICES = { one: "device", other: "devices" };

const ALERTS = { one: "open alert", other: "open alerts" };

const UNCHECKED = "could not be checked";

/** What is known of files, addresses, domains, weaknesses and software. */
export const lookups = {
  fileHeading: ({ name }: { name: string }) => `File ${name}`,
  addressHeading: ({ value }: { value: string }) => `IP address ${value}`,
  domainHeading: ({ value }: { value: string }) => `Domain ${value}`,
  spread: ({ devices, alerts }: { devices: number | null; alerts: number | null }, locale: Locale) =>
    [
      devices === null
        ? `How many devices have it ${UNCHECKED}`
        : `On ${locale.count(devices, DEVICES)} here`,
      alerts === null ? `open alerts ${UNCHECKED}` : locale.count(alerts, ALERTS),
    ].join(", "),
  contacts: ({ devices, alerts }: { devices: number | null; alerts: number | null }, locale: Locale) =>
    [
      devices === null
        ? `How many devices have talked to it ${UNCHECKED}`
        : `${locale.count(devices, DEVICES)} here ${locale.plural(devices, { one: "has", other: "have" })} talked to it`,
      alerts === null ? `open alerts ${UNCHECKED}` : locale.count(alerts, ALERTS),
    ].join(", "),
  openAlerts: "Open alerts",
  alertsCut: "There may be more: not all open alerts of the last 30 days could be looked through.",
  unknownFile: "Microsoft knows nothing of this file from elsewhere.",
  unknownFileHere: "Neither Microsoft nor any device here has reported this file in the last 30 days.",
  noSuchMd5: ({ md5 }: { md5: string }) =>
    `No device here has reported a file with the MD5 ${md5} in the last 30 days, and Microsoft can be asked by SHA-1 or SHA-256 only.`,
  noSha1: ({ sha256 }: { sha256: string }) => `Defender does not know a file with the SHA-256 ${sha256}.`,

  determination: "Microsoft's verdict",
  determined: ({ what, threat }: { what: string; threat: string | null }) =>
    threat === null ? what : `${what} (${threat})`,
  undetermined: "none",
  names: "Called",
  size: "Size",
  bytes: ({ n }: { n: number }, locale: Locale) => `${locale.number(n)} bytes`,
  product: "Product",
  signer: "Signed by",
  signed: ({ signer, valid }: { signer: string; valid: boolean | null }) =>
    `${signer}${valid === false ? ", but the signature is NOT valid" : valid === null ? ", validity unknown" : ""}`,
  unsigned: "nobody",
  here: "Here, 30 days",
  worldwide: "Worldwide",
  prevalence: (
    {
      devices,
      first,
      last,
      now,
    }: { devices: number | null; first: number | null; last: number | null; now: number },
    locale: Locale,
  ) =>
    [
      devices === null ? "number of devices unknown" : locale.count(devices, DEVICES),
      ...(first === null ? [] : [`first ${locale.when(first, now)}`]),
      ...(last === null ? [] : [`last ${locale.when(last, now)}`]),
    ].join(", "),
  sha1: "SHA-1",
  sha256: "SHA-256",
  md5: "MD5",
  kind: "Kind",
  privateAddress: "private or reserved: it means something on your own networks only",
  publicAddress: "public",

  deviceLine: ({ parts }: { parts: readonly string[] }) => parts.join(" · "),
  showDevice: ({ name }: { name: string }) => `Show device ${name}`,
  showAlert: ({ id }: { id: string }) => `Show alert ${id}`,
  findDevices: "Find the devices",

  severity: "Severity",
  cvss: "CVSS",
  exposed: "Exposed devices",
  exploit: "Exploit",
  exploits({ isPublic, isVerified, isInKit }: { isPublic: boolean; isVerified: boolean; isInKit: boolean }) {
    const known = [
      ...(isPublic ? ["public"] : []),
      ...(isVerified ? ["verified"] : []),
      ...(isInKit ? ["part of an exploit kit"] : []),
    ];
    return known.length === 0 ? "none known" : known.join(", ");
  },
  exploitTypes: "Exploit types",
  published: "Published",
  updated: "Updated",
  exposedTo: ({ n, id }: { n: number; id: string }, locale: Locale) =>
    `${id}: ${locale.count(n, DEVICES)} exposed`,
  exposedUnchecked: ({ id }: { id: string }) => `${id}: exposed devices ${UNCHECKED}`,

  noSoftware: ({ name }: { name: string }) =>
    `Defender's inventory has no product "${name}" that you may see. It is found by its exact name (openssl) or with its vendor (microsoft edge).`,
  severalProducts: ({ name }: { name: string }) => `Several products are called ${name}`,
  chooseProduct: ({ vendor, name }: { vendor: string; name: string }) => `${vendor} ${name}`.trim(),
  weaknesses: "Weaknesses",
  activeAlert: "Active alert",
  impact: "Impact on the score",
  yes: "yes",
  no: "no",
  decimal: ({ n }: { n: number }) => String(Math.round(n * 10) / 10),
  installed: "Installed",
  versions: ({ n, installations }: { n: number; installations: number }, locale: Locale) =>
    `${locale.count(n, { one: "version", other: "versions" })}, ${locale.count(installations, { one: "installation", other: "installations" })}`,
  version: ({ version }: { version: string }) => `Version ${version}`,
  installations: "Installations",

  exposureHeading: ({ score }: { score: number }) => `Exposure score ${Math.round(score)} of 100`,
  exposureIntro: "Lower is better: below 30 is low, 70 and more is high.",
  configuration: "Secure score for devices",
  configurationIs: ({ score }: { score: number }, locale: Locale) =>
    `${locale.number(Math.round(score))} points`,
  asOf: "As of",
  noGroup: "(no group)",
  groupScore: ({ score }: { score: number }) => `${Math.round(score)} of 100`,

  missing: "Missing updates",
  advised: "Advice",
  nothingMissing: "none",
  update: ({ id, name }: { id: string; name: string }) => `KB${id} ${name}`,
  firstOf: ({ items, left }: { items: readonly string[]; left: number }, locale: Locale) =>
    `${items.join("; ")}${left > 0 ? `; ${locale.number(left)} more` : ""}`,
};
