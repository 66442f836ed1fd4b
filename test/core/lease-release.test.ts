import { describe, expect, test } from "vitest";
import {
  leaseLine as leaseLineText,
  notesOf,
  releaseAfter as releaseAfterText,
  verdictOn,
} from "../../src/requests/machine/lease-release.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy, Question } from "../../src/policy/model.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { actor, carla, isolated, scheduled } from "../support/records.ts";
import { deviceWith, person, requestWith, START, verdict } from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const leaseLine = inEnglish(leaseLineText);
const releaseAfter = inEnglish(releaseAfterText);

const HOUR = 3_600_000;
const ana = person("ana");
const asAna = { oid: "ana", tid: "t", upn: ana.upn };

describe("the release that follows an isolation", () => {
  test("comes from the same incident: whoever owns that may not decide on it either, where the policy says so", () => {
    const isolation = isolated({ device: deviceWith() });
    const args = { ...isolation.args, incident: "42" };
    expect(releaseAfter({ ...isolation, args }, "RRRR-RRRR", START)?.args).toMatchObject({ incident: "42" });
  });

  test("takes over whom and what it is about, and nothing of how the isolation went", () => {
    const isolation = isolated({
      device: deviceWith(),
      namesakes: ["e1"],
      facts: [{ label: "Users", value: "ana" }],
      warnings: ["Another isolation is under way."],
      alertId: "da1_1",
      outcome: "Done.",
      history: [{ at: START, by: carla.upn, text: "approved" }],
      nobodyTold: true,
    });
    const { seen, ...release } = releaseAfter(isolation, "RRRR-RRRR", START) ?? expect.fail("no release");
    expect(release).toEqual({
      ...{ id: "RRRR-RRRR", version: 0, state: "Approved", command: "release", action: "release" },
      ...{
        target: isolation.target,
        device: isolation.device,
        namesakes: ["e1"],
        facts: isolation.facts,
        alertId: "da1_1",
      },
      ...{ args: {}, reason: "end of the isolation 7KQ2-M4XD: beaconing", warnings: [], outcome: null },
      ...{ requester: ana, requesterTeamsId: "29:ana", askedIn: isolation.askedIn },
      ...{ approvals: isolation.approvals, executor: carla, execution: FRESH_EXECUTION },
      ...{ verdict, machineActionId: null, nobodyTold: false, origin: "lease:7KQ2-M4XD" },
      ...{ requestedAt: START, expiresAt: START + 4 * HOUR, finishedAt: null, remindedAt: null },
      dueAt: START + 4 * HOUR - 24 * 60_000,
      history: [{ at: START, by: null, text: "asked for and approved with 7KQ2-M4XD" }],
      lease: {
        isolationId: "7KQ2-M4XD",
        isolationActionId: "a1",
        endsAt: START + 4 * HOUR,
        remindAt: START + 4 * HOUR - 24 * 60_000,
      },
    });
    expect(seen.at).toBe(START);
  });

  test("says when its device was looked at, also of an isolation that an older version has kept in English", () => {
    const looked = (label: string) => ({ label, value: "Connected (not isolated)" });
    const facts = [looked("When asked"), looked("When looked at again"), { label: "Users", value: "ana" }];
    expect(releaseAfter(isolated({ facts }), "RRRR-RRRR", START)?.facts).toEqual([
      looked("Before the isolation"),
      looked("Before the isolation"),
      { label: "Users", value: "ana" },
    ]);
  });

  test("has a reason that Defender takes, however long the isolation's was", () => {
    const release = releaseAfter(isolated({ reason: "x".repeat(500) }), "RRRR-RRRR", START);
    expect(release?.reason).toHaveLength(500);
    expect(release?.reason).toMatch(/^end of the isolation 7KQ2-M4XD: x+$/);
  });

  test("is on record as asked for and approved by the people of the isolation", () => {
    const detail = "lease of 7KQ2-M4XD";
    const outcome = "approved with the isolation";
    expect(notesOf(scheduled(), "7KQ2-M4XD")).toEqual([
      { actor: asAna, event: "requested", outcome, detail },
      { actor, event: "approved", outcome, detail },
    ]);
    expect(notesOf(scheduled({ approvals: [] }), "7KQ2-M4XD")).toEqual([
      { actor: asAna, event: "requested", outcome: "no approval", detail },
    ]);
  });
});

describe("the lease on the cards", () => {
  const AT_FOUR = "04:00 UTC on 22 Nov 2026";
  const leased = (changes: Partial<Request> = {}) => requestWith({ args: { for: "4h" }, ...changes });
  const leasedTo = { releaseId: "RRRR-RRRR", endsAt: START + 4 * HOUR };
  const emergency = { review: null };
  const free = { ...verdict, approvals: 0 };

  test.each<[string, Request, string | null]>([
    ["no lease", requestWith(), null],
    [
      "an isolation that waits",
      leased(),
      `releases at ${AT_FOUR} at the earliest, 4h after it takes effect; approving this approves the release too; cancelled if it has not begun by then`,
    ],
    [
      "an isolation that is approved",
      leased({ state: "Executing" }),
      `releases at ${AT_FOUR} at the earliest, 4h after it takes effect; the release is approved with it; cancelled if it has not begun by then`,
    ],
    [
      "an isolation that nobody has to approve",
      leased({ state: "Executing", verdict: free }),
      `releases at ${AT_FOUR} at the earliest, 4h after it takes effect; cancelled if it has not begun by then`,
    ],
    [
      "an emergency, which nobody approves",
      leased({ emergency }),
      `asks for its release at ${AT_FOUR} at the earliest, 4h after it takes effect; asks to be cancelled if it has not begun by then`,
    ],
    ["an isolation that came to nothing", leased({ state: "Expired" }), "4h, not begun"],
    ["one that took effect", isolated({ leasedTo }), `releases at ${AT_FOUR}, by RRRR-RRRR`],
    [
      "an emergency that took effect",
      isolated({ leasedTo, emergency }),
      `asks for its release at ${AT_FOUR}, by RRRR-RRRR`,
    ],
    [
      "an emergency where the policy asks for nobody",
      isolated({ leasedTo, emergency, verdict: free }),
      `releases at ${AT_FOUR}, by RRRR-RRRR`,
    ],
    ["the release", scheduled(), `releases at ${AT_FOUR}, when 7KQ2-M4XD ends`],
    [
      "the release of an emergency",
      scheduled({ approvals: [] }),
      `asks for its release at ${AT_FOUR}, when 7KQ2-M4XD ends`,
    ],
  ])("%s", (_, request, line) => {
    expect(leaseLine(request)).toBe(line);
  });
});

describe("the verdict with a lease", () => {
  const question: Question = {
    action: "isolate",
    requester: ana,
    device: deviceWith(),
    now: START,
    usage: { hour: 0, day: 0, groupHour: 0 },
  };
  const withLease = (...rules: Policy["rules"]) =>
    verdictOn({ ...question, args: { for: "4h" } }, question, { ...DEFAULT_POLICY, rules });

  test("names every rule once: those that hold for either, then those that hold for neither", () => {
    const { rules, others } = withLease(
      { name: "isolations", when: { action: ["isolate"] }, then: {} },
      { name: "releases", when: { action: ["release"] }, then: {} },
      { name: "both", when: {}, then: {} },
      { name: "neither", when: { action: ["scan"] }, then: {} },
    );
    expect(rules.map(({ name }) => name)).toEqual(["isolations", "both", "releases"]);
    expect(others.map(({ name }) => name)).toEqual(["neither"]);
  });

  test("allows self-approval where both do, and denies nothing that neither denies", () => {
    expect(withLease({ name: "a", when: {}, then: { selfApproval: true } })).toMatchObject({
      selfApproval: true,
      deny: null,
    });
  });

  test.each(["required", "optional"] as const)("asks for a reason as the policy does: %s", (reason) => {
    const policy = { ...DEFAULT_POLICY, default: { ...DEFAULT_POLICY.default, reason } };
    expect(verdictOn({ ...question, args: { for: "4h" } }, question, policy).reasonRequired).toBe(
      reason === "required",
    );
  });

  test("counts the isolation alone", () => {
    const limits = { isolate: { perHour: 5 }, release: { perHour: 0 } };
    expect(
      verdictOn({ ...question, args: { for: "4h" } }, question, { ...DEFAULT_POLICY, limits }),
    ).toMatchObject({
      deny: null,
      limits: [{ per: "hour", most: 5, used: 0 }],
    });
  });
});
