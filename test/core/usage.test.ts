import { describe, expect, test } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { type Among, chargedAt, STILL_TO_COME, usageOf } from "../../src/requests/machine/usage.ts";
import { person, requestWith, START } from "../support/request.ts";
import { STATES } from "../../src/requests/machine/state.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING_SENT = ["Requested", "Denied", "Cancelled", "Expired", "Interrupted"];

/** When each of these people approved it. */
const approvals = (...times: number[]): Pick<Request, "approvals"> => ({
  approvals: times.map((at, index) => ({ person: person(`approver ${index}`), at })),
});
const sent = { execution: { ...FRESH_EXECUTION, sentAt: START + 5 } };

describe("a request counts", () => {
  test("at any time as long as its call is still to come, also where an earlier one may have been made", () => {
    const request = requestWith({ state: "Approved", ...approvals(START + 1, START + 2, START + 3) });
    expect(chargedAt(request)).toBe(STILL_TO_COME);
    const again = { ...FRESH_EXECUTION, sentAt: START + 5, lookFirst: true };
    expect(chargedAt({ ...request, state: "Executing", execution: again, chargedAt: START + 5 })).toBe(
      STILL_TO_COME,
    );
  });

  test.each(["sending", "looking"] as const)("from when it was sent, once it is %s", (phase) => {
    const execution = { ...FRESH_EXECUTION, phase, sentAt: START + 5 };
    const request = requestWith({ state: "Executing", execution, ...approvals(START + 1) });
    expect(chargedAt({ ...request, chargedAt: START + 9 })).toBe(START + 9);
    expect(chargedAt(request)).toBe(START + 1);
  });

  test("not anew for all the time that a scheduled release waits, and at any time from when it is due", () => {
    const lease = { isolationId: "I", isolationActionId: "A", endsAt: START + HOUR, remindAt: null };
    const waiting = requestWith({ state: "Approved", lease, dueAt: START + HOUR, ...approvals(START + 1) });
    expect(chargedAt(waiting)).toBe(START + 1);
    expect(chargedAt({ ...waiting, dueAt: START + HOUR + 30_000 })).toBe(STILL_TO_COME);
    expect(chargedAt({ ...waiting, state: "Executing", execution: FRESH_EXECUTION })).toBe(STILL_TO_COME);
  });

  test("from when it was asked for, when it needs no approval", () => {
    expect(chargedAt(requestWith({ state: "Pending" }))).toBe(START);
  });

  test.each(STATES)("when it is %s, if it was sent or is about to be", (state) => {
    const request = requestWith({ state, ...approvals(START + 1) });
    const isToCome = ["Approved", "Executing"].includes(state);
    expect(chargedAt(request)).toBe(
      isToCome ? STILL_TO_COME : NOTHING_SENT.includes(state) ? null : START + 1,
    );
    // What may have reached Defender counts, whatever people have made of it afterwards.
    const after = { ...request, ...sent, chargedAt: START + 5 };
    expect(chargedAt(after)).toBe(isToCome ? STILL_TO_COME : START + 5);
  });
});

describe("what is used of the limits", () => {
  const now = START + 48 * HOUR;
  /** How long ago they were counted, in milliseconds; by device group. */
  const rows = [
    { group: "Labs", ago: 25 * HOUR },
    { group: "Servers", ago: 24 * HOUR },
    { group: "Servers", ago: HOUR + 1 },
    { group: "Labs", ago: 59 * MINUTE },
    { group: "Servers", ago: 10 * MINUTE },
  ];
  const requests = {
    charges: (action: string, since: number, { except }: Among = {}) =>
      Promise.resolve(
        action === "isolate" && except !== "all"
          ? rows.map(({ group, ago }) => ({ group, at: now - ago })).filter(({ at }) => at >= since)
          : [],
      ),
  };
  const query = { action: "isolate", group: "Servers", now } as const;

  test("are those that were counted in the last 60 minutes and the last 24 hours, and when they stop counting", async () => {
    expect(await usageOf(requests, query)).toEqual({
      hour: 2,
      day: 4,
      groupHour: 1,
      frees: {
        hour: [now + MINUTE, now + 50 * MINUTE],
        day: [now, now + 23 * HOUR - 1, now + 23 * HOUR + MINUTE, now + 23 * HOUR + 50 * MINUTE],
        groupHour: [now + 50 * MINUTE],
      },
    });
  });

  test("with what is still to come, which frees its place no sooner than if it were sent now", async () => {
    const unsent = { charges: () => Promise.resolve([{ group: null, at: STILL_TO_COME }]) };
    expect(await usageOf(unsent, query)).toMatchObject({
      ...{ hour: 1, day: 1, groupHour: 1 },
      frees: { hour: [now + HOUR], day: [now + 24 * HOUR] },
    });
  });

  test("by a device of an unknown group: those on all devices", async () => {
    expect(await usageOf(requests, { ...query, group: null })).toMatchObject({ groupHour: 2 });
  });

  test("is told apart by action, and takes nothing from the request itself", async () => {
    const none = { hour: 0, day: 0, groupHour: 0 };
    expect(await usageOf(requests, { ...query, action: "scan" })).toMatchObject(none);
    expect(await usageOf(requests, { ...query, except: "all" })).toMatchObject(none);
  });
});
