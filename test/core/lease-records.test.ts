import { describe, expect, test } from "vitest";
import { isTooEarly, remindAt } from "../../src/requests/machine/lease.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { InWords } from "../support/in-english.ts";
import type { Decision } from "../../src/requests/machine/request.ts";
import { actor, by, carla, MINUTE, now, scheduled, system, traces, waiting } from "../support/records.ts";
import { type SeenEvent, clicker, decide, deviceWith, START, verdict } from "../support/request.ts";

/** What happens to a scheduled release before it is sent, and what that leaves behind. */

const HOUR = 60 * MINUTE;
const release = scheduled();
const { endsAt } = release.lease;
const reminder = endsAt - 24 * MINUTE;
const detail = "lease of 7KQ2-M4XD";

const MAX = DEFAULT_POLICY.lease.max;
type Extend = Extract<SeenEvent, { kind: "extend" }>;

function extend(changes: Partial<Extend> = {}): Extend {
  return { kind: "extend", by, now, addMs: HOUR, maxMs: MAX, verdict, alertOwners: [], ...changes };
}

function leaseIn(decision: InWords<Decision>): object {
  const { request } = decision.kind === "changed" ? decision : expect.fail("refused");
  const { lease, dueAt, expiresAt } = request;
  return { lease: lease && { endsAt: lease.endsAt, remindAt: lease.remindAt }, dueAt, expiresAt };
}

test("a release that is scheduled is too early until the very millisecond of its end", () => {
  expect(isTooEarly(release, endsAt - 1)).toBe(true);
  expect(isTooEarly(release, endsAt)).toBe(false);
  expect(isTooEarly({ ...release, state: "Interrupted" }, START)).toBe(false);
  expect(isTooEarly(waiting, START)).toBe(false);
});

describe("the reminder", () => {
  test("of a lease that is shorter than twice its notice is at half time", () => {
    expect(remindAt(START, START + MINUTE)).toBe(START + MINUTE / 2);
  });

  test.each<[string, number, number | null, number | null, number]>([
    ["not a millisecond sooner", reminder - 1, reminder, reminder, reminder],
    ["when it is due, once", reminder, reminder, null, endsAt],
    ["not again", endsAt - 1, null, null, endsAt],
  ])("comes %s", (_, at, before, after, dueAt) => {
    const lease = { ...release.lease, remindAt: before };
    const decision = decide({ ...release, lease }, { kind: "remind", now: at });
    expect(leaseIn(decision)).toEqual({ lease: { endsAt, remindAt: after }, dueAt, expiresAt: endsAt });
    expect(decision).toMatchObject({ request: { id: "RRRR-RRRR" }, audit: [], tell: null });
  });
});

describe("Extend", () => {
  test("moves the end and the reminder, and says to when and by whom", () => {
    const decision = decide(release, extend());
    const next = endsAt + HOUR;
    const remindedAt = Math.round(next - (next - now) / 10);
    expect(leaseIn(decision)).toEqual({
      lease: { endsAt: next, remindAt: remindedAt },
      dueAt: remindedAt,
      expiresAt: next,
    });
    const words = "releases at 05:00 UTC on 22 Nov 2026";
    expect(traces(decision)).toMatchObject({
      state: "Approved",
      history: { at: now, by: carla.upn, text: `extended the isolation: ${words}` },
      audit: [{ actor, event: "extended", outcome: words }],
      tell: `carla extended the isolation: RRRR-RRRR ${words}.`,
    });
  });

  test.each<[string, Partial<Extend>, string]>([
    ["a Responder", { by: clicker("carla", "Responder") }, "You need the role Approver to extend this."],
    [
      "who asked for the isolation",
      { by: clicker("ana", "Approver") },
      "You asked for this isolation yourself, so another Approver has to extend it.",
    ],
    [
      "anybody where the policy denies it",
      { verdict: { ...verdict, deny: "No." } },
      "The policy denies it: No.",
    ],
    [
      "who is excluded",
      { verdict: { ...verdict, exclude: ["carla@*"] } },
      "The policy excludes you from approving this.",
    ],
    [
      "the owner of the alert",
      { verdict: { ...verdict, exclude: ["alert-owner"] }, alertOwners: [carla.upn] },
      "You own the alert, and the policy asks for somebody else.",
    ],
  ])("is not for %s, and that is on record", (_, changes, text) => {
    const decision = decide(release, extend(changes));
    expect(decision.kind === "refused" && decision.audit).toMatchObject([
      { event: "refused", outcome: text },
    ]);
    expect(decision).toMatchObject({ text });
  });

  test("is for who asked where the policy allows self-approval, now and when the lease was approved", () => {
    const lax = { ...verdict, selfApproval: true };
    const own = extend({ by: clicker("ana", "Approver"), verdict: lax });
    expect(decide({ ...release, verdict: lax }, own)).toMatchObject({ kind: "changed" });
    expect(decide(release, own)).toMatchObject({ kind: "refused" });
  });

  test("asks for the stronger sign-in of the policy, made for it", () => {
    const strong = { ...verdict, stepUp: ["c1"] };
    expect(decide(release, extend({ verdict: strong }))).toMatchObject({ kind: "refused", stepUp: ["c1"] });
    const proof = { subject: "extend RRRR-RRRR", asked: "c1", contexts: ["c1"], at: now };
    expect(decide(release, extend({ verdict: strong, proof }))).toMatchObject({ kind: "changed" });
  });

  test("reaches seven days ahead, and not a millisecond more", () => {
    const most = MAX - (endsAt - now);
    expect(decide(release, extend({ addMs: most }))).toMatchObject({ kind: "changed" });
    expect(traces(decide(release, extend({ addMs: most + 1 })))).toEqual({
      refused:
        "A lease ends at most 7 days from now, and this one would end at 00:01 UTC on 29 Nov 2026. Nothing was changed.",
      audit: [],
    });
  });

  test("comes too late in the millisecond of the end", () => {
    expect(decide(release, extend({ now: endsAt - 1 }))).toMatchObject({ kind: "changed" });
    expect(traces(decide(release, extend({ now: endsAt })))).toEqual({
      refused: "RRRR-RRRR is due: it is being released.",
      audit: [],
    });
  });

  test("on what has no lease to extend says so; other news of a lease says nothing of it", () => {
    const closed = { ...release, state: "Cancelled" } as const;
    expect(traces(decide(closed, extend()))).toEqual({
      refused:
        "That came too late, and nothing was done: RRRR-RRRR is Cancelled now (00:00 UTC: asked for and approved with 7KQ2-M4XD).",
      audit: [],
    });
    for (const request of [closed, { ...waiting, id: closed.id, state: closed.state } as const]) {
      expect(traces(decide(request, { kind: "remind", now }))).toEqual({
        refused: "RRRR-RRRR is Cancelled.",
        audit: [],
      });
    }
  });
});

describe("at the end of a lease", () => {
  test("what can't be sent yet is tried again later, and the card says why", () => {
    const event = { kind: "lease-later", now, why: "Defender is busy.", retryMs: 30_000 } as const;
    const decision = decide(release, event);
    expect(traces(decision)).toMatchObject({
      state: "Approved",
      outcome: "Not sent yet: Defender is busy.",
      dueAt: now + 30_000,
      audit: [],
      tell: null,
    });
    expect(leaseIn(decision)).toMatchObject({ lease: { endsAt, remindAt: reminder } });
  });

  test("what can't be sent as it was approved waits for approval, under the policy and the device of now", () => {
    const device = deviceWith({ group: "Servers" });
    const stricter = { ...verdict, approvals: 2 };
    const why = "policy now denies web01.contoso.com.";
    const decision = decide(release, { kind: "lapse", now: endsAt, why, verdict: stricter, device });
    expect(traces(decision)).toEqual({
      state: "Requested",
      outcome:
        "It was to be released at 04:00 UTC on 22 Nov 2026, but policy now denies web01.contoso.com. It needs approval now.",
      finishedAt: null,
      dueAt: endsAt + HOUR,
      history: { at: endsAt, by: null, text: "not released by itself: policy now denies web01.contoso.com" },
      audit: [{ actor: system, event: "voided", outcome: "policy now denies web01.contoso.com", detail }],
      tell: "RRRR-RRRR was not released by itself: policy now denies web01.contoso.com. It needs approval now.",
      announce: undefined,
    });
    expect(decision).toMatchObject({ request: { verdict: stricter, device, expiresAt: endsAt + HOUR } });
  });

  test("a device that could not be read again is still the one that was shown", () => {
    const shown = { ...release, device: deviceWith() };
    const decision = decide(shown, { kind: "lapse", now: endsAt, why: "x", verdict, device: null });
    expect(decision).toMatchObject({ request: { device: shown.device } });
  });

  test("what needs no release any more is cancelled without a message", () => {
    const why = "the device was released already by eve@contoso.example";
    expect(traces(decide(release, { kind: "end-lease", now: endsAt, why }))).toEqual({
      state: "Cancelled",
      outcome: `Nothing was sent: ${why}.`,
      finishedAt: endsAt,
      dueAt: null,
      history: { at: endsAt, by: null, text: `ended the lease: ${why}` },
      audit: [{ actor: system, event: "cancelled", outcome: why, detail }],
      tell: null,
      announce: undefined,
    });
  });
});
