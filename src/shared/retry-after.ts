const SECONDS = /^\d{1,9}(\.\d+)?$/;
/** HTTP dates begin with their day (RFC 9110 §5.6.7); without it `Date.parse` would see one in "about 3" too. */
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/** Retry-After in whole milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3), 0 to `longest`; null: none or unreadable. */
export function retryAfterMs(header: string | null, now: number, longest: number): number | null {
  const text = header?.trim() ?? "";
  const ms = SECONDS.test(text) ? Number(text) * 1000 : DATE.test(text) ? Date.parse(text) - now : NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(Math.ceil(ms), 0), longest);
}
