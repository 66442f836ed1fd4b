import { describe, expect, test } from "vitest";
import { voided as voidedText } from "../../src/requests/machine/drift.ts";
import { DEFAULT_POLICY, evaluate } from "../../src/policy/evaluate.ts";
import type { Policy, Question, Terms, Verdict } from "../../src/policy/model.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { clicker, decide, lookingClick, person, requestWith, START, verdict } from "../support/request.ts";
import { inEnglish } from "../support/in-english.ts";

const voided = inEnglish(voidedText);

/** A policy that became looser changes nothing for a request that waits: it keeps the strictest of both, term by term. */

const MINUTE = 60_000;
const strict: Verdict = { ...verdict, approvals: 2, exclude: ["eve@*"], stepUp: ["c1"], expires: MINUTE };
const lax: Verdict = { ...verdict, approvals: 0, selfApproval: true, expires: 600 * MINUTE };
const waiting = requestWith({ verdict: strict });
const interrupted = requestWith({
  verdict: strict,
  state: "Interrupted",
  approvals: [{ person: person("carla"), at: START }],
  execution: FRESH_EXECUTION,
});
const proof = (kind: string, request: Request) => ({
  subject: `${kind} ${request.id}`,
  asked: "c1",
  contexts: ["c1"],
  at: START,
});

describe.each([
  ["approve", waiting],
  ["resume", interrupted],
] as const)("to %s what waits, after the policy became looser,", (kind, request) => {
  const click = (who: string, changes = {}) =>
    decide(request, lookingClick(kind, clicker(who, "Approver"), START, { verdict: lax, ...changes }));

  test("is not for who asked", () => {
    expect(click("ana", { proof: proof(kind, request) })).toMatchObject({
      kind: "refused",
      text: expect.stringContaining("yourself") as string,
    });
  });

  test("is not for who was excluded", () => {
    expect(click("eve", { proof: proof(kind, request) })).toMatchObject({
      kind: "refused",
      text: "The policy excludes you from approving this.",
    });
  });

  test("takes the stronger sign-in that it took", () => {
    expect(click("carla")).toMatchObject({ kind: "refused", stepUp: ["c1"] });
    expect(click("carla", { proof: proof(kind, request) })).toMatchObject({ kind: "changed" });
  });
});

test("what waits for two approvals still does when the policy asks for none any more", () => {
  const first = lookingClick("approve", clicker("carla", "Approver"), START, {
    verdict: lax,
    proof: proof("approve", waiting),
  });
  expect(decide(waiting, first)).toMatchObject({ request: { state: "Requested" } });
});

test("an approval that becomes void leaves the strictest of what was asked and what is asked now", () => {
  const now = { ...verdict, approvals: 1, selfApproval: true, exclude: ["mallory@*"], expires: 600 * MINUTE };
  const found = { now: START, why: "x", verdict: now, device: null, newcomer: null };
  expect(voided(waiting, found).verdict).toMatchObject({
    approvals: 2,
    selfApproval: false,
    exclude: ["eve@*", "mallory@*"],
    stepUp: ["c1"],
    expires: MINUTE,
  });
});

describe("a rule that makes demands on approvers", () => {
  const question: Question = {
    action: "isolate",
    requester: person("ana"),
    now: START,
  };
  const under = (changes: Partial<Policy["default"]>, ...terms: readonly Terms[]): Policy => ({
    ...DEFAULT_POLICY,
    default: { ...DEFAULT_POLICY.default, ...changes },
    rules: terms.map((then, index) => ({ name: `rule ${index}`, when: {}, then })),
  });

  test.each<[string, Terms]>([
    ["a stronger sign-in", { stepUp: "c1" }],
    ["somebody else than the owner of the alert", { exclude: ["alert-owner"] }],
  ])("%s is kept by asking for one approval, where another rule asks for none", (_, demand) => {
    expect(evaluate(question, under({}, { approvals: 0 }, demand)).approvals).toBe(1);
    expect(evaluate(question, under({}, { approvals: 0, ...demand })).approvals).toBe(1);
    expect(evaluate(question, under({ approvals: 0 }, demand)).approvals).toBe(1);
  });

  test("does not lower what is asked for otherwise", () => {
    expect(evaluate(question, under({ approvals: 3 }, { stepUp: "c1" })).approvals).toBe(3);
    expect(evaluate(question, under({}, { approvals: 0 })).approvals).toBe(0);
  });

  test("asks for an approval of triage only where it names the action", () => {
    const triage = { ...question, action: "resolve" as const };
    expect(evaluate(triage, under({}, { stepUp: "c1" })).approvals).toBe(0);
    const named = { name: "named", when: { action: ["resolve" as const] }, then: { stepUp: "c1" } };
    expect(evaluate(triage, { ...DEFAULT_POLICY, rules: [named] }).approvals).toBe(1);
  });
});
