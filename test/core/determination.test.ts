import { describe, expect, test } from "vitest";
import { toAlert } from "../../src/adapters/defender/map-alert.ts";
import { graphAlertSchema } from "../../src/adapters/defender/graph-schema.ts";
import { alertSchema } from "../../src/adapters/defender/schemas.ts";
import { atDefender, determinationNamed } from "../../src/defender/determination.ts";

/** Graph's names, its pages', Defender's own, and XDR's: one determination each. */
const SPELLINGS = [
  ["compromisedAccount", "CompromisedUser", "compromisedUser", "CompromisedAccount"],
  ["confirmedActivity", "ConfirmedActivity", "confirmedUserActivity", "ConfirmedUserActivity"],
  ["notMalicious", "NotMalicious", "clean", "Clean"],
  ["notEnoughDataToValidate", "InsufficientData", "insufficientData", "NoEnoughDataToValidate"],
  ["multiStagedAttack", "MultiStagedAttack"],
  ["securityTesting", "SecurityTesting"],
] as const;

describe.each(SPELLINGS.map((all) => ({ graph: all[0], own: all[1], spellings: [...all] as string[] })))(
  "$graph",
  ({ graph, own, spellings }) => {
    const named = graph.charAt(0).toUpperCase() + graph.slice(1);

    test("is one determination in every spelling and case", () => {
      for (const word of [...spellings, graph.toUpperCase()]) expect(determinationNamed(word)).toBe(named);
    });

    test("is read the same from both APIs, and written as each takes it", () => {
      expect(toAlert(graphAlertSchema.parse({ id: "da1_1", determination: graph })).determination).toBe(
        named,
      );
      expect(toAlert(alertSchema.parse({ id: "da1_1", determination: own })).determination).toBe(named);
      expect(atDefender(named)).toBe(own);
    });
  },
);

test("there is no determination of another name", () => {
  expect(determinationNamed("Harmless")).toBeNull();
});

test("a category that says None is none", () => {
  for (const category of ["None", "none", "null", "Unknown", ""])
    expect(toAlert(graphAlertSchema.parse({ id: "da1_1", category })).category).toBeNull();
  expect(toAlert(graphAlertSchema.parse({ id: "da1_1", category: "Ransomware" })).category).toBe(
    "Ransomware",
  );
});
