import { describe, expect, test } from "vitest";
import { commentOf } from "../../src/requests/machine/ownership.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { waitsFor as waitsForText } from "../../src/requests/machine/expiry.ts";
import { carla, approved } from "../support/records.ts";
import { person, requestWith, START, verdict } from "../support/request.ts";
import { isSame } from "../../src/shared/people.ts";
import { FINAL_STATES, STATES } from "../../src/requests/machine/state.ts";
import { inEnglish } from "../support/in-english.ts";

const waitsFor = inEnglish(waitsForText);

/** A request in words: what it waits for, and what Defender is told of it. */

describe("what a request waits for", () => {
  test.each<[Partial<Request>, string]>([
    [{}, "needs 1 more approval, not from ana"],
    [{ state: "Interrupted" }, "waits for an Approver to press Resume, not ana"],
    [{ state: "Approved", executor: carla }, "is being sent with the token of carla"],
    [{ state: "Executing", executor: null }, "is being sent with the token of its approver"],
    [{ state: "Executing", outcome: "Defender is busy." }, "Defender is busy."],
    [{ state: "Pending" }, "waits for the device"],
    [{ state: "InProgress" }, "waits for the device"],
    [
      { state: "Interrupted", verdict: { ...verdict, selfApproval: true } },
      "waits for an Approver to press Resume",
    ],
  ])("%o", (changes, words) => {
    expect(waitsFor(requestWith(changes))).toBe(words);
  });

  test("is nothing at the end", () => {
    for (const state of STATES.filter((one) => FINAL_STATES.includes(one))) {
      expect(waitsFor(requestWith({ state })), state).toBe("waits for nothing");
    }
  });
});

describe("Defender's comment", () => {
  test.each<[string, Partial<Request>, string]>([
    ["one approver", {}, "approved by carla@contoso.example"],
    [
      "two",
      { approvals: [carla, person("david")].map((one) => ({ person: one, at: START })) },
      "approved by carla@contoso.example, david@contoso.example",
    ],
    ["nobody, as the policy says", { approvals: [] }, "approved by policy"],
    ["an emergency", { approvals: [], emergency: { review: null } }, "approved by nobody (emergency)"],
  ])("names %s", (_, changes, words) => {
    expect(commentOf({ ...approved, ...changes })).toBe(
      `[7KQ2-M4XD] beaconing | requested by ana@contoso.example | ${words}`,
    );
  });

  test("takes brackets, bars, line breaks, what is unseen and what is too long from the reason", () => {
    const reasonIn = (reason: string) => commentOf({ ...approved, reason }).split(" | ")[0];
    expect(reasonIn(" [AAAA-BBBB] a|b ")).toBe("[7KQ2-M4XD] AAAA-BBBB  a b");
    expect(reasonIn("x".repeat(600))).toBe(`[7KQ2-M4XD] ${"x".repeat(499)}…`);
    expect(reasonIn("a \uD83D b\n\u202E[AAAA-BBBB] | requested by bob")).toBe(
      "[7KQ2-M4XD] a  b  AAAA-BBBB    requested by bob",
    );
  });
});

test("people are the same by object id and tenant, never by one alone", () => {
  const ana = { oid: "ana", tid: "t" };
  expect(isSame(ana, { oid: "ana", tid: "t" })).toBe(true);
  expect(isSame(ana, { oid: "ana", tid: "other" })).toBe(false);
  expect(isSame(ana, { oid: "ben", tid: "t" })).toBe(false);
});
