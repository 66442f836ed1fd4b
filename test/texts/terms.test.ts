import { describe, expect, test } from "vitest";
import { names as english } from "../../src/texts/en/terms.ts";
import { names as swedish } from "../../src/texts/sv/terms.ts";
import { recorded } from "../../src/texts/render.ts";
import { say } from "../../src/texts/text.ts";
import { readable } from "../../src/texts/readable.ts";

describe("values of Microsoft's enums reach people by their names, in either language", () => {
  test.each([
    ["severity", "UnSpecified", "No severity", "Ingen allvarlighetsgrad"],
    ["status", "InProgress", "In progress", "Pågår"],
    ["status", "inProgress", "In progress", "Pågår"],
    ["role", "PrimaryDevice", "First device", "Första enheten"],
    ["antivirus", "NotUpdated", "Not up to date", "Inte aktuellt"],
    [
      "determination",
      "notEnoughDataToValidate",
      "Not enough data to validate",
      "För lite data för att avgöra",
    ],
    ["actionStatus", "TimeOut", "Timed out", "Tidsgränsen nådd"],
    ["source", "WindowsDefenderAtp", "Microsoft Defender for Endpoint", "Microsoft Defender för Endpoint"],
  ] as const)("%s %s", (term, value, en, sv) => {
    expect([english[term](value), swedish[term](value)]).toEqual([en, sv]);
  });

  test.each([
    ["SomethingQuiteNew", "Something quite new"],
    ["pendingIPCheck", "Pending IP check"],
    ["several words", "several words"],
    ["", ""],
  ])("one that no table has is made readable: %j", (value, shown) => {
    expect(readable(value)).toBe(shown);
    expect(english.role(value)).toBe(shown);
  });
});

test("a screen reader says a row's severity by its name", () => {
  const row = say("alerts.openRow", { severity: "UnSpecified", title: "Odd sign-in" });
  expect(recorded(row)).toBe("Open alert, No severity: Odd sign-in");
});
