import { describe, expect, test } from "vitest";
import { STATES, type Request } from "../../src/core/request.ts";
import { approvedAt, approvedUsage, openedUsage } from "../../src/core/usage.ts";
import { person, requestWith, START } from "../support/request.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING_CAME_OF = ["Denied", "Cancelled", "Expired"];

/** When each of these people approved it. */
const approvals = (...times: number[]): Pick<Request, "approvals"> => ({
  approvals: times.map((at, index) => ({ person: person(`approver ${index}`), at })),
});

describe("a request counts as approved", () => {
  test("from the approval that completed it", () => {
    const request = requestWith({ state: "Approved", ...approvals(START + 1, START + 2, START + 3) });
    expect(approvedAt(request)).toBe(START + 3);
  });

  test("from when it was asked for, when it needs no approval", () => {
    expect(approvedAt(requestWith({ state: "Pending" }))).toBe(START);
  });

  test.each(STATES)("when it is %s, unless it still waits or nothing came of it", (state) => {
    const counts = state !== "Requested" && !NOTHING_CAME_OF.includes(state);
    expect(approvedAt(requestWith({ state, ...approvals(START + 1) }))).toBe(counts ? START + 1 : null);
  });
});

describe("what is used of the limits", () => {
  const now = START + 48 * HOUR;
  /** How long ago requests were opened, and how long ago approved, in milliseconds; by device group. */
  const rows = [
    { group: "Servers", opened: 30 * MINUTE, approved: 10 * MINUTE },
    { group: "Labs", opened: HOUR, approved: 59 * MINUTE },
    { group: "Servers", opened: HOUR + 1, approved: HOUR + 1 },
    { group: "Servers", opened: 24 * HOUR, approved: 24 * HOUR },
    { group: "Servers", opened: 24 * HOUR + 1, approved: 2 * HOUR },
    { group: "Labs", opened: 30 * HOUR, approved: 25 * HOUR },
  ];
  const counting = (by: "opened" | "approved") => (action: string, since: number, group?: string | null) =>
    Promise.resolve(
      action === "isolate"
        ? rows.filter((row) => now - row[by] >= since && (group == null || row.group === group)).length
        : 0,
    );
  const requests = { countSince: counting("opened"), countApprovedSince: counting("approved") };
  const query = { action: "isolate", group: "Servers", now } as const;

  test("by one more request: those opened in the last 60 minutes and the last 24 hours", async () => {
    expect(await openedUsage(requests, query)).toEqual({ hour: 2, day: 4, groupHour: 1 });
  });

  test("by one more approval: those approved in that time, whenever they were opened", async () => {
    expect(await approvedUsage(requests, query)).toEqual({ hour: 2, day: 5, groupHour: 1 });
  });

  test("by a device of an unknown group: those on all devices", async () => {
    const unknown = { ...query, group: null };
    expect(await openedUsage(requests, unknown)).toMatchObject({ groupHour: 2 });
    expect(await approvedUsage(requests, unknown)).toMatchObject({ groupHour: 2 });
  });

  test("is told apart by action", async () => {
    const scan = { ...query, action: "scan" } as const;
    expect(await openedUsage(requests, scan)).toEqual({ hour: 0, day: 0, groupHour: 0 });
    expect(await approvedUsage(requests, scan)).toEqual({ hour: 0, day: 0, groupHour: 0 });
  });
});
