import { isTimeZone } from "../texts/time-zone.ts";
import { z } from "zod";
import { say } from "../texts/text.ts";
import { WEEKDAYS, type ConditionResult, type HoursCondition, type Weekday } from "./model.ts";

/** Wall-clock windows of a policy, in their own time zone: a change of summer time moves them along. */

const MINUTES_PER_DAY = 1440;

interface WallClock {
  readonly day: Weekday;
  readonly minute: number;
}

const DAY_NAMES: readonly string[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** `mon`, `Mon` or `Monday`: what people write. */
const day = z
  .string()
  .transform((value, context): Weekday => {
    const lower = value.toLowerCase();
    const found = WEEKDAYS.find((short, index) => lower === short || lower === DAY_NAMES[index]);
    if (found !== undefined) return found;
    context.addIssue(`"${value}" is no day; it has to be one of ${WEEKDAYS.join(", ")}`);
    return z.NEVER;
  })
  .meta({ enum: [...WEEKDAYS] });

/** `8:00` is what people write, and `24:00` the end of a day. */
const clockTime = z
  .string()
  .regex(/^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/, "has to be a time from 00:00 to 24:00")
  .transform((value) => (value === "24:00" ? "00:00" : value.padStart(5, "0")));

const zone = z.string().refine(isTimeZone, "has to be an IANA time zone, such as Europe/Berlin");

/** A window as a policy says it. */
export const hoursSchema = z.strictObject({
  days: z.array(day).min(1).exactOptional(),
  from: clockTime.default("00:00"),
  to: clockTime.default("00:00"),
  zone,
});

/** Whether `now` (epoch milliseconds) is in the window, and what was compared. @throws RangeError for a bad zone */
export function hoursCondition(hours: HoursCondition, now: number): ConditionResult {
  const { day, minute } = wallClock(now, hours.zone);
  const from = minutesOf(hours.from);
  const length = modulo(minutesOf(hours.to) - from, MINUTES_PER_DAY) || MINUTES_PER_DAY;
  // After midnight a night window still belongs to the day on which it began.
  const began = minute < from ? dayBefore(day) : day;
  const inside = modulo(minute - from, MINUTES_PER_DAY) < length;
  const matches = inside && (hours.days?.includes(began) ?? true);
  const at = `${day} ${clock(minute)}`;
  return {
    key: "hours",
    match: matches ? "yes" : "no",
    because: say("policy.inHours", { at, inside: matches, hours: windowInWords(hours) }),
  };
}

/** "mon, tue 22:00–06:00 Europe/Berlin". */
export function windowInWords(hours: HoursCondition): string {
  const days = hours.days === undefined ? "" : `${hours.days.join(", ")} `;
  return `${days}${hours.from}–${hours.to} ${hours.zone}`;
}

function wallClock(now: number, zone: string): WallClock {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return {
    day: part("weekday").toLowerCase() as Weekday,
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}

function dayBefore(day: Weekday): Weekday {
  return WEEKDAYS[modulo(WEEKDAYS.indexOf(day) - 1, WEEKDAYS.length)] ?? day;
}

function minutesOf(time: string): number {
  const [hour = "0", minute = "0"] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

function clock(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
