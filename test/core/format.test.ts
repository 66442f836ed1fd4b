import { expect, test } from "vitest";
import { ago, clockTime, count, exactly, grouped, span, utc, when } from "../../src/texts/format.ts";
import { localeOf } from "../../src/texts/locale.ts";
import { ago as agoInSwedish } from "../../src/texts/format-sv.ts";

const AT = Date.UTC(2026, 10, 22, 8, 5, 59);

test("times are in UTC and say so", () => {
  expect(utc(AT)).toBe("22 Nov 2026 08:05 UTC");
  expect(clockTime(AT)).toBe("08:05 UTC");
  expect(utc(null)).toBe("unknown");
});

test("for one reader they stand in their own zone as well, with the day where it is another one", () => {
  const inStockholm = localeOf("en", "Europe/Stockholm");
  expect(inStockholm.time(AT)).toBe("22 Nov 2026 08:05 UTC (09:05 your time)");
  expect(inStockholm.clock(AT)).toBe("08:05 UTC (09:05 your time)");
  expect(inStockholm.clockOn(AT)).toBe("08:05 UTC on 22 Nov 2026 (09:05 your time)");
  expect(inStockholm.when(AT, AT + 720_000)).toBe("22 Nov 2026 08:05 UTC (09:05 your time, 12\u00a0min ago)");
  expect(inStockholm.time(null)).toBe("unknown");
  expect(localeOf("sv", "Asia/Tokyo").time(AT + 9 * 3_600_000)).toBe(
    "22 nov. 2026 17:05 UTC (23 nov. 02:05 din tid)",
  );
  expect(localeOf("en", "Etc/UTC").time(AT)).toBe("22 Nov 2026 08:05 UTC");
  expect(localeOf("en").time(AT)).toBe("22 Nov 2026 08:05 UTC");
  expect(localeOf("en", "Elsewhere/Unheard_Of").time(AT)).toBe("22 Nov 2026 08:05 UTC");
});

test.each([
  [0, "0 s"],
  [-5, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [86_399_999, "23 h"],
  [3 * 86_400_000, "3 d"],
])("%i ms are %s", (ms, text) => {
  expect(span(ms)).toBe(text);
});

test.each([
  [30_000, "30 s"],
  [3_600_000, "1 h"],
  [5_400_000, "90 min"],
  [7 * 86_400_000, "7 d"],
  [90_061_000, "90061 s"],
  [1500, "2 s"],
  [0, "0 s"],
])("%i ms are exactly %s", (ms, text) => {
  expect(exactly(ms)).toBe(text);
});

test("distances have a direction, and no number is on another line than its unit", () => {
  expect(ago(AT - 720_000, AT)).toBe("12\u00a0min ago");
  expect(ago(AT + 10_800_000, AT)).toBe("in 3\u00a0h");
  expect(ago(AT - 4999, AT)).toBe("just now");
  expect(ago(AT + 4999, AT)).toBe("just now");
  expect(ago(AT - 5000, AT)).toBe("5\u00a0s ago");
  expect(ago(AT + 5000, AT)).toBe("in 5\u00a0s");
  expect(ago(null, AT)).toBe("unknown");
  expect(when(AT - 720_000, AT)).toBe("22 Nov 2026 07:53 UTC (12\u00a0min ago)");
  expect(agoInSwedish(AT - 720_000, AT)).toBe("för 12\u00a0min sedan");
  expect(agoInSwedish(AT + 2 * 86_400_000, AT)).toBe("om 2\u00a0dygn");
  expect(when(null, AT)).toBe("unknown");
});

test("one is singular, the rest plural", () => {
  expect([0, 1, 2].map((n) => count(n, "alert"))).toEqual(["0 alerts", "1 alert", "2 alerts"]);
});

test("large numbers have commas, whatever the machine's language is", () => {
  expect([999, 1234, 1_234_567].map(grouped)).toEqual(["999", "1,234", "1,234,567"]);
});
