import { expect, test } from "vitest";
import { isolationLine as isolationText } from "../../src/requests/facts/device-lines.ts";
import { machineActionWith, START } from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const isolationLine = inEnglish(isolationText);

const DAY = 86_400_000;

test("an isolation is told as a state for 7 days, then as the action that it is known by", () => {
  expect(isolationLine([machineActionWith()], START + 7 * DAY).text).toBe(
    "Isolated (Full) since 22 Nov 2026 00:00 UTC",
  );
  expect(isolationLine([machineActionWith()], START + 7 * DAY + 1)).toEqual({
    text: "Last known: isolated by action of 22 Nov 2026 (Full)",
    tone: "attention",
  });
});
