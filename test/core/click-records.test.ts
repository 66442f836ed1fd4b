import { describe, expect, test } from "vitest";
import { noteBeside } from "../../src/requests/machine/decision.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import {
  MINUTE,
  carla,
  by,
  actor,
  system,
  halt,
  HALTED,
  waiting,
  two,
  approved,
  interrupted,
  EARLIER,
  traces,
  refused,
  now,
  seen,
} from "../support/records.ts";
import { clicker, decide, lookingClick, person, type SeenEvent, START } from "../support/request.ts";

/** What a person's click leaves behind: on the card, in the audit log, and for the people who are told. */

describe("a person's click", () => {
  test.each<[string, Request, SeenEvent, object]>([
    [
      "the last approval",
      waiting,
      lookingClick("approve", by, now),
      {
        state: "Approved",
        outcome: null,
        finishedAt: null,
        dueAt: now,
        history: { at: now, by: carla.upn, text: "approved" },
        audit: [{ actor, event: "approved", outcome: "complete", detail: seen(waiting) }],
        tell: null,
      },
    ],
    [
      "the first of two approvals",
      two,
      lookingClick("approve", by, now, { verdict: two.verdict }),
      {
        state: "Requested",
        outcome: null,
        finishedAt: null,
        dueAt: two.dueAt,
        history: { at: now, by: carla.upn, text: "approved (1 more needed)" },
        audit: [{ actor, event: "approved", outcome: "1 more needed", detail: seen(two) }],
        tell: null,
      },
    ],
    [
      "an approval by one person twice",
      { ...two, approvals: [{ person: carla, at: START }] },
      lookingClick("approve", by, now, { verdict: two.verdict }),
      refused("You have already approved this; the next approval has to come from somebody else."),
    ],
    [
      "an approval during a halt",
      waiting,
      lookingClick("approve", by, now, { halt }),
      refused(
        `${HALTED}. Nothing was recorded or sent; please try again after an Admin has typed "resume".`,
        "halted-refused",
        HALTED,
      ),
    ],
    [
      "an approval under a policy that denies it by now",
      { ...two, approvals: [{ person: person("david"), at: START }] },
      lookingClick("approve", by, now, { verdict: { ...two.verdict, deny: "Not here." } }),
      {
        state: "Denied",
        outcome: "The policy denies it: Not here.",
        finishedAt: now,
        dueAt: null,
        history: { at: now, by: null, text: expect.stringContaining("approvals so far are void: ") },
        audit: [
          { actor, event: "voided", outcome: expect.stringContaining("polic") },
          { actor: system, event: "denied", outcome: "Not here." },
        ],
        tell: "7KQ2-M4XD was denied: Not here.",
      },
    ],
    [
      "a denial with a reason",
      waiting,
      { kind: "deny", by, now, reason: "it is a test" },
      {
        state: "Denied",
        outcome: `Denied by ${carla.upn}: it is a test`,
        finishedAt: now,
        dueAt: null,
        history: { at: now, by: carla.upn, text: "denied: it is a test" },
        audit: [{ actor, event: "denied", outcome: "it is a test" }],
        tell: "carla denied 7KQ2-M4XD: it is a test",
      },
    ],
    [
      "a denial without a reason, after a call that was unclear",
      { ...interrupted, execution: { ...FRESH_EXECUTION, sentAt: START } },
      { kind: "deny", by, now, reason: null },
      {
        state: "Denied",
        outcome: `Denied by ${carla.upn}: no reason given${EARLIER}`,
        finishedAt: now,
        dueAt: null,
        history: { at: now, by: carla.upn, text: "denied: no reason given" },
        audit: [{ actor, event: "denied", outcome: "no reason given" }],
        tell: "carla denied 7KQ2-M4XD: no reason given",
      },
    ],
    [
      "a denial by a Responder",
      waiting,
      { kind: "deny", by: clicker("carla", "Responder"), now, reason: null },
      refused("You need the role Approver to deny this."),
    ],
    [
      "a cancellation by who asked",
      { ...waiting, requester: carla },
      { kind: "cancel", by, now },
      {
        state: "Cancelled",
        outcome: `Cancelled by ${carla.upn}`,
        finishedAt: now,
        dueAt: null,
        history: { at: now, by: carla.upn, text: "cancelled the request" },
        audit: [{ actor, event: "cancelled", outcome: "cancelled by the requester" }],
        tell: null,
      },
    ],
    [
      "a cancellation by somebody else",
      waiting,
      { kind: "cancel", by, now },
      refused("Only the person who asked can cancel this. An Approver can deny it."),
    ],
    [
      "an approval that is taken back",
      approved,
      { kind: "revoke", by, now },
      {
        state: "Requested",
        outcome: null,
        finishedAt: null,
        dueAt: START + (now - START + 60 * MINUTE) / 2,
        history: { at: now, by: carla.upn, text: "revoked the approval" },
        audit: [{ actor, event: "revoked", outcome: "approval taken back" }],
        tell: "carla revoked the approval of 7KQ2-M4XD.",
      },
    ],
    [
      "an approval that was never given, taken back",
      waiting,
      { kind: "revoke", by, now },
      refused("You have no approval here, so there is nothing of yours to revoke."),
    ],
    [
      "a Resume",
      interrupted,
      lookingClick("resume", by, now),
      {
        state: "Approved",
        outcome: null,
        finishedAt: null,
        dueAt: now,
        history: { at: now, by: carla.upn, text: "resumed it" },
        audit: [{ actor, event: "resumed", outcome: "sends again after an interruption" }],
        tell: null,
      },
    ],
    [
      "a Resume by a Responder",
      interrupted,
      lookingClick("resume", clicker("carla", "Responder"), now),
      refused("You need the role Approver to resume this."),
    ],
    [
      "a Resume by who asked",
      { ...interrupted, requester: carla },
      lookingClick("resume", by, now),
      refused("You asked for this yourself, so another Approver has to resume it."),
    ],
    [
      "a Resume during a halt",
      interrupted,
      lookingClick("resume", by, now, { halt }),
      refused(
        `${HALTED}. Nothing was recorded or sent; please try again after an Admin has typed "resume".`,
        "halted-refused",
        HALTED,
      ),
    ],
  ])("%s", (_, request, event, left) => {
    expect(traces(decide(request, event))).toEqual(left);
  });

  test("on what the card no longer offers changes nothing, and is nobody's fault", () => {
    const denied = { ...waiting, state: "Denied" } as const;
    const text = "That came too late, and nothing was done: 7KQ2-M4XD is Denied now.";
    for (const event of [lookingClick("approve", by, now), lookingClick("resume", by, now)]) {
      expect(traces(decide(denied, event))).toEqual({ refused: text, audit: [] });
    }
    expect(traces(decide(denied, { kind: "revoke", by, now }))).toEqual({ refused: text, audit: [] });
    expect(traces(decide({ ...interrupted, execution: null }, lookingClick("resume", by, now)))).toEqual({
      refused: "That came too late, and nothing was done: 7KQ2-M4XD is Interrupted now.",
      audit: [],
    });
  });

  test("is told what has happened, not what was noted beside it since", () => {
    const cancelled = { at: now, by: "ana@contoso.com", text: "cancelled" };
    const denied = { ...waiting, state: "Cancelled", history: [cancelled] } as const;
    const noted = { ...denied, history: noteBeside(denied, now, "its incident was not told of this") };
    expect(traces(decide(noted, lookingClick("approve", by, now)))).toMatchObject({
      refused: expect.stringMatching(/is Cancelled now \(.*: ana@contoso\.com cancelled\)\.$/) as string,
    });
  });

  test("in the millisecond of the end comes too late", () => {
    const late = decide(waiting, lookingClick("approve", by, waiting.expiresAt));
    expect(traces(late)).toMatchObject({ state: "Expired" });
    expect(traces(decide(waiting, lookingClick("approve", by, waiting.expiresAt - 1)))).toMatchObject({
      state: "Approved",
    });
  });
});
