import { clockTime, exactly as exactlyEnglish, span as spanEnglish, unbroken } from "./format.ts";
import { lazily } from "./remembered.ts";

/** Times and durations as Swedes read them; in UTC, as everywhere. */

const days = lazily(
  () =>
    new Intl.DateTimeFormat("sv-SE", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
);
const numbers = lazily(() => new Intl.NumberFormat("sv-SE"));

/** "1 234", with a space that does not break. */
export function number(n: number): string {
  return numbers().format(n);
}

/** "22 nov. 2026". */
export function day(ms: number): string {
  return days().format(ms);
}

/** "18:40 UTC". */
export const clock = clockTime;

/** "22 nov. 2026 18:40 UTC"; "okänt" for null. */
export function time(ms: number | null): string {
  return ms === null ? "okänt" : `${day(ms)} ${clock(ms)}`;
}

/** "18:40 UTC den 22 nov. 2026". */
export function clockOn(ms: number): string {
  return `${clock(ms)} den ${day(ms)}`;
}

/** "3 h", "2 dygn": rounded down to the largest unit. */
export function span(ms: number): string {
  return spanEnglish(ms).replace(/ d$/, " dygn");
}

/** "90 min", "2 dygn": exactly. */
export function exactly(ms: number): string {
  return exactlyEnglish(ms).replace(/ d$/, " dygn");
}

/** "för 12 min sedan", "om 3 h", "just nu"; "okänt" for null. */
export function ago(ms: number | null, now: number): string {
  if (ms === null) return "okänt";
  const distance = now - ms;
  if (Math.abs(distance) < 5000) return "just nu";
  const length = unbroken(span(Math.abs(distance)));
  return distance > 0 ? `för ${length} sedan` : `om ${length}`;
}

/** "19:40 din tid". */
export function yours(at: string): string {
  return `${at} din tid`;
}

/** "22 nov. 2026 18:40 UTC (för 12 min sedan)". */
export function when(ms: number | null, now: number): string {
  return ms === null ? "okänt" : `${time(ms)} (${ago(ms, now)})`;
}
