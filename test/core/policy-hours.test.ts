import { describe, expect, test } from "vitest";
import { hoursCondition as hoursConditionText } from "../../src/policy/hours.ts";
import type { HoursCondition } from "../../src/policy/model.ts";
import { inEnglish } from "../support/in-english.ts";

const hoursCondition = inEnglish(hoursConditionText);

function isIn(hours: HoursCondition, ...when: Parameters<typeof Date.UTC>): boolean {
  return hoursCondition(hours, Date.UTC(...when)).match === "yes";
}

describe("a window of the day", () => {
  const harness: HoursCondition = { from: "08:00", to: "18:00", zone: "UTC" };
  test.each<[number, number, boolean]>([
    [7, 59, false],
    [8, 0, true],
    [17, 59, true],
    [18, 0, false],
  ])("at %i:%i", (hour, minute, inside) => {
    expect(isIn(harness, 2026, 10, 23, hour, minute)).toBe(inside);
  });

  test("that ends as it begins is the whole day of its days", () => {
    const sunday: HoursCondition = { days: ["sun"], from: "00:00", to: "00:00", zone: "UTC" };
    expect([21, 22, 23].map((day) => isIn(sunday, 2026, 10, day, 12))).toEqual([false, true, false]);
    expect([isIn(sunday, 2026, 10, 22, 0, 0), isIn(sunday, 2026, 10, 22, 23, 59)]).toEqual([true, true]);
  });

  test("over midnight belongs to the day on which it began", () => {
    const night: HoursCondition = { days: ["mon"], from: "22:00", to: "06:00", zone: "UTC" };
    const at = (day: number, hour: number) => isIn(night, 2026, 10, day, hour);
    // 23 November 2026 is a Monday.
    expect([at(23, 3), at(23, 21), at(23, 23), at(24, 5), at(24, 6), at(24, 23)]).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  test("the week turns from Sunday to Monday", () => {
    const night: HoursCondition = { days: ["sun"], from: "22:00", to: "06:00", zone: "UTC" };
    expect([isIn(night, 2026, 10, 23, 2), isIn(night, 2026, 10, 23, 23)]).toEqual([true, false]);
  });
});

describe("a window keeps to the wall clock of its zone", () => {
  const berlin: HoursCondition = { from: "09:00", to: "10:00", zone: "Europe/Berlin" };
  test("in winter and in summer", () => {
    expect([isIn(berlin, 2026, 0, 15, 8, 30), isIn(berlin, 2026, 6, 15, 8, 30)]).toEqual([true, false]);
    expect([isIn(berlin, 2026, 0, 15, 7, 30), isIn(berlin, 2026, 6, 15, 7, 30)]).toEqual([false, true]);
  });

  const night: HoursCondition = { from: "01:30", to: "03:30", zone: "Europe/Berlin" };
  test("in the night in which an hour is left out (29 March 2026, 02:00 to 03:00)", () => {
    const at = (hour: number, minute: number) => isIn(night, 2026, 2, 29, hour, minute);
    // 00:30 UTC is 01:30, 01:00 UTC is 03:00, 01:30 UTC is 03:30.
    expect([at(0, 29), at(0, 30), at(1, 0), at(1, 29), at(1, 30)]).toEqual([false, true, true, true, false]);
  });
  test("in the night in which an hour comes twice (25 October 2026, 02:00 to 03:00)", () => {
    const at = (day: number, hour: number, minute: number) => isIn(night, 2026, 9, day, hour, minute);
    // 01:30 begins at 23:30 UTC of the day before; 03:30 is 02:30 UTC.
    expect([at(24, 23, 29), at(24, 23, 30), at(25, 0, 30), at(25, 1, 30), at(25, 2, 30)]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  test("also where it is another day than in UTC", () => {
    const monday: HoursCondition = { days: ["mon"], from: "00:00", to: "00:00", zone: "Pacific/Auckland" };
    expect([isIn(monday, 2026, 10, 22, 12), isIn(monday, 2026, 10, 23, 12)]).toEqual([true, false]);
  });
});

test("what was compared is told", () => {
  const hours: HoursCondition = { days: ["mon", "tue"], from: "08:00", to: "18:00", zone: "Europe/Berlin" };
  expect(hoursCondition(hours, Date.UTC(2026, 10, 23, 13, 5))).toEqual({
    key: "hours",
    match: "yes",
    because: "mon 14:05 is in mon, tue 08:00–18:00 Europe/Berlin",
  });
  const daily: HoursCondition = { from: "08:00", to: "18:00", zone: "UTC" };
  expect(hoursCondition(daily, Date.UTC(2026, 10, 23, 18, 0))).toEqual({
    key: "hours",
    match: "no",
    because: "mon 18:00 is not in 08:00–18:00 UTC",
  });
});
