import { recorded } from "../../src/texts/render.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bound, digestOf, driftOf as driftOfText } from "../../src/requests/machine/drift.ts";
import type { Device } from "../../src/defender/device.ts";
import type { RuleResult, Verdict } from "../../src/policy/model.ts";
import type { Look, Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { scheduled } from "../support/records.ts";
import {
  clicker,
  decide,
  deviceWith,
  FREE_WAY,
  lookingClick,
  person,
  requestWith,
  type SeenEvent,
  START,
  verdict,
} from "../support/request.ts";
import { anyUnit } from "../support/any-text.ts";
import { inEnglish } from "../support/in-english.ts";

const driftOf = inEnglish(driftOfText);

const device = deviceWith();
const shown = requestWith({ device, verdict: { ...verdict, approvals: 2 } });
const asShown: Look = { verdict: shown.verdict, device, newcomer: null };
const tier0: RuleResult = { name: "tier 0", match: "yes", conditions: [], then: { approvals: 2 } };

describe("what is found is compared with what was shown", () => {
  test("nothing changed: no drift, also where facts did that no policy asks for", () => {
    expect(driftOf(shown, asShown)).toBeNull();
    const later = deviceWith({ lastSeenAt: START + 9, health: "Inactive", risk: "High", lastIp: "10.9.9.9" });
    expect(driftOf(shown, { ...asShown, device: later })).toBeNull();
    expect(
      driftOf(requestWith({ device: deviceWith({ tags: ["a", "b"] }) }), {
        ...asShown,
        verdict,
        device: deviceWith({ tags: ["b", "a"] }),
      }),
    ).toBeNull();
  });

  test.each<[string, Partial<Device>, RegExp]>([
    ["another id", { id: "e".repeat(40) }, /another one/],
    ["set up anew", { firstSeenAt: START }, /set up anew \(first seen 22 Nov 2026/],
    ["a tag more", { tags: ["Tier0"] }, /tag "Tier0" was added/],
    ["tags that can't be read any more", { tags: null }, /tags could be read only once/],
    ["another group", { group: "Servers" }, /device group is Servers now, Workstations before/],
    ["no group any more", { group: null }, /device group is unknown now/],
    ["another value", { value: "High" }, /value is High now, Normal before/],
    ["another OS", { os: "WindowsServer2022" }, /OS is Windows Server 2022 now/],
    ["another name", { name: "dc01" }, /name is dc01 now/],
  ])("%s is drift, in words", (_, change, words) => {
    expect(driftOf(shown, { ...asShown, device: deviceWith(change) })).toMatch(words);
  });

  test("a tag less is drift too", () => {
    const tagged = requestWith({ device: deviceWith({ tags: ["Tier0"] }) });
    expect(driftOf(tagged, { ...asShown, verdict })).toMatch(/tag "Tier0" was removed/);
  });

  test.each<[string, Device | null, Device | null, string | null]>([
    ["tags that could never be read", deviceWith({ tags: null }), deviceWith({ tags: null }), null],
    ["tags that can be read now", deviceWith({ tags: null }), device, "its tags could be read only once"],
    [
      "a group that is known now",
      deviceWith({ group: null }),
      device,
      "its device group is Workstations now, unknown before",
    ],
    ["a device where none was shown", null, device, null],
    ["a device that could not be read", device, null, null],
  ])("%s: %#", (_, before, now, words) => {
    const look = { ...asShown, verdict, device: now };
    expect(driftOf(requestWith({ device: before }), look)).toBe(words);
    expect(driftOf(requestWith({ device: before }), { ...look, newcomer: "e1" })).toBe(
      ["the card did not mention another device of this name (e1)", ...(words === null ? [] : [words])].join(
        "; ",
      ),
    );
  });

  test("another device under the same name is drift", () => {
    expect(driftOf(shown, { ...asShown, newcomer: "e".repeat(40) })).toMatch(
      /did not mention another device/,
    );
  });

  test.each<[string, Partial<Verdict>, RegExp]>([
    ["a denial", { deny: "not now" }, /policy now denies it: not now/],
    ["more approvals", { approvals: 3 }, /3 approvals are needed now, 2 before/],
    ["another rule", { rules: [tier0] }, /now under rule "tier 0"/],
  ])("%s is drift", (_, change, words) => {
    expect(driftOf(shown, { ...asShown, verdict: { ...shown.verdict, ...change } })).toMatch(words);
  });

  test("a policy that asks for less is none", () => {
    expect(driftOf(shown, { ...asShown, verdict: { ...shown.verdict, approvals: 1 } })).toBeNull();
  });

  test.each<[string, Partial<Request>]>([
    ["parameters", { args: { type: "Selective" } }],
    ["the reason", { reason: "something else" }],
    ["the target", { target: { kind: "device", id: "e".repeat(40), name: "web01" } }],
    ["the action", { action: "release" }],
    ["the verdict", { verdict: { ...verdict, approvals: 1 } }],
    ["rules", { verdict: { ...shown.verdict, rules: [tier0] } }],
    ["the requester", { requester: person("eve") }],
  ])("a request whose %s are not those that were shown is never approved", (_, change) => {
    const forged = { ...shown, ...change };
    expect(driftOf(forged, asShown)).toMatch(/not the one that was shown/);
  });
});

test("the digest does not depend on order, and on every part", () => {
  const words = fc.string({ unit: anyUnit, maxLength: 12 });
  fc.assert(
    fc.property(words, words, fc.dictionary(words, words, { maxKeys: 4 }), (reason, tag, args) => {
      const one = requestWith({ reason, args, device: deviceWith({ tags: [tag, "x"] }) });
      const two = requestWith({
        reason,
        args: Object.fromEntries(Object.entries(args).toReversed()),
        device: deviceWith({ tags: ["x", tag] }),
      });
      expect(digestOf(two)).toBe(digestOf(one));
      expect(digestOf({ ...one, reason: `${reason}.` })).not.toBe(digestOf(one));
      expect(digestOf({ ...one, args: { ...args, more: "1" } })).not.toBe(digestOf(one));
    }),
  );
});

describe("drift at a click", () => {
  const once = { ...shown, approvals: [{ person: person("carla"), at: START }] };

  test("voids the approvals; the new facts are what the next click is bound to", () => {
    const now = deviceWith({ tags: ["Tier0"] });
    const stricter = { ...shown.verdict, rules: [tier0] };
    const click = lookingClick("approve", clicker("david", "Approver"), START + 5, {
      device: now,
      verdict: stricter,
    });
    const decision = decide(once, click);
    expect(decision).toMatchObject({
      kind: "changed",
      request: { state: "Requested", approvals: [], device: { tags: ["Tier0"] }, seen: { at: START + 5 } },
      audit: [{ event: "voided", outcome: 'the tag "Tier0" was added; now under rule "tier 0"' }],
      announce: expect.stringContaining("has lost its approvals") as string,
    });
    const voided = decision.kind === "changed" ? decision.request : once;
    expect(decide(voided, { ...click, now: START + 6 })).toMatchObject({ request: { approvals: [{}] } });
  });

  test("of a policy that denies it now ends it", () => {
    const denying = { ...shown.verdict, deny: "not now" };
    const click = lookingClick("approve", clicker("david", "Approver"), START + 5, {
      device,
      verdict: denying,
    });
    expect(decide(once, click)).toMatchObject({
      request: { state: "Denied", dueAt: null, finishedAt: START + 5 },
      audit: [{ event: "voided" }, { event: "denied" }],
    });
  });

  test("an approval keeps what its giver saw in the audit", () => {
    const click = lookingClick("approve", clicker("david", "Approver"), START + 5, {
      device,
      verdict: shown.verdict,
    });
    expect(decide(once, click)).toMatchObject({
      audit: [{ event: "approved", detail: `saw ${shown.seen.digest}` }],
    });
  });

  test("stops a Resume, and changes nothing", () => {
    const interrupted = requestWith({ state: "Interrupted", execution: FRESH_EXECUTION, device });
    const click = lookingClick("resume", clicker("david", "Approver"), START, {
      device: deviceWith({ value: "High" }),
    });
    expect(decide(interrupted, click)).toMatchObject({
      kind: "refused",
      text: expect.stringContaining("value is High now") as string,
    });
  });
});

describe("drift right before the call", () => {
  const executing = requestWith({
    state: "Executing",
    device,
    approvals: [{ person: person("carla"), at: START }],
    executor: person("carla"),
    execution: FRESH_EXECUTION,
  });
  const drift: SeenEvent = {
    kind: "drift",
    now: START + 5,
    why: "carla@contoso.example no longer has the role Approver",
    ...asShown,
    verdict,
  };

  test("takes the request back to where it waits for approval", () => {
    expect(decide(executing, drift)).toMatchObject({
      request: { state: "Requested", approvals: [], executor: null, execution: null },
      audit: [{ event: "voided", actor: { system: true } }],
      announce: expect.stringContaining("needs approval again") as string,
    });
  });

  test("says on the card what to look at, and waits no longer than the policy of now allows", () => {
    const looked = (event: SeenEvent, request: Request = executing) => {
      const decision = decide(request, event);
      return decision.kind === "changed" ? decision.request : expect.fail(recorded(decision.text));
    };
    expect(looked(drift)).toMatchObject({
      outcome: "Please look again: carla@contoso.example no longer has the role Approver.",
      // It was approved in time, so people have their whole time anew.
      expiresAt: drift.now + verdict.expires,
    });
    const half = { ...drift, verdict: { ...verdict, expires: verdict.expires / 2 } };
    expect(looked(half).expiresAt).toBe(drift.now + verdict.expires / 2);
    const longer = { ...drift, verdict: { ...verdict, expires: verdict.expires * 2 } };
    expect(looked(longer).expiresAt).toBe(drift.now + verdict.expires);
    // The end of a lease is when it was to be released: people have their time from there on.
    const due = scheduled().lease.endsAt;
    const release = looked({ ...drift, now: due }, scheduled({ state: "Executing" }));
    expect(release.expiresAt).toBe(due + verdict.expires);
    expect(release).not.toHaveProperty("lease");
  });

  test("leaves the review of an emergency open where a call of it may have been made, and only there", () => {
    const emergency = { review: null };
    const ran = (execution: Request["execution"]) => decide({ ...executing, emergency, execution }, drift);
    expect(ran({ ...FRESH_EXECUTION, sentAt: START, lookFirst: true })).toMatchObject({
      request: { state: "Requested", emergency },
    });
    const unsent = ran(FRESH_EXECUTION);
    expect(unsent.kind === "changed" && unsent.request).not.toHaveProperty("emergency");
  });

  test("comes too late once a call may have been made", () => {
    const sent: Request = {
      ...executing,
      execution: { ...FRESH_EXECUTION, phase: "sending", sentAt: START },
    };
    expect(decide(sent, drift).kind).toBe("refused");
  });

  test("never makes a request that nobody has to look at", () => {
    const free = { ...drift, verdict: { ...verdict, approvals: 0 } };
    expect(decide(executing, free)).toMatchObject({ request: { verdict: { approvals: 1 } } });
  });

  test("keeps in mind that an earlier call may have reached Defender", () => {
    const execution = { ...FRESH_EXECUTION, sentAt: START, marks: 3, lookFirst: true };
    const back = decide({ ...executing, execution }, drift);
    const request = back.kind === "changed" ? back.request : executing;
    const click = lookingClick("approve", clicker("david", "Approver"), START + 9, { device });
    const approved = decide(bound(request, START + 8), click);
    expect(approved).toMatchObject({
      request: { state: "Approved", execution: { lookFirst: true, sentAt: START, marks: 3 } },
    });
    expect(
      decide(approved.kind === "changed" ? approved.request : request, {
        kind: "dispatch",
        now: START + 9,
        ...FREE_WAY,
      }),
    ).toMatchObject({ request: { state: "Executing" } });
  });
});
