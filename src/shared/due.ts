/**
 * Whether it is time for what happens every `everyMs` and was put off until `dueAt`: a time that lies further ahead than that
 * was set by a clock that has gone back since, and is not waited for. All in milliseconds.
 */
export function isDue(now: number, dueAt: number, everyMs: number): boolean {
  return now >= dueAt || dueAt - now > everyMs;
}
