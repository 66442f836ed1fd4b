import { isIP } from "node:net";
import { trimEndOf } from "../shared/trim.ts";
import { hostOf, type Indicated } from "./indicator.ts";
import { isMicrosoft365, PUBLISHED_NAMES } from "./microsoft-networks.ts";
import { isReserved } from "./reserved.ts";

/** Domains under which Microsoft's customers have names of their own, and attackers too: those below may be blocked. */
const HOSTING: readonly string[] = [
  "azureedge.net",
  "azurefd.net",
  "azurewebsites.net",
  "blob.core.windows.net",
  "cloudapp.azure.com",
  "cloudapp.net",
  "core.windows.net",
  "onmicrosoft.com",
  "sharepoint.com",
  "trafficmanager.net",
  "web.core.windows.net",
  "windows.net",
];

/**
 * Names that Microsoft 365, sign-in, updates and Defender itself need: whoever blocks one of them, or one below it, cuts off
 * every device. Beside what Microsoft publishes for Microsoft 365, whole domains that Microsoft alone uses, of Defender for
 * Endpoint's "streamlined connectivity", Windows' updates and the clouds of the United States' government.
 */
const MICROSOFT: readonly string[] = [
  ...PUBLISHED_NAMES.filter((name) => !HOSTING.includes(name)),
  "activedirectory.windowsazure.com",
  "azure.com",
  "bing.com",
  "live.com",
  "microsoft.us",
  "microsoftonline.us",
  "msftconnecttest.com",
  "msftncsi.com",
  "office365.us",
  "windows.com",
  "windowsupdate.com",
];

/** Names that DNS gives to nobody (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), or that companies use inside. */
const INSIDE: readonly string[] = [
  ...["alt", "arpa", "corp", "domain", "home", "internal", "intranet", "invalid", "lan", "local"],
  ...["localdomain", "localhost", "onion", "private"],
];

/** Under which countries give out names: `co.uk`. Whoever blocks one blocks all that is below it. */
const REGISTRIES: readonly string[] = [
  ...[
    "ac",
    "co",
    "com",
    "edu",
    "go",
    "gob",
    "gouv",
    "gov",
    "gv",
    "mil",
    "ne",
    "net",
    "nhs",
    "nom",
    "or",
    "org",
  ],
];

/** Why a value is not blocked, whoever approves it. */
export type Protected = "reserved" | "registry" | "microsoft" | "own";

/**
 * Whether blocking it would hurt the organisation itself; null: no.
 * @param people domains of the organisation's people: what was registered for them is protected, with all below and above it
 */
export function protectedBy(indicated: Indicated, people: readonly string[]): Protected | null {
  const own = people.map(registered);
  const host = hostOf(indicated);
  if (host === null) return null;
  const domain = trimEndOf(host.toLowerCase(), ".");
  if (isReserved(domain) || isInside(domain)) return "reserved";
  if (isIP(domain) !== 0) return isMicrosoft365(domain) ? "microsoft" : null;
  if (own.some((one) => isWithin(domain, one) || isWithin(one, domain))) return "own";
  if (isRegistry(domain)) return "registry";
  if (isMicrosofts(domain)) return "microsoft";
  return own.flatMap(tenantNames).some((one) => isWithin(domain, one)) ? "own" : null;
}

/** A name without a dot is looked up inside; what ends in one of those is known to nobody else. */
function isInside(domain: string): boolean {
  return isIP(domain) === 0 && (!domain.includes(".") || INSIDE.includes(lastLabel(domain)));
}

function isRegistry(domain: string): boolean {
  const [first = "", country = "", ...more] = domain.split(".");
  return more.length === 0 && country.length === 2 && REGISTRIES.includes(first);
}

/** What an organisation has registered of a name: of `clinic.contoso.co.uk`, `contoso.co.uk`. */
function registered(domain: string): string {
  const labels = domain.split(".");
  const below =
    isRegistry(labels.slice(-2).join(".")) || HOSTING.includes(labels.slice(-2).join(".")) ? 3 : 2;
  return labels.slice(-below).join(".");
}

/** Of the names that it is at or below, the longest decides; what is above one of theirs takes it along. */
function isMicrosofts(domain: string): boolean {
  const around = [...MICROSOFT, ...HOSTING].filter((one) => isWithin(domain, one));
  const [closest] = around.toSorted((a, b) => b.length - a.length);
  if (closest === undefined) return MICROSOFT.some((one) => isWithin(one, domain));
  return closest === domain || MICROSOFT.includes(closest);
}

/** The names that an organisation most likely has at Microsoft: its files are there. */
function tenantNames(own: string): readonly string[] {
  const [name = ""] = own.split(".");
  return [`${name}.onmicrosoft.com`, `${name}.sharepoint.com`, `${name}-my.sharepoint.com`];
}

function lastLabel(domain: string): string {
  return domain.slice(domain.lastIndexOf(".") + 1);
}

function isWithin(domain: string, of: string): boolean {
  return domain === of || domain.endsWith(`.${of}`);
}
