import { describe, expect, test } from "vitest";
import { queueOf, turnOf } from "../../src/requests/machine/device-queue.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION, type Execution } from "../../src/requests/machine/execution.ts";
import { requestWith, START } from "../support/request.ts";

const now = START + 60_000;

/** An isolation that is approved, and whose turn it has been since `dueAt`. */
function approved(id: string, dueAt: number | null, changes: Partial<Request> = {}): Request {
  return requestWith({ id, state: "Approved", dueAt, execution: FRESH_EXECUTION, ...changes });
}

const with_ = (execution: Partial<Execution>) => ({ execution: { ...FRESH_EXECUTION, ...execution } });
const executing = (execution: Partial<Execution>): Partial<Request> => ({
  state: "Executing",
  ...with_(execution),
});
const mine = approved("MMMM-MMMM", now - 10, { action: "release" });
const aheadOf = (request: Request, ...others: readonly Request[]) =>
  queueOf(request, request.action === "release" ? "isolate" : "release", others, now).ahead;
const overtakenBy = (request: Request, ...others: readonly Request[]) =>
  queueOf(request, "isolate", others, now).overtakes;

describe("the turn of a request on its device", () => {
  test("is since when it has its place, else when it is due, else now", () => {
    expect(turnOf(approved("AAAA-AAAA", now - 5, with_({ queuedAt: now - 9 })), now)).toBe(now - 9);
    expect(turnOf(approved("AAAA-AAAA", now - 5), now)).toBe(now - 5);
    expect(turnOf(approved("AAAA-AAAA", null, { execution: null }), now)).toBe(now);
  });

  test.each<[string, Request, boolean]>([
    ["one that was due earlier", approved("ZZZZ-ZZZZ", now - 11), true],
    ["one that was due later", approved("AAAA-AAAA", now - 9), false],
    ["of two at the same moment the lower ID", approved("AAAA-AAAA", now - 10), true],
    ["of two at the same moment the higher ID", approved("ZZZZ-ZZZZ", now - 10), false],
    [
      "one that has waited longer than it is due",
      approved("ZZZZ-ZZZZ", now + 500, with_({ queuedAt: now - 11 })),
      true,
    ],
    ["one whose time has not come", approved("AAAA-AAAA", now + 1), false],
    ["one that is due this very millisecond", approved("AAAA-AAAA", now), false],
    ["one that is nobody's to send", approved("AAAA-AAAA", null), false],
    ["one without an execution yet", approved("AAAA-AAAA", now - 11, { execution: null }), true],
    ["one that waits for approval", approved("AAAA-AAAA", now - 99, { state: "Requested" }), false],
    ["one that is done", approved("AAAA-AAAA", now - 99, { state: "Succeeded" }), false],
    [
      "one on another device",
      approved("AAAA-AAAA", now - 99, { target: { kind: "device", id: "e", name: "e" } }),
      false,
    ],
    ["one that it does not undo", approved("AAAA-AAAA", now - 99, { action: "scan" }), false],
    ["another one like it", approved("AAAA-AAAA", now - 99, { action: "release" }), false],
    [
      "one that is about to be sent, however late it came",
      approved("ZZZZ-ZZZZ", now + 9, executing({})),
      true,
    ],
    [
      "one whose outcome is looked for",
      approved("ZZZZ-ZZZZ", now - 99, executing({ phase: "looking" })),
      true,
    ],
    [
      "what waits to be sent again",
      approved("AAAA-AAAA", now + 9, executing({ retryAt: now + 9, queuedAt: 1 })),
      false,
    ],
    [
      "what waits to be sent again after an earlier call whose outcome is unclear",
      approved("AAAA-AAAA", now + 9, executing({ retryAt: now + 9, queuedAt: 1, lookFirst: true })),
      true,
    ],
  ])("comes after %s: %#", (_, other, isAhead) => {
    expect(aheadOf(mine, mine, other)).toBe(isAhead ? other.id : null);
  });

  test("waits for nobody where the call undoes nothing", () => {
    const scan = approved("SSSS-SSSS", now, { action: "scan" });
    const others = [approved("AAAA-AAAA", now - 99, executing({})), mine];
    expect(queueOf(scan, null, others, now)).toEqual({ ahead: null, overtakes: [] });
  });

  test.each<[string, Partial<Request>, number, boolean]>([
    ["the isolation before it is pending", { state: "Pending" }, 599_999, true],
    ["the isolation before it is in progress", { state: "InProgress" }, 0, true],
    ["ten minutes have not settled it", { state: "Pending" }, 600_000, false],
    ["the isolation is done", { state: "Succeeded" }, 0, false],
  ])("of a release, while %s: %#", (_, changes, ago, waits) => {
    const other = approved("AAAA-AAAA", null, { ...with_({ sentAt: now - ago }), ...changes });
    expect(aheadOf(mine, other)).toBe(waits ? other.id : null);
  });
});

describe("what is overtaken", () => {
  const again = (queuedAt: number, more: Partial<Execution> = {}) =>
    approved("AAAA-AAAA", now + 30_000, executing({ retryAt: now + 30_000, queuedAt, ...more }));

  test.each<[string, Request, boolean]>([
    ["an earlier one that waits to be sent again", again(now - 11), true],
    ["a later one", again(now - 9), false],
    ["one whose outcome is unclear", again(now - 11, { lookFirst: true }), false],
    ["one that is being sent", again(now - 11, { phase: "sending" }), false],
    ["one that does not undo it", { ...again(now - 11), action: "scan" }, false],
    ["one of before it is told when it is sent again", again(now - 11, { retryAt: null }), false],
  ])("%s: %#", (_, other, is) => {
    expect(overtakenBy(mine, other)).toEqual(is ? [other.id] : []);
  });
});
