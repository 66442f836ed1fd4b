import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import type { ApprovalEvent, Request } from "../../src/requests/machine/request.ts";
import { carriedOver, FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { releaseAfter as releaseAfterText } from "../../src/requests/machine/lease-release.ts";
import { judge as judgeText } from "../../src/requests/machine/lease-judge.ts";
import {
  approved,
  executing,
  interrupted,
  isolated,
  pending,
  running,
  scheduled,
  sent,
  traces,
  waiting,
} from "../support/records.ts";
import {
  after,
  clicker,
  decide,
  lookingClick,
  machineActionWith,
  requestWith,
  START,
  verdict,
} from "../support/request.ts";
import { ACTIONS, leavesMachineAction } from "../../src/policy/model.ts";
import { FINAL_STATES } from "../../src/requests/machine/state.ts";
import { inEnglish } from "../support/in-english.ts";

const releaseAfter = inEnglish(releaseAfterText);
const judge = inEnglish(judgeText);

/** What becomes of the requests of a store that was put back from a copy. */

const copiedAt = START + 60_000;
const now = START + 5 * 3_600_000;
const event: ApprovalEvent = { kind: "restored", now, copiedAt };
const WHY = "the bot's store was restored from a copy of 22 Nov 2026 00:01 UTC";
const restored = (request: Request) => after(request, event);

test.each<[string, Request]>([
  ["waits for its first approval", waiting],
  ["is approved", approved],
  ["was interrupted", interrupted],
  ["is approved by policy alone", { ...approved, approvals: [], verdict: { ...verdict, approvals: 0 } }],
])("a request that %s waits for approvals anew, and is looked for before it is sent", (_, request) => {
  const decision = decide(request, event);
  expect(traces(decision)).toMatchObject({
    state: "Requested",
    audit: [{ actor: { system: true }, event: "voided", outcome: WHY }],
  });
  expect(restored(request)).toMatchObject({
    approvals: [],
    executor: null,
    execution: { phase: "ready", lookFirst: true },
    verdict: { approvals: 1 },
  });
});

test("an emergency needs an approval, and its review stays open: it may have run since the copy", () => {
  const emergency = { review: null };
  expect(restored({ ...approved, emergency, approvals: [] })).toMatchObject({
    ...{ state: "Requested", emergency, verdict: { approvals: 1 } },
  });
});

test("what was approved has its whole time anew; what waited ends when it would have ended", () => {
  expect(restored(waiting).expiresAt).toBe(waiting.expiresAt);
  expect(restored(approved).expiresAt).toBe(now + verdict.expires);
});

test.each<[string, Request]>([
  ["dispatched", executing],
  ["marked as sent", sent],
])("what was %s is Interrupted; a call before the copy is still known", (_, request) => {
  const next = restored(request);
  expect(next).toMatchObject({ state: "Interrupted", approvals: [], executor: null, dueAt: null });
  expect(next.execution).toMatchObject({ lookFirst: true, sentAt: request.execution?.sentAt });
  expect(traces(decide(request, event))).toMatchObject({ audit: [{ event: "interrupted" }] });
});

test.each<[string, Request]>([
  ["Pending", pending],
  ["InProgress", running],
])("what is %s in Defender stays so", (state, request) => {
  expect(restored(request)).toMatchObject({ state, machineActionId: "a1", dueAt: now });
});

test.each(FINAL_STATES)("what is %s stays as it is", (state) => {
  expect(decide(requestWith({ state }), event).kind).toBe("refused");
});

describe("Resume after a restore", () => {
  const resume = lookingClick("resume", clicker("carla", "Approver"), now);

  test("is the first approval: where two are asked for, the second one is missing", () => {
    const two = restored({ ...sent, verdict: { ...verdict, approvals: 2 } });
    const one = after(two, { ...resume, verdict: two.verdict });
    expect(one).toMatchObject({ state: "Requested", executor: null, execution: { lookFirst: true } });
    expect(one.approvals.map((approval) => approval.person.name)).toEqual(["carla"]);
  });

  test("is enough where one is asked for, and it is looked for before it is sent", () => {
    const next = after(restored(sent), resume);
    expect(next).toMatchObject({
      state: "Approved",
      executor: { name: "carla" },
      execution: { lookFirst: true },
    });
    expect(next.restoredFrom).toBeUndefined();
  });

  test.each(["resolve", "suspend", "revoke-sessions", "block", "tag"] as const)(
    "is refused where nothing in Defender could tell whether it was done: %s",
    (action) => {
      const unclear = restored({ ...sent, action, command: action });
      expect(decide(unclear, resume)).toMatchObject({
        kind: "refused",
        text: expect.stringContaining("look in Defender"),
      });
    },
  );

  test("is possible for just those commands that leave a machine action to look for", () => {
    const changes = COMMANDS.filter((command) => command.effect === "changes");
    const leaving = changes.filter(({ call }) => call.kind === "machine-action").map(({ action }) => action);
    expect(leaving.toSorted()).toEqual(ACTIONS.filter(leavesMachineAction).toSorted());
  });
});

test("that it is to be looked for first outlives a revoked approval", () => {
  expect(carriedOver({ ...FRESH_EXECUTION, lookFirst: true })).toMatchObject({ lookFirst: true });
  expect(carriedOver(FRESH_EXECUTION)).toBeNull();
});

describe("the release at a lease's end", () => {
  test("waits for approval, and is not sent before its time then", () => {
    const release = scheduled();
    const next = restored(release);
    expect(next).toMatchObject({
      state: "Requested",
      approvals: [],
      lease: { endsAt: release.lease.endsAt },
    });
    expect(next.expiresAt).toBe(Math.max(now, release.lease.endsAt) + release.verdict.expires);
  });

  test("is asked for when the isolation took effect after the restore: it may have been extended before", () => {
    const evidence = {
      roles: ["Approver"],
      verdict,
      actions: [machineActionWith({ comment: "[7KQ2-M4XD] beaconing" })],
    } as const;
    const judged = (isolation: Request) => judge(releaseAfter(isolation, "RRRR-RRRR", now)!, evidence);
    expect(judged(isolated())).toEqual({ kind: "send" });
    expect(judged(isolated({ restoredFrom: copiedAt }))).toMatchObject({ kind: "lapse" });
  });
});
