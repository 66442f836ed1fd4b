import { describe, expect, test } from "vitest";
import { approvalsInWords as approvalsInWordsText } from "../../src/policy/approvals.ts";
import {
  conditionInWords as conditionInWordsText,
  emergencyInWords as emergencyInWordsText,
  limitInWords as limitInWordsText,
  termsInWords as termsInWordsText,
} from "../../src/policy/describe.ts";
import { usageInWords as usageInWordsText } from "../../src/policy/limits.ts";
import type { Condition, Limit, LimitResult, Terms } from "../../src/policy/model.ts";
import { inEnglish } from "../support/in-english.ts";

const approvalsInWords = inEnglish(approvalsInWordsText);

const conditionInWords = inEnglish(conditionInWordsText);
const emergencyInWords = inEnglish(emergencyInWordsText);
const limitInWords = inEnglish(limitInWordsText);
const termsInWords = inEnglish(termsInWordsText);
const usageInWords = inEnglish(usageInWordsText);

const MINUTE = 60_000;

describe("a rule in words", () => {
  test.each<[string, Condition]>([
    ["always", {}],
    ["isolate", { action: ["isolate"] }],
    ["isolate or scan", { action: ["isolate", "scan"] }],
    ["device tag Tier0 or DC", { device: { tag: ["Tier0", "DC"] } }],
    ["asked for by ana@* or ben@*", { requester: ["ana@*", "ben@*"] }],
    ["22:00–06:00 UTC", { hours: { from: "22:00", to: "06:00", zone: "UTC" } }],
    [
      "release; device group Servers; device os Linux; asked for by ana@*; mon, tue 08:00–18:00 Europe/Berlin",
      {
        action: ["release"],
        device: { group: ["Servers"], os: ["Linux"] },
        requester: ["ana@*"],
        hours: { days: ["mon", "tue"], from: "08:00", to: "18:00", zone: "Europe/Berlin" },
      },
    ],
  ])("when: %s", (words, when) => {
    expect(conditionInWords(when)).toBe(words);
  });

  test.each<[string, Terms]>([
    ["nothing", {}],
    ["refused: Offboard in the portal.", { deny: "Offboard in the portal." }],
    ["no approval", { approvals: 0 }],
    ["1 approval", { approvals: 1 }],
    ["2 approvals", { approvals: 2 }],
    ["open for 90 min", { expires: 90 * MINUTE }],
    ["who asked may approve", { selfApproval: true }],
    ["who asked may not approve", { selfApproval: false }],
    ["eve@*, the owner of the alert may not approve", { exclude: ["eve@*", "alert-owner"] }],
    ["approvers sign in anew (c1)", { stepUp: "c1" }],
    ["2 approvals; open for 30 min", { approvals: 2, expires: 30 * MINUTE }],
  ])("then: %s", (words, then) => {
    expect(termsInWords(then)).toBe(words);
  });

  test("the approvals of a verdict are counted in the same words", () => {
    expect([0, 1, 2].map(approvalsInWords)).toEqual(["no approval", "1 approval", "2 approvals"]);
  });
});

describe("limits in words", () => {
  test.each<[string, Limit]>([
    ["20 per hour", { perHour: 20 }],
    ["50 per day", { perDay: 50 }],
    ["5 per device group and hour", { perGroupPerHour: 5 }],
    ["20 per hour; 50 per day", { perHour: 20, perDay: 50 }],
  ])("%s", (words, limit) => {
    expect(limitInWords(limit)).toBe(words);
  });

  test.each<[string, LimitResult]>([
    ["3 of 20 per hour, and no more", { per: "hour", most: 20, used: 3 }],
    ["0 of 5 per device group and hour, and no more", { per: "device group and hour", most: 5, used: 0 }],
    ["50 per day, but they could not be counted", { per: "day", most: 50, used: null }],
  ])("used: %s", (words, limit) => {
    expect(usageInWords(limit, [limit])).toBe(words);
  });

  test("a hard end says that it is one, the softer limits before it what they take, and a full one when it frees up", () => {
    const full = {
      per: "hour",
      most: 20,
      used: 20,
      isSoft: true,
      freesAt: Date.UTC(2026, 0, 2, 12, 24),
    } as const;
    const hard = { per: "day", most: 500, used: 20 } as const;
    expect([full, hard].map((limit) => usageInWords(limit, [full, hard]))).toEqual([
      "20 of 20 per hour, and one approval more beyond that; there is room for one more from 2 Jan 2026 12:24 UTC",
      "20 of 500 per day, the hard end: nothing goes beyond it, whoever approves",
    ]);
  });
});

test("the way past the approvals is told, with who may go it and for what", () => {
  const actions = ["isolate", "scan"] as const;
  expect(emergencyInWords({ enabled: true, actions })).toBe("With the role BreakGlass: isolate, scan");
  expect(emergencyInWords({ enabled: false, actions })).toBe("Switched off");
});
