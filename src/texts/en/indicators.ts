import type { Locale } from "../locale.ts";

const DEVICES = { one: "device", other: "devices" };

const UNKNOWN = "unknown";

const TYPES = {
  FileSha1: "file, by its SHA-1",
  FileSha256: "file, by its SHA-256",
  FileMd5: "file, by its MD5",
  IpAddress: "IP address",
  DomainName: "domain, and all below it",
  Url: "URL",
  CertificateThumbprint: "certificate, by its thumbprint",
} as const;

const WHY = {
  reserved: "it is a private or reserved address: your own devices are there",
  registry: "a whole country's names end in it",
  microsoft: "Microsoft 365, sign-in, updates or Defender itself need it",
  own: "it belongs to your own organisation",
} as const;

const MODES = { block: "Block", warn: "Warn on", audit: "Audit", allow: "Allow" } as const;

/** What a form offers, and what it comes to. */
const MODE_NAMES = {
  block: "Block",
  warn: "Warn: people may go on all the same",
  audit: "Audit: an alert, and nothing is stopped",
  allow: "Allow: Defender never stops it",
} as const;

/** What is blocked, warned of, audited or allowed on every device: the list, a block's facts and warnings, and a file of values. */
export const indicators = {
  tooManyRows: ({ most }: { most: number }) =>
    `That file has more than ${most} rows. Please send it in parts.`,
  noTable:
    "I can't read this file as CSV: rows of values, with commas, semicolons or tabs between the columns. Please save it as CSV (UTF-8) and send it again.",
  noValueColumn:
    'The first row names columns, but none of them "value". I know: value, type, mode, expires, comment.',
  rowStrange: "nothing that Defender can block",
  rowOtherType: ({ type }: { type: string }) => `the row says that it is "${type}", and it is not`,
  rowComma: "it has a comma in it: block it by itself",
  rowMode: ({ mode }: { mode: string }) => `mode can be block, warn or audit, not "${mode}"`,
  rowAllows: "the row wants it allowed: if that is meant, type it by itself with mode:allow",
  rowExpires: ({ expires }: { expires: string }) =>
    `expires is a number and h or d, 1h to 365d, such as 30d; not "${expires}"`,
  rowTwice: ({ n }: { n: number }) => `it stands in row ${n} already`,
  badRow: ({ n, value, why }: { n: number; value: string; why: string }) => `row ${n} "${value}": ${why}`,
  fromFile(holes: { file: string; n: number; bad: readonly string[]; more: number }) {
    const { bad, more } = holes;
    const count = bad.length + more;
    const left =
      count === 0 ? "" : `\nLeft out (${count}):\n${bad.join("\n")}${more > 0 ? `\nand ${more} more` : ""}`;
    return `${holes.n} values of ${holes.file} as one request.${left}`;
  },
  noGoodRow: ({ bad }: { bad: readonly string[] }) =>
    `No row of the file can be asked for: ${bad.length === 0 ? "it has none" : bad.join("; ")}.`,
  modeName: ({ mode }: { mode: keyof typeof MODES }) => MODE_NAMES[mode],

  block: ({ mode }: { mode: keyof typeof MODES }) => `${MODES[mode]} indicator`,
  blockFor: ({ mode, expiresMs }: { mode: keyof typeof MODES; expiresMs: number }, locale: Locale) =>
    `${MODES[mode]} indicator for ${locale.exactly(expiresMs)}`,
  holdsFor({ groups, endless }: { groups: readonly string[]; endless: boolean }, locale: Locale) {
    const where = groups.length === 0 ? "On all devices" : `Only on devices in ${locale.and(groups)}`;
    return endless ? `${where}, until somebody removes it` : where;
  },
  blockButton: "Block",
  unblock: "Remove the indicator",
  protected: ({ value, why }: { value: string; why: keyof typeof WHY }) =>
    `${value} is not blocked: ${WHY[why]}. To be told when it is used, without blocking it, add mode:audit.`,
  common: ({ devices, fleet }: { devices: number; fleet: number }, locale: Locale) =>
    `This file is not blocked: ${locale.count(devices, DEVICES)} of ${locale.number(fleet)} have it, and Microsoft does not consider it harmful. To be told when it is used, without blocking it, add mode:audit.`,
  already(
    { value, action, who, at }: { value: string; action: string; who: string | null; at: number | null },
    locale: Locale,
  ) {
    return `${value} has this indicator already (${action}), since ${locale.time(at)}, by ${who ?? UNKNOWN}. Nothing was asked for.`;
  },
  notThere: ({ value }: { value: string }) => `Defender has no indicator of ${value} that you may see.`,

  kind: "Kind",
  type: ({ type }: { type: keyof typeof TYPES }) => TYPES[type],
  common30: "Here, 30 days",
  prevalence(
    {
      devices,
      fleet,
      last,
      now,
    }: { devices: number | null; fleet: number | null; last: number | null; now: number },
    locale: Locale,
  ) {
    if (devices === null) return "not counted by Defender";
    const of = fleet === null ? "" : ` of ${locale.number(fleet)}`;
    return `${locale.count(devices, DEVICES)}${of}${last === null ? "" : `, last ${locale.ago(last, now)}`}`;
  },
  standingIs(
    holes: {
      action: string;
      who: string | null;
      at: number | null;
      expiresAt: number | null;
      /** Device groups that it holds for alone; none or absent: all. */
      groups?: readonly string[];
    },
    locale: Locale,
  ) {
    const until = holes.expiresAt === null ? "without end" : `until ${locale.time(holes.expiresAt)}`;
    const where = (holes.groups ?? []).length === 0 ? "" : `, only for ${locale.and(holes.groups ?? [])}`;
    return `${holes.action} by ${holes.who ?? UNKNOWN}, ${locale.time(holes.at)}, ${until}${where}`;
  },
  replaces: ({ standing }: { standing: string }) =>
    `It takes the place of an indicator that is there: ${standing}`,
  removes: ({ standing }: { standing: string }) => `It removes an indicator: ${standing}`,
  allowWarns: "Allowed means that Defender no longer stops it, whatever it finds",
  halfTheFleet: ({ devices, fleet }: { devices: number; fleet: number }, locale: Locale) =>
    `At least half of the fleet has it: ${locale.number(devices)} of ${locale.number(fleet)} devices`,
  notCounted: "How many devices have it could not be checked",
  noFleet: "How large the fleet is could not be checked, so nobody knows whether this is much",

  list: ({ n, most, all }: { n: number; most: number; all: boolean }, locale: Locale) =>
    all
      ? `${locale.count(n, { one: "indicator", other: "indicators" })} of at most ${locale.number(most)}`
      : `${locale.count(n, { one: "indicator", other: "indicators" })} found`,
  nearlyFull: ({ left }: { left: number }, locale: Locale) =>
    `Microsoft takes ${locale.number(left)} more, then none: please remove what is no longer needed.`,
  firstPage: ({ n }: { n: number }, locale: Locale) =>
    `These are the first ${locale.number(n)} that Defender gives; there may be more. Please search.`,
  none: "No indicators that you may see",
  rowLine(
    holes: {
      who: string | null;
      at: number | null;
      expiresAt: number | null;
      groups: readonly string[];
      description: string;
    },
    locale: Locale,
  ) {
    const until = holes.expiresAt === null ? "no end" : `until ${locale.time(holes.expiresAt)}`;
    const groups = holes.groups.length === 0 ? [] : [holes.groups.join(", ")];
    return [holes.who ?? UNKNOWN, locale.time(holes.at), until, ...groups, holes.description].join(" · ");
  },
};
