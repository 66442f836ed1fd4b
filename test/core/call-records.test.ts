import { describe, expect, test } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import {
  MINUTE,
  by,
  actor,
  system,
  halt,
  HALTED,
  waiting,
  two,
  approved,
  sent,
  pending,
  running,
  traces,
  now,
} from "../support/records.ts";
import { decide, FREE_WAY, lookingClick, machineActionWith, type SeenEvent } from "../support/request.ts";

/** What time and the changing call leave behind: on the card, in the audit log, and for the people who are told. */

describe("time and the call", () => {
  const outcome = (request: Request, status: Parameters<typeof machineActionWith>[0]): SeenEvent => ({
    kind: request.state === "Executing" ? "accepted" : "tracked",
    now,
    action: machineActionWith(status),
    nextPollMs: 1500,
  });
  const nobody = { tell: null, finishedAt: null } as const;
  const finished = (state: string, text: string | null, words: string): object => ({
    state,
    outcome: text,
    finishedAt: now,
    dueAt: null,
    history: { at: now, by: null, text: text === null ? words : `${words}: ${text}` },
    audit: [
      {
        actor: system,
        event: state === "Succeeded" ? "succeeded" : "failed",
        outcome: state,
        ...(text === null ? {} : { detail: text }),
      },
    ],
    tell: text === null ? "7KQ2-M4XD succeeded." : `7KQ2-M4XD ${words}: ${text}`,
  });

  test.each<[string, Request, SeenEvent, object]>([
    [
      "nobody approved it",
      two,
      { kind: "expire", now: two.expiresAt },
      {
        state: "Expired",
        outcome: "Nobody approved it in time. Ask again if it is still needed.",
        finishedAt: two.expiresAt,
        dueAt: null,
        history: { at: two.expiresAt, by: null, text: "expired" },
        audit: [{ actor: system, event: "expired", outcome: "0 of 2 approvals" }],
        tell: "7KQ2-M4XD expired before it was approved.",
      },
    ],
    [
      "the dispatch",
      approved,
      { kind: "dispatch", now, ...FREE_WAY },
      {
        ...nobody,
        state: "Executing",
        outcome: null,
        dueAt: now + 30_000,
        history: { at: now, by: null, text: "sending to Defender" },
        audit: [{ actor, event: "executing", outcome: "sending to Defender" }],
      },
    ],
    [
      "another one is ahead on the device",
      approved,
      { kind: "dispatch", now, ...FREE_WAY, ahead: "AAAA-BBBB" },
      {
        ...nobody,
        state: "Approved",
        outcome: "Waits for AAAA-BBBB, which comes first on this device.",
        dueAt: now + 1000,
        audit: [],
      },
    ],
    [
      "a halt before the dispatch",
      approved,
      { kind: "dispatch", now, ...FREE_WAY, halt },
      {
        state: "Interrupted",
        outcome: `${HALTED}.`,
        finishedAt: null,
        dueAt: null,
        history: { at: now, by: null, text: `interrupted: ${HALTED}.` },
        audit: [{ actor: system, event: "interrupted", outcome: `${HALTED}.` }],
        tell: `7KQ2-M4XD was interrupted: ${HALTED}. An Approver can press Resume.`,
      },
    ],
    [
      "an answer that got lost",
      sent,
      { kind: "unclear", now, mark: 1, lookForMs: MINUTE, nextLookMs: 2000 },
      {
        ...nobody,
        state: "Executing",
        outcome: "Defender's answer got lost; looking whether the action was started.",
        dueAt: now + 2000,
        audit: [],
      },
    ],
    [
      "a call that Defender has taken",
      sent,
      outcome(sent, { status: "Pending" }),
      {
        ...nobody,
        state: "Pending",
        outcome: null,
        dueAt: now + 1500,
        history: { at: now, by: null, text: "Defender has accepted it" },
        audit: [{ actor, event: "executed", outcome: "a1" }],
      },
    ],
    [
      "an action that has begun on the device",
      pending,
      outcome(pending, { status: "InProgress" }),
      {
        ...nobody,
        state: "InProgress",
        outcome: null,
        dueAt: now + 1500,
        history: { at: now, by: null, text: "in progress" },
        audit: [],
      },
    ],
    [
      "an action that goes on",
      running,
      outcome(running, { status: "InProgress" }),
      { ...nobody, state: "InProgress", outcome: null, dueAt: now + 1500, audit: [] },
    ],
    ["success", pending, outcome(pending, { status: "Succeeded" }), finished("Succeeded", null, "done")],
    [
      "failure on the device",
      running,
      outcome(running, { status: "Failed" }),
      finished("Failed", "Defender reports that the action failed on the device.", "failed"),
    ],
    [
      "a device that does not answer",
      pending,
      outcome(pending, { status: "TimeOut" }),
      finished("TimedOut", "The device did not answer in time. Ask again when it is online.", "timed out"),
    ],
    [
      "an action that somebody cancelled in Defender",
      pending,
      outcome(pending, { status: "Cancelled" }),
      finished("Failed", "Cancelled in Defender by somebody.", "failed"),
    ],
  ])("%s", (_, request, event, left) => {
    expect(traces(decide(request, event))).toEqual({ history: undefined, announce: undefined, ...left });
  });

  test("a change without a machine action is done at once, and on record as made by the executor", () => {
    const decision = decide(sent, { kind: "accepted", now, action: null, nextPollMs: 1500 });
    expect(traces(decision)).toMatchObject({
      state: "Succeeded",
      audit: [
        { actor, event: "executed", outcome: "done" },
        { actor: system, event: "succeeded" },
      ],
    });
  });

  test("what is to be read later is told from what somebody is reading, until it is read", () => {
    const later = decide({ ...sent, state: "Pending" }, { kind: "poll-later", now, nextPollMs: 20_000 });
    if (later.kind !== "changed") return expect.fail(later.kind);
    const dueAt = now + 20_000;
    expect(later.request).toMatchObject({ dueAt, execution: { retryAt: dueAt } });
    const queue = { halt: null, ahead: null, overtakes: [], retryMs: 1000 } as const;
    const taken = decide(later.request, { kind: "dispatch", now: dueAt, leaseMs: 16_000, ...queue });
    expect(taken).toMatchObject({ request: { dueAt: dueAt + 16_000, execution: { retryAt: null } } });
  });

  test("history grows by one line at a time", () => {
    const first = decide(two, lookingClick("approve", by, now, { verdict: two.verdict }));
    const next =
      first.kind === "changed" ? decide(first.request, { kind: "revoke", by, now: now + 1 }) : first;
    expect(next.kind === "changed" && next.request.history.map(({ text }) => text)).toEqual([
      "approved (1 more needed)",
      "revoked the approval",
    ]);
  });

  test("a report on a state that it does not fit says so, and nothing else", () => {
    const decision = decide(waiting, { kind: "poll-later", now, nextPollMs: 1 });
    expect(decision).toEqual({ kind: "refused", text: "7KQ2-M4XD is Requested.", audit: [] });
  });
});
