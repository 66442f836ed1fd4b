/** The time of day in UTC, `HH:MM`. @param at epoch milliseconds */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** The day of the week in UTC, "Mon". @param at epoch milliseconds */
export function weekdayAt(at: number): string {
  return new Intl.DateTimeFormat("en", { weekday: "short", timeZone: "UTC" }).format(at);
}
