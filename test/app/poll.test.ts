import fc from "fast-check";
import { expect, test } from "vitest";
import { pollIn } from "../../src/requests/execute/call-events.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { requestWith, START } from "../support/request.ts";

/** When a machine action is looked at again. */

const MINUTE_MS = 60_000;
const sent = requestWith({ execution: { ...FRESH_EXECUTION, sentAt: START } });

const ages = fc.oneof(fc.nat(5 * MINUTE_MS), fc.nat(60 * MINUTE_MS), fc.nat(24 * 60 * MINUTE_MS));

test("after whole milliseconds, since PostgreSQL keeps no others: soon at first, then less and less often", () => {
  fc.assert(
    fc.property(ages, fc.nat(MINUTE_MS), (age, more) => {
      const [sooner, later] = [pollIn(sent, START + age), pollIn(sent, START + age + more)];
      expect(Number.isInteger(sooner)).toBe(true);
      expect(sooner).toBeGreaterThanOrEqual(1500);
      expect(later).toBeGreaterThanOrEqual(sooner);
      expect(later).toBeLessThanOrEqual(age + more > 30 * MINUTE_MS ? 15 * MINUTE_MS : MINUTE_MS);
    }),
  );
});
