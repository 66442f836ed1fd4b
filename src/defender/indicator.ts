import { trimEndOf } from "../shared/trim.ts";
import { addressIn, domainOf, hashKindOf, urlOf } from "./observable.ts";

/** Indicators: what Defender blocks, warns of, audits or allows on every device. Pure. */

export const INDICATOR_TYPES = [
  "FileSha1",
  "FileSha256",
  "FileMd5",
  "IpAddress",
  "DomainName",
  "Url",
  "CertificateThumbprint",
] as const;
export type IndicatorType = (typeof INDICATOR_TYPES)[number];

/** What a value is, and its one spelling. */
export interface Indicated {
  readonly type: IndicatorType;
  readonly value: string;
}

/** An indicator as Defender keeps it. Times are epoch milliseconds. */
export interface Indicator extends Indicated {
  readonly id: string;
  /** `Block`, `Warn`, `Audit`, `Allowed`, and words of older times. */
  readonly action: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly createdBy: string | null;
  readonly createdAt: number | null;
  /** Null: it never ends, or that is not known. */
  readonly expiresAt: number | null;
  readonly groups: readonly string[];
}

/** What an indicator is to be. Names are those of Defender's API. */
export interface NewIndicator {
  readonly indicatorValue: string;
  readonly indicatorType: IndicatorType;
  readonly action: "Block" | "Warn" | "Audit" | "Allowed";
  readonly title: string;
  readonly description: string;
  readonly severity: "Informational" | "Low" | "Medium" | "High";
  /** Has to be true for `Audit`. */
  readonly generateAlert: boolean;
  /** ISO 8601; absent: it never ends. */
  readonly expirationTime?: string;
  /** Device groups; absent: all. */
  readonly rbacGroupNames?: readonly string[];
}

/** How many may be active in one tenant, as Microsoft documents it. */
export const MOST_INDICATORS = 15_000;

/** A thumbprint as certificates are shown: pairs of hex digits with colons or blanks between them. */
const THUMBPRINT = /^[0-9a-f]{2}(?:[: ][0-9a-f]{2}){19}$/i;

/** Longer ones no card shows to their end, and nobody approves what they have not been shown. */
const LONGEST_URL = 1000;

const OF_HASH = { sha1: "FileSha1", sha256: "FileSha256", md5: "FileMd5" } as const;

/**
 * What a value is, by its form; null: nothing that Defender can block. 40 hex digits are a file's SHA-1, unless
 * `certificate` says that they are a thumbprint.
 */
export function indicatedBy(typed: string, certificate = false): Indicated | null {
  if (THUMBPRINT.test(typed))
    return { type: "CertificateThumbprint", value: typed.replace(/[: ]/g, "").toLowerCase() };
  const hash = hashKindOf(typed);
  if (certificate)
    return hash === "sha1" ? { type: "CertificateThumbprint", value: typed.toLowerCase() } : null;
  if (hash !== null) return { type: OF_HASH[hash], value: typed.toLowerCase() };
  const ip = addressIn(typed);
  if (ip !== null) return { type: "IpAddress", value: ip };
  const url = urlOf(typed);
  if (url !== null) {
    const isBlockable = isHost(url.hostname) && url.href.length <= LONGEST_URL;
    return isBlockable ? { type: "Url", value: url.href } : null;
  }
  const domain = domainOf(typed);
  return domain === null ? null : { type: "DomainName", value: domain };
}

/** A name or an address, and nothing that stands for many: `*`. */
function isHost(hostname: string): boolean {
  return addressIn(hostname) !== null || domainOf(`${trimEndOf(hostname, ".")}.x`) !== null;
}

/** The host that an indicator is about; null: it is about none. */
export function hostOf({ type, value }: Indicated): string | null {
  if (type === "Url") return urlOf(value)?.hostname.replace(/^\[(.*)\]$/, "$1") ?? null;
  return type === "IpAddress" || type === "DomainName" ? value : null;
}

/** The id of an indicator as a request's target: two spellings of one value are one target. */
export function targetIdOf({ type, value }: Indicated): string {
  return `${type}:${value}`;
}

/** Back from that. */
export function indicatedById(id: string): Indicated {
  const at = id.indexOf(":");
  const type = INDICATOR_TYPES.find((one) => one === id.slice(0, at)) ?? "Url";
  return { type, value: id.slice(at + 1) };
}
