import { hostOf, type Indicated } from "./indicator.ts";
import { isReserved } from "./reserved.ts";

/**
 * Domains that Microsoft 365, sign-in, updates and Defender itself need. From "Office 365 URLs and IP address ranges" and
 * Defender for Endpoint's "streamlined connectivity" (learn.microsoft.com, read in November 2026), cut to the domains that
 * Microsoft alone uses: whoever blocks one of them, or one below it, cuts off every device.
 */
const MICROSOFT: readonly string[] = [
  "aadrm.com",
  "activedirectory.windowsazure.com",
  "azure.com",
  "bing.com",
  "graph.windows.net",
  "live.com",
  "login.windows.net",
  "microsoft.com",
  "microsoft.us",
  "microsoftonline-p.com",
  "microsoftonline.com",
  "microsoftonline.us",
  "msauth.net",
  "msftauth.net",
  "msftconnecttest.com",
  "msftncsi.com",
  "office.com",
  "office.net",
  "office365.com",
  "office365.us",
  "outlook.com",
  "skype.com",
  "windows.com",
  "windowsupdate.com",
];

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

/** Why a value is not blocked, whoever approves it. */
export type Protected = "reserved" | "microsoft" | "own";

/**
 * Whether blocking it would hurt the organisation itself; null: no.
 * @param own domains of the organisation: all below them, and those that they are below, are protected
 */
export function protectedBy(indicated: Indicated, own: readonly string[]): Protected | null {
  const host = hostOf(indicated);
  if (host === null) return null;
  if (isReserved(host) || host === "localhost") return "reserved";
  const domain = host.toLowerCase().replace(/\.$/, "");
  if (own.some((one) => isWithin(domain, one) || isWithin(one, domain))) return "own";
  if (HOSTING.some((one) => isWithin(domain, one))) return HOSTING.includes(domain) ? "microsoft" : null;
  // What is above one of theirs takes it along.
  return MICROSOFT.some((one) => isWithin(domain, one) || isWithin(one, domain)) ? "microsoft" : null;
}

function isWithin(domain: string, of: string): boolean {
  return domain === of || domain.endsWith(`.${of}`);
}
