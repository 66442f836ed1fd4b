import { describe, expect, test } from "vitest";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import {
  after,
  clicker,
  decide,
  FREE_WAY,
  lookingClick,
  machineActionWith,
  person,
  requestWith,
  type SeenEvent,
  START,
} from "../support/request.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";
import { FINAL_STATES, STATES } from "../../src/requests/machine/state.ts";

const carla = person("carla");
const approved = requestWith({
  state: "Approved",
  approvals: [{ person: carla, at: START }],
  executor: carla,
  execution: FRESH_EXECUTION,
});

const pending = machineActionWith({ status: "Pending", requestor: carla.upn });

const dispatch: SeenEvent = { kind: "dispatch", now: START, ...FREE_WAY };
const sending: SeenEvent = { kind: "sending", now: START + 10, leaseMs: 30_000, halt: null };
const notSent: SeenEvent = { kind: "not-sent", now: START + 20, mark: 1, why: "429", retryMs: 2000 };
const unclear = (now: number): SeenEvent => ({
  kind: "unclear",
  now,
  mark: 1,
  lookForMs: 60_000,
  nextLookMs: 2000,
});
const accepted: SeenEvent = { kind: "accepted", now: START + 20, action: pending, nextPollMs: 1500 };
const interrupt: SeenEvent = { kind: "interrupt", now: START + 20, mark: 1, why: "Nothing found." };
const resume = (name: string, ...roles: Parameters<typeof clicker>[1][]): SeenEvent =>
  lookingClick("resume", clicker(name, ...roles), START + 100_000);

describe("the one call", () => {
  test("is dispatched only when it is approved, and the executor is on record", () => {
    expect(decide(approved, dispatch)).toMatchObject({
      request: { state: "Executing", dueAt: START + 30_000 },
      audit: [{ event: "executing", actor: { upn: carla.upn } }],
    });
    for (const state of STATES.filter(
      (one) => !["Approved", "Executing", "Pending", "InProgress"].includes(one),
    )) {
      expect(decide(requestWith({ state }), dispatch).kind, state).toBe("refused");
    }
    expect(decide({ ...approved, executor: null }, dispatch).kind).toBe("refused");
  });

  test("is marked before it is made, and only once", () => {
    expect(decide(approved, sending).kind).toBe("refused");
    const marked = after(approved, dispatch, sending);
    expect(marked.execution).toMatchObject({ phase: "sending", attempts: 1, sentAt: START + 10 });
    expect(decide(marked, sending).kind).toBe("refused");
    expect(decide(after(marked, unclear(START + 20)), sending).kind).toBe("refused");
  });

  test("is made again after proof that nothing happened", () => {
    const again = after(approved, dispatch, sending, notSent, sending);
    expect(again.execution).toMatchObject({ phase: "sending", attempts: 2 });
    expect(after(approved, dispatch, sending, notSent)).toMatchObject({
      dueAt: START + 2020,
      execution: { sentAt: null },
    });
  });

  test("is looked for until one time, however often the answer stays unclear", () => {
    const looking = after(approved, dispatch, sending, unclear(START + 20), unclear(START + 2020));
    expect(looking).toMatchObject({
      state: "Executing",
      dueAt: START + 4020,
      execution: { phase: "looking", lookUntil: START + 60_020 },
    });
  });

  test("that was accepted is tracked; without an action it is done", () => {
    const sent = after(approved, dispatch, sending);
    expect(decide(sent, accepted)).toMatchObject({
      request: { state: "Pending", machineActionId: "a1", dueAt: START + 1520 },
      audit: [{ event: "executed", outcome: "a1", actor: { upn: carla.upn } }],
    });
    expect(decide(sent, { ...accepted, action: null })).toMatchObject({
      request: { state: "Succeeded", finishedAt: START + 20, dueAt: null },
      audit: [{ event: "executed" }, { event: "succeeded", actor: { system: true } }],
    });
  });

  test("that Defender refuses has failed, with its words", () => {
    const event: SeenEvent = { kind: "refused", now: START + 20, mark: 1, why: "No rights." };
    expect(decide(after(approved, dispatch, sending), event)).toMatchObject({
      request: { state: "Failed", outcome: "No rights.", dueAt: null },
      audit: [{ event: "failed" }],
    });
  });

  test("names who cancelled it in Defender", () => {
    const tracked = after(approved, dispatch, sending, accepted);
    const cancelled: MachineAction = { ...pending, status: "Cancelled", cancelledBy: "eve@contoso.example" };
    const event: SeenEvent = { kind: "tracked", now: START + 30, action: cancelled, nextPollMs: 1 };
    expect(decide(tracked, event)).toMatchObject({
      request: { state: "Failed", outcome: expect.stringContaining("eve@contoso.example") as string },
    });
  });
});

describe("an interruption", () => {
  const interrupted = after(approved, dispatch, sending, unclear(START + 15), interrupt);

  test("waits for a person", () => {
    expect(interrupted).toMatchObject({ state: "Interrupted", dueAt: null });
    expect(decide(interrupted, dispatch).kind).toBe("refused");
    expect(decide(interrupted, sending).kind).toBe("refused");
  });

  test("never stops what Defender has accepted", () => {
    expect(decide(after(approved, dispatch, sending, accepted), interrupt).kind).toBe("refused");
  });

  test.each<[string, SeenEvent]>([
    ["the requester", resume("ana", "Approver")],
    ["a Responder", resume("ben", "Responder")],
    ["an Admin", resume("ben", "Admin")],
  ])("is not resumed by %s", (_, event) => {
    expect(decide(interrupted, event)).toMatchObject({ kind: "refused", audit: [{ event: "refused" }] });
  });

  test("is resumed with the resuming person's rights, and looked up before it is sent", () => {
    const resumed = after(interrupted, resume("david", "Approver"), dispatch);
    expect(resumed).toMatchObject({
      state: "Executing",
      executor: { oid: "david" },
      execution: { phase: "ready", lookFirst: true, lookUntil: null },
    });
    // A proof about the second call says nothing about the first.
    expect(after(resumed, sending, { ...notSent, mark: 2 }).execution).toMatchObject({
      lookFirst: true,
      sentAt: START + 10,
    });
  });

  test("before anything was sent needs no look", () => {
    const early = after(approved, dispatch, { ...interrupt, mark: 0 }, resume("david", "Approver"));
    expect(early.execution).toMatchObject({ phase: "ready", lookFirst: false });
  });
});

test("a final state stays, whatever comes", () => {
  const events: readonly SeenEvent[] = [
    dispatch,
    sending,
    accepted,
    notSent,
    unclear(START),
    interrupt,
    resume("carla", "Approver"),
    { kind: "refused", now: START, mark: 1, why: "late" },
    { kind: "tracked", now: START, action: pending, nextPollMs: 1 },
    { kind: "poll-later", now: START, nextPollMs: 1 },
    { kind: "expire", now: START + 1e9 },
    { kind: "deny", by: clicker("carla", "Approver"), now: START, reason: null },
    { kind: "cancel", by: clicker("ana"), now: START },
    { kind: "revoke", by: clicker("carla"), now: START },
    { kind: "half-time", now: START + 1e9 },
  ];
  for (const state of FINAL_STATES) {
    for (const event of events) {
      expect(decide({ ...approved, state }, event).kind, `${state} ${event.kind}`).toBe("refused");
    }
  }
});
