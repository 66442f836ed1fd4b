const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** Time of day; `at` is epoch milliseconds, here and below. */
export function time(at: number): string {
  return TIME.format(at);
}

/** Exact date and time, for tooltips. */
export function exact(at: number): string {
  return FULL.format(at);
}

/** Whether both are on the same local day. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** `Today`, `Yesterday` or the date. */
export function day(at: number): string {
  if (sameDay(at, Date.now())) return "Today";
  if (sameDay(at, Date.now() - 86_400_000)) return "Yesterday";
  return DAY.format(at);
}

/** For lists: the time today, else the short date. */
export function brief(at: number): string {
  return sameDay(at, Date.now()) ? time(at) : SHORT_DAY.format(at);
}

/** First letters of the first and last name. */
export function initials(name: string): string {
  const words = name.split(" ").filter(Boolean);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}
