import { describe, expect, test } from "vitest";
import type { Halt } from "../../src/requests/machine/halt.ts";
import type { EventOf, Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { waitingDue, waitsFor as waitsForText } from "../../src/requests/machine/expiry.ts";
import {
  after,
  clicker,
  decide,
  FREE_WAY,
  lookingClick,
  person,
  requestWith,
  type SeenEvent,
  START,
  verdict,
} from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const waitsFor = inEnglish(waitsForText);

const MINUTE = 60_000;
const carla = { person: person("carla"), at: START };
const two = { ...verdict, approvals: 2 };

describe("the reminder", () => {
  const halfTime = (now: number): SeenEvent => ({ kind: "half-time", now });

  test("comes at half time, once, and says whom it waits for until when", () => {
    const request = requestWith();
    expect(waitingDue(request)).toBe(START + 30 * MINUTE);
    expect(decide(request, halfTime(START + 30 * MINUTE - 1)).kind).toBe("refused");
    const decision = decide(request, halfTime(START + 30 * MINUTE));
    expect(decision).toMatchObject({
      request: { remindedAt: START + 30 * MINUTE, dueAt: START + 60 * MINUTE, state: "Requested" },
      announce: "still waits: needs 1 more approval, not from ana. It expires at 01:00 UTC.",
    });
    expect(decide(after(request, halfTime(START + 31 * MINUTE)), halfTime(START + 32 * MINUTE)).kind).toBe(
      "refused",
    );
  });

  test("is left out where the time is shorter than ten seconds", () => {
    const short = requestWith({ expiresAt: START + 9_999 });
    expect(waitingDue(short)).toBe(short.expiresAt);
    expect(decide(short, halfTime(START + 5_001)).kind).toBe("refused");
    expect(waitingDue(requestWith({ expiresAt: START + 10_000 }))).toBe(START + 5_000);
  });

  test("is not for what waits no more", () => {
    expect(decide(requestWith({ state: "Denied" }), halfTime(START + 40 * MINUTE)).kind).toBe("refused");
  });
});

describe("revoking", () => {
  const revoke = (name: string, now = START + 1): SeenEvent => ({
    kind: "revoke",
    by: clicker(name),
    now,
  });

  test("takes one's own approval back, and needs no role", () => {
    const request = requestWith({ verdict: two, approvals: [carla] });
    expect(decide(request, revoke("carla"))).toMatchObject({
      request: { state: "Requested", approvals: [], dueAt: START + 30 * MINUTE },
      audit: [{ event: "revoked", actor: { oid: "carla" } }],
    });
    expect(decide(request, revoke("david"))).toMatchObject({
      kind: "refused",
      audit: [{ event: "refused" }],
    });
  });

  test("undoes an approval that was complete but not dispatched yet", () => {
    const approved = after(requestWith(), lookingClick("approve", clicker("carla", "Approver"), START));
    expect(approved.state).toBe("Approved");
    expect(after(approved, revoke("carla"))).toMatchObject({
      state: "Requested",
      executor: null,
      execution: null,
    });
  });

  test("works on what was interrupted before anything was sent, and not afterwards", () => {
    const interrupted = requestWith({ state: "Interrupted", approvals: [carla], execution: FRESH_EXECUTION });
    expect(after(interrupted, revoke("carla")).state).toBe("Requested");
    const sent = { ...interrupted, execution: { ...FRESH_EXECUTION, sentAt: START } };
    expect(decide(sent, revoke("carla"))).toMatchObject({ kind: "refused", audit: [] });
    for (const state of ["Executing", "Pending", "Succeeded", "Denied"] as const) {
      expect(decide({ ...interrupted, state }, revoke("carla")).kind).toBe("refused");
    }
  });

  test("after the time is over finds the request expired", () => {
    const late = requestWith({ verdict: two, approvals: [carla] });
    expect(after(late, revoke("carla", START + 61 * MINUTE)).state).toBe("Expired");
  });
});

describe("whom a request waits for", () => {
  test.each<[Partial<Request>, string]>([
    [{ verdict: two, approvals: [carla] }, "needs 1 more approval, not from ana, carla"],
    [{ verdict: two }, "needs 2 more approvals, not from ana"],
    [{ verdict: { ...verdict, selfApproval: true } }, "needs 1 more approval"],
    [
      { verdict: { ...verdict, exclude: ["eve@*", "alert-owner"] } },
      "needs 1 more approval, not from ana, eve@*, the owner of the alert",
    ],
    [{ state: "Interrupted" }, "waits for an Approver to press Resume, not ana"],
    [{ state: "Executing", executor: carla.person }, "is being sent with the token of carla"],
    [{ state: "Approved", outcome: "Waits for X." }, "Waits for X."],
    [{ state: "Pending" }, "waits for the device"],
    [{ state: "Denied" }, "waits for nothing"],
  ])("%j", (change, words) => {
    expect(waitsFor(requestWith(change))).toBe(words);
  });
});

describe("a halt", () => {
  const halt: Halt = { reason: "wrong devices", by: "erin@contoso.example", since: START };
  const approved = requestWith({
    state: "Approved",
    approvals: [carla],
    executor: carla.person,
    execution: FRESH_EXECUTION,
  });
  const dispatch: SeenEvent = { kind: "dispatch", now: START + 1, ...FREE_WAY };
  const halted: SeenEvent = { ...dispatch, halt };
  const sending: SeenEvent = { kind: "sending", now: START + 2, leaseMs: 1, halt: null };

  test("interrupts what is approved and not sent, when it is dispatched and when it is marked", () => {
    const words = { state: "Interrupted", outcome: expect.stringContaining("wrong devices") as string };
    expect(decide(approved, halted)).toMatchObject({ request: words, audit: [{ event: "interrupted" }] });
    expect(decide(after(approved, dispatch), { ...sending, halt })).toMatchObject({ request: words });
  });

  test("does not stop what Defender has been sent, nor its tracking", () => {
    const pending = requestWith({ state: "Pending", machineActionId: "a" });
    expect(decide(pending, halted)).toMatchObject({ request: { state: "Pending" } });
    const looking = after(approved, dispatch, sending);
    expect(decide(looking, halted)).toMatchObject({ request: { state: "Executing" } });
  });

  test("does not stop triage", () => {
    const triage = { ...approved, action: "assign" } as const;
    expect(decide(triage, halted)).toMatchObject({ request: { state: "Executing" } });
  });

  test("refuses approvals and Resume, on record, and records none", () => {
    const click = lookingClick("approve", clicker("carla", "Approver"), START, { halt });
    expect(decide(requestWith(), click)).toMatchObject({
      kind: "refused",
      audit: [{ event: "halted-refused", actor: { oid: "carla" } }],
    });
    const interrupted = { ...approved, state: "Interrupted" } as const;
    const resume = lookingClick("resume", clicker("david", "Approver"), START, { halt });
    expect(decide(interrupted, resume)).toMatchObject({ audit: [{ event: "halted-refused" }] });
    expect(decide(interrupted, { ...resume, halt: null })).toMatchObject({ request: { state: "Approved" } });
  });

  test("lets people deny, cancel and revoke", () => {
    const request = requestWith({ verdict: two, approvals: [carla] });
    expect(after(request, { kind: "cancel", by: clicker("ana"), now: START }).state).toBe("Cancelled");
  });
});

describe("the queue of a device", () => {
  const at = (id: string, dueAt: number) =>
    requestWith({ state: "Approved", execution: FRESH_EXECUTION, executor: carla.person, id, dueAt });

  test("makes who is not first ask again, in their place", () => {
    const decision = decide(at("B", START + 1), {
      kind: "dispatch",
      now: START + 5,
      ...FREE_WAY,
      ahead: "7KQ2-AAAA",
    });
    expect(decision).toMatchObject({
      request: {
        state: "Approved",
        dueAt: START + 1005,
        outcome: "Waits for 7KQ2-AAAA, which comes first on this device.",
        execution: { queuedAt: START + 1 },
      },
      audit: [],
    });
  });
});

describe("a report that comes late", () => {
  const sent = after(
    requestWith({
      state: "Approved",
      approvals: [carla],
      executor: carla.person,
      execution: FRESH_EXECUTION,
    }),
    { kind: "dispatch", now: START, ...FREE_WAY },
    { kind: "sending", now: START, leaseMs: 1, halt: null },
    { kind: "not-sent", now: START, mark: 1, why: "429", retryMs: 1 },
    { kind: "sending", now: START, leaseMs: 1, halt: null },
  );

  test.each<EventOf<"not-sent" | "refused" | "unclear" | "interrupt">>([
    { kind: "not-sent", now: START, mark: 1, why: "refused connection", retryMs: 1 },
    { kind: "refused", now: START, mark: 1, why: "403" },
    { kind: "unclear", now: START, mark: 1, lookForMs: 1, nextLookMs: 1 },
    { kind: "interrupt", now: START, mark: 1, why: "x" },
  ])("does not count: $kind", (event) => {
    expect(decide(sent, event).kind).toBe("refused");
    expect(decide(sent, { ...event, mark: 2 }).kind).toBe("changed");
  });

  test("a check that failed before the mark counts as an attempt", () => {
    const ready = { ...sent, execution: FRESH_EXECUTION };
    const failed = after(ready, { kind: "not-sent", now: START, mark: 0, why: "unreachable", retryMs: 1 });
    expect(failed.execution).toMatchObject({ attempts: 1, phase: "ready", sentAt: null });
  });
});

test("a denial of what was interrupted ends it, and says what may have happened", () => {
  const interrupted = requestWith({ state: "Interrupted", execution: { ...FRESH_EXECUTION, sentAt: START } });
  const deny: SeenEvent = {
    kind: "deny",
    by: clicker("carla", "Approver"),
    now: START,
    reason: "enough",
  };
  expect(decide(interrupted, deny)).toMatchObject({
    request: {
      state: "Denied",
      outcome:
        "Denied by carla@contoso.example: enough (An earlier call may have reached Defender: please look there.)",
    },
  });
});
