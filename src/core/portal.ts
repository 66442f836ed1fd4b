/** The Defender portal of the commercial and GCC clouds: the only place that cards link to (CONTRACT §4). */
export const PORTAL_ORIGIN = "https://security.microsoft.com";

export function alertUrl(id: string): string {
  return `${PORTAL_ORIGIN}/alerts/${encodeURIComponent(id)}`;
}

export function deviceUrl(id: string): string {
  return `${PORTAL_ORIGIN}/machines/${encodeURIComponent(id)}`;
}
