import { badRequest } from "../errors.ts";

const DURATION = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;
const DAY = 86_400_000;
const USUAL = "P30D";

/** From when to when, epoch milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The `Timespan` of a query: `P30D`, `start/end`, `start/P1D`, `P1D/end` or `start`. @throws GraphFault 400 */
export function rangeOf(given: unknown, now: number): Range {
  const text = given === undefined || given === null ? USUAL : given;
  if (typeof text !== "string") throw invalid("");
  const [first = "", second] = text.split("/");
  const length = durationMs(first);
  if (second === undefined)
    return length === null ? { from: moment(first), to: now } : { from: now - length, to: now };
  if (length !== null) return { from: moment(second) - length, to: moment(second) };
  const more = durationMs(second);
  return { from: moment(first), to: more === null ? moment(second) : moment(first) + more };
}

function durationMs(text: string): number | null {
  const [whole, days = "0", hours = "0", minutes = "0", seconds = "0"] = DURATION.exec(text) ?? [];
  if (whole === undefined || !/\d/.test(whole)) return null;
  return Number(days) * DAY + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
}

function moment(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(text);
  return at;
}

function invalid(text: string): Error {
  return badRequest(`Invalid timespan format: '${text}'. Timespan must be in ISO 8601 format.`);
}
