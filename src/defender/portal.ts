import { ALERT_ID, DEVICE_ID, INCIDENT_ID, OBJECT_ID } from "../shared/shapes.ts";

/** The Defender portal of the commercial and GCC clouds: the only place that cards link to. */
export const PORTAL_ORIGIN = "https://security.microsoft.com";

/** An alert's page in the portal. */
export function alertUrl(id: string): string {
  return `${PORTAL_ORIGIN}/alerts/${encodeURIComponent(id)}`;
}

/** A device's page in the portal. */
export function deviceUrl(id: string): string {
  return `${PORTAL_ORIGIN}/machines/${encodeURIComponent(id)}`;
}

/** An incident's page in the portal. */
export function incidentUrl(id: string): string {
  return `${PORTAL_ORIGIN}/incident2/${encodeURIComponent(id)}/overview`;
}

/** What a link to the portal leads to. */
export interface PortalPage {
  readonly kind: "alert" | "incident" | "device";
  readonly id: string;
}

/** Whether a link leads to the portal, wherever in it. */
export function isPortalLink(link: string): boolean {
  return URL.parse(link)?.origin === PORTAL_ORIGIN;
}

/**
 * Whether a link to the portal leads to another tenant than that one: the same ids mean other things there. The portal names
 * the tenant by its id as `tid`; a link that names none is ours.
 */
export function isOtherTenants(link: string, tid: string): boolean {
  if (!isPortalLink(link)) return false;
  const named = [...(URL.parse(link)?.searchParams ?? [])].filter(([name]) => name.toLowerCase() === "tid");
  return named.some(([, one]) => OBJECT_ID.test(one) && one.toLowerCase() !== tid.toLowerCase());
}

/** The page that a link leads to: `/alerts/ID…`, `/machines/ID…`, `/machines/v2/ID…`, `/incident2/ID…` or `/incidents/ID…`; null: none of these, or no link. */
export function portalPage(link: string): PortalPage | null {
  const url = URL.parse(link);
  if (url === null || !isPortalLink(link)) return null;
  const [, what, ...rest] = url.pathname.split("/");
  const id = (what === "machines" && rest[0] === "v2" ? rest[1] : rest[0]) ?? "";
  if (what === "machines" && DEVICE_ID.test(id)) return { kind: "device", id: id.toLowerCase() };
  if ((what === "incident2" || what === "incidents") && INCIDENT_ID.test(id)) return { kind: "incident", id };
  return what === "alerts" && ALERT_ID.test(id) ? { kind: "alert", id } : null;
}
