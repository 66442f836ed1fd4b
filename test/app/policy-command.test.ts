import { dataOf } from "../support/card-data.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PolicyCardData } from "../../src/commands/policy.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import { parsePolicy } from "../../src/adapters/policy-file/schema.ts";
import { conversation, openHarness, textOf } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

const general = conversation("19:general@thread.tacv2", "channel");

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  rules: [
    ...DEFAULT_POLICY.rules,
    {
      name: "tier 0",
      when: {
        action: ["isolate", "release"],
        device: { tag: ["Tier0"], value: ["High"] },
        requester: ["ana@*"],
      },
      then: { approvals: 2, expires: 90 * 60_000, exclude: ["eve@*", "alert-owner"], stepUp: "c1" },
    },
    {
      name: "at night",
      when: { hours: { days: ["mon", "tue"], from: "22:00", to: "06:00", zone: "Europe/Berlin" } },
      then: { approvals: 3, selfApproval: false },
    },
    { name: "always", when: {}, then: { selfApproval: true } },
  ],
  emergency: { enabled: true, actions: ["isolate", "restrict"] },
};

let services: Services;

beforeAll(async () => {
  services = await startServices();
  await services.signIn("noor");
});

afterAll(async () => {
  await services?.close();
});

test("tells the policy in force in words, to anybody who is signed in, anywhere", async () => {
  const [shown] = await openHarness(services, POLICY).say("noor", general, "policy");
  expect(shown!.at.conversation.id).toBe(general.id);
  const data = dataOf<PolicyCardData>(shown);
  expect(data.intro).toMatch(/policy file/);
  expect(data.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "Usually: 1 approval",
    "Open for: 1 h",
    "Who asked: may not approve",
    "Reason: required",
    "Limit: isolate: 100 per hour; 300 per day; beyond that one approval more, up to 500 per day",
    "Emergency: With the role BreakGlass: isolate, restrict",
    "Leases: from 15 min to 7 d",
    "Written to incidents: decisions and how they end, but none about people",
  ]);
  expect(data.rows.map((row) => [row.title, row.when, row.then])).toEqual([
    ["no offboarding from chat", "offboard", "refused: Offboard in the portal."],
    ["scans are free", "scan, tag or value", "no approval"],
    ["many at once", "10 targets or more within the hour", "2 approvals"],
    [
      "tier 0",
      "isolate or release; device tag Tier0; device value High; asked for by ana@*",
      "2 approvals; open for 90 min; eve@*, the owner of the alert may not approve; approvers sign in anew (c1)",
    ],
    ["at night", "mon, tue 22:00–06:00 Europe/Berlin", "3 approvals; who asked may not approve"],
    ["always", "always", "who asked may approve"],
  ]);
});

test("says when it is the built-in one, and that there is no emergency", async () => {
  const [shown] = await openHarness(services, DEFAULT_POLICY).say(
    "noor",
    conversation("1:1-built-in", "personal"),
    "policy",
  );
  expect(textOf(shown!.content)).toContain("there is no policy file");
  expect(textOf(shown!.content)).toContain("Switched off");
});

test("says what contain stands for", async () => {
  const rules = [{ name: "r", when: { action: ["contain"] }, then: { approvals: 2 } }];
  const read = parsePolicy(JSON.stringify({ version: 1, rules }));
  if (!read.ok) return expect.fail(read.problems.join("\n"));
  const [shown] = await openHarness(services, read.policy).say("noor", general, "policy");
  expect(textOf(shown!.content)).toMatch(
    /"Note","value":"line 1, .*stands for isolate, revoke-sessions, compromised"/,
  );
});
