import { describe, expect, test } from "vitest";
import { digestOf } from "../../src/requests/machine/drift.ts";
import { NO_GROUP } from "../../src/defender/device.ts";
import type { RuleResult, Verdict } from "../../src/policy/model.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { deviceWith, requestWith, verdict } from "../support/request.ts";

/**
 * Requests wait in the store with the digest that their approvals are bound to. Another version of the bot has to find
 * the same digest for them, or whoever approved them has approved nothing.
 */

const tier0: RuleResult = {
  name: "tier 0",
  match: "yes",
  conditions: [{ key: "device tag", match: "yes", because: "Tier0 = Tier0" }],
  then: { approvals: 2, expires: 1_800_000, stepUp: "c1", exclude: ["eve@*", "alert-owner"] },
};
const strict: Verdict = {
  ...verdict,
  approvals: 2,
  expires: 1_800_000,
  exclude: ["eve@*", "alert-owner"],
  stepUp: ["c2", "c1"],
  rules: [tier0],
};

const WAITING: readonly (readonly [name: string, digest: string, request: Partial<Request>])[] = [
  [
    "of the built-in policy",
    "a7c4b3e43cb44999df1d0567e07525e8d48296025a178e1464868cf57998ab52",
    { device: deviceWith(), verdict },
  ],
  [
    "with all a rule can say",
    "9e374e32d12e573754656c5a54dc2f59d27c96a6a6585af7bc0e533f69cebe9a",
    { device: deviceWith({ tags: ["Tier0", "DC"] }), verdict: strict },
  ],
  [
    "with parameters",
    "4a25a63085adc24ac74d02686c6291cd100f4b1b524ba19c8e0c7e99dbb57040",
    { device: deviceWith(), verdict, args: { type: "Selective", for: "4h" } },
  ],
  [
    "on a device of which little is known",
    "2b9e176ee0e13109f3b91a174e7747606fad381ec2e46900eb79ff5d082a777f",
    { device: deviceWith({ tags: null, group: null, value: null, os: null, firstSeenAt: null }), verdict },
  ],
  [
    "on a device in no group, with more tags than could be read",
    "7ad69a77f99b38b694efc67bfb0e784f5db1274ccdd29d18f39eed79a3ee696d",
    { device: deviceWith({ group: NO_GROUP, tags: ["b", "a"], tagsCut: true }), verdict },
  ],
  [
    "on an alert",
    "f078efc34e934a1444c433f163e80aab252c6820d260d5253385eeb7a49df822",
    {
      action: "resolve",
      command: "resolve",
      target: { kind: "alert", id: "da637", name: "Mimikatz" },
      device: null,
      verdict: { ...verdict, approvals: 0, reasonRequired: false, selfApproval: true },
    },
  ],
  [
    "that the policy has denied",
    "c53d546ba8591ab1bcf3f743b1518f1a4ce2a4ef67078ddf7ee73c835994071b",
    { device: deviceWith(), verdict: { ...verdict, deny: "Not now." } },
  ],
];

describe("the digest of a waiting request is the one that it was stored with:", () => {
  test.each(WAITING)("one %s", (_, digest, changes) => {
    expect(digestOf(requestWith(changes))).toBe(digest);
  });
});
