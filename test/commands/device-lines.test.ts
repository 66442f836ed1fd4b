import { expect, test } from "vitest";
import { isolationLine } from "../../src/commands/parts/device-lines.ts";
import type { MachineAction } from "../../src/core/model.ts";
import { START } from "../support/request.ts";

const DAY = 86_400_000;

const isolated: MachineAction = {
  id: "a1",
  type: "Isolate",
  status: "Succeeded",
  scope: "Full",
  requestor: null,
  comment: null,
  deviceId: "d".repeat(40),
  deviceName: null,
  createdAt: START,
  updatedAt: START,
  cancelledBy: null,
  cancelComment: null,
};

test("an isolation is told as a state for 7 days, then as the action that it is known by", () => {
  expect(isolationLine([isolated], START + 7 * DAY).text).toBe("Isolated (Full) since 22 Nov 2026 00:00 UTC");
  expect(isolationLine([isolated], START + 7 * DAY + 1)).toEqual({
    text: "Last known: isolated by action of 22 Nov 2026 (Full)",
    tone: "attention",
  });
});
