import { describe, expect, test } from "vitest";
import { aheadOf, turnOf } from "../../src/core/queue.ts";
import { FRESH_EXECUTION, type Request } from "../../src/core/request.ts";
import { requestWith, START } from "../support/request.ts";

const now = START + 60_000;

/** A request that is approved, and whose turn it has been since `dueAt`. */
function approved(id: string, dueAt: number | null, changes: Partial<Request> = {}): Request {
  return requestWith({ id, state: "Approved", dueAt, execution: FRESH_EXECUTION, ...changes });
}

const queuedAt = (since: number) => ({ execution: { ...FRESH_EXECUTION, queuedAt: since } });
const mine = approved("MMMM-MMMM", now - 10);

describe("the turn of a request on its device", () => {
  test("is since when it waits for another one, else when it is due, else now", () => {
    expect(turnOf(approved("AAAA-AAAA", now - 5, queuedAt(now - 9)), now)).toBe(now - 9);
    expect(turnOf(approved("AAAA-AAAA", now - 5), now)).toBe(now - 5);
    expect(turnOf(approved("AAAA-AAAA", null, { execution: null }), now)).toBe(now);
  });

  test.each<[string, Request, boolean]>([
    ["itself", mine, false],
    ["one that was due earlier", approved("ZZZZ-ZZZZ", now - 11), true],
    ["one that was due later", approved("AAAA-AAAA", now - 9), false],
    ["of two at the same moment the lower ID", approved("AAAA-AAAA", now - 10), true],
    ["of two at the same moment the higher ID", approved("ZZZZ-ZZZZ", now - 10), false],
    ["one that has waited longer than it is due", approved("ZZZZ-ZZZZ", now + 500, queuedAt(now - 11)), true],
    ["one whose time has not come", approved("AAAA-AAAA", now + 1), false],
    ["one that is nobody's to send", approved("AAAA-AAAA", null), false],
    ["one without an execution yet", approved("AAAA-AAAA", now - 11, { execution: null }), true],
    [
      "one that is being sent, however late it came",
      approved("ZZZZ-ZZZZ", now + 9, { state: "Executing" }),
      true,
    ],
    ["one that waits for approval", approved("AAAA-AAAA", now - 99, { state: "Requested" }), false],
  ])("comes after %s: %#", (_, other, isAhead) => {
    expect(aheadOf(mine, [other], now)).toBe(isAhead ? other.id : null);
  });

  test.each<[string, Partial<Request>, number, boolean]>([
    ["the isolation before it is pending", { state: "Pending" }, 599_999, true],
    ["the isolation before it is in progress", { state: "InProgress" }, 0, true],
    ["ten minutes have not settled it", { state: "Pending" }, 600_000, false],
    ["the isolation is done", { state: "Succeeded" }, 0, false],
    ["another action is pending", { state: "Pending", action: "scan" }, 0, false],
    ["another release is pending", { state: "Pending", action: "release" }, 0, false],
  ])("of a release, while %s: %#", (_, changes, ago, waits) => {
    const release = { ...mine, action: "release" as const };
    const sent = { ...FRESH_EXECUTION, sentAt: now - ago };
    const other = approved("AAAA-AAAA", null, { action: "isolate", execution: sent, ...changes });
    expect(aheadOf(release, [other], now)).toBe(waits ? other.id : null);
  });

  test("comes when the other one is due in this very millisecond, and not before", () => {
    const later = { ...mine, dueAt: now + 5 };
    expect(aheadOf(later, [approved("AAAA-AAAA", now)], now)).toBe("AAAA-AAAA");
    expect(aheadOf(later, [approved("AAAA-AAAA", now + 1)], now)).toBeNull();
  });

  test("is asked about devices alone: alerts have no queue", () => {
    const alert = { ...mine, target: { kind: "alert", id: "a", name: "a" } } as const;
    expect(aheadOf(alert, [approved("AAAA-AAAA", now - 99)], now)).toBeNull();
  });
});
