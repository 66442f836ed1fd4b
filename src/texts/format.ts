/** Times and durations as people read them; always in UTC, and that is said. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** "22 Nov 2026 18:40 UTC"; "unknown" for null. */
export function utc(ms: number | null): string {
  return ms === null ? "unknown" : `${dayOf(ms)} ${clockTime(ms)}`;
}

/** "22 Nov 2026", the day in UTC. */
export function dayOf(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
}

/** "18:40 UTC on 22 Nov 2026". */
export function clockOn(ms: number): string {
  return `${clockTime(ms)} on ${dayOf(ms)}`;
}

/** "18:40 UTC". */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** "3 h", "12 min": a length of time, rounded down to its largest unit. */
export function span(ms: number): string {
  const length = Math.max(0, ms);
  const [size, name] = UNITS.find(([unit]) => length >= unit) ?? [1000, "s"];
  return `${Math.floor(length / size)} ${name}`;
}

/** "90 min", "2 h": a length of time in the largest unit that says it exactly, seconds at least. */
export function exactly(ms: number): string {
  const [size, name] = UNITS.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1000, "s"];
  return `${Math.round(ms / size)} ${name}`;
}

/** "12 min ago", "in 3 h", "just now"; "unknown" for null. */
export function ago(ms: number | null, now: number): string {
  if (ms === null) return "unknown";
  const distance = now - ms;
  if (Math.abs(distance) < 5000) return "just now";
  const length = unbroken(span(Math.abs(distance)));
  return distance > 0 ? `${length} ago` : `in ${length}`;
}

/** A length of time whose number and unit stay together, on whatever line of a narrow card. */
export function unbroken(length: string): string {
  return length.replaceAll(" ", "\u00a0");
}

/** "22 Nov 2026 18:40 UTC (12 min ago)". */
export function when(ms: number | null, now: number): string {
  return ms === null ? "unknown" : `${utc(ms)} (${ago(ms, now)})`;
}

/** "19:40 your time": a time where whoever reads it is. */
export function yours(at: string): string {
  return `${at} your time`;
}

/** "1,234". */
export function grouped(n: number): string {
  return Math.abs(n) < 1000 && Number.isInteger(n) ? String(n) : n.toLocaleString("en-US");
}

/** "1 alert", "3 alerts". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
