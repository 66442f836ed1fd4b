/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3), 0 to `longest`; null: none or unreadable. */
export function retryAfterMs(header: string | null, now: number, longest: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const ms = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), longest);
}
