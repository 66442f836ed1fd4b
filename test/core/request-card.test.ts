import { describe, expect, test } from "vitest";
import { createCards } from "../../src/adapters/teams/cards.ts";
import type { CardContent } from "../../src/adapters/teams/messages.ts";
import { spoken } from "../../src/messaging/spoken.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { requestCard } from "../../src/requests/card/request-card.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { requestWith, START } from "../support/request.ts";
import { silentLog } from "../support/services.ts";

/** What the card of a request shows: its way, its reason, and what nobody should approve without having read it. */

const HOUR = 3_600_000;

const onAlert: Partial<Request> = {
  command: "assign",
  action: "assign",
  target: { kind: "alert", id: "da1_2", name: "An alert" },
  args: { to: "me" },
  reason: "",
};

function cardOf(changes: Partial<Request>): CardContent {
  const card = spoken(requestCard(requestWith(changes), { commands: COMMANDS, halt: null }), tongueOf("en"));
  if (card.kind !== "card") throw new Error(card.kind);
  return card;
}

function wayOf(changes: Partial<Request>): string {
  const steps = cardOf(changes).data["steps"] as readonly { readonly text: string }[];
  return steps.map(({ text }) => text).join("");
}

function textOf(changes: Partial<Request>): string {
  return JSON.stringify(createCards({ log: silentLog }).render(cardOf(changes), tongueOf("en")));
}

describe("the steps on a request's card", () => {
  test("of a call that leaves a machine action wait for the device", () => {
    expect(wayOf({})).toBe("✓ Ask  →  ▶ Approval  →  Send  →  Wait for the device  →  Run  →  Done");
    expect(wayOf({ state: "Pending", machineActionId: "a1", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ▶ Wait for the device  →  Run  →  Done",
    );
  });

  test("of a direct call wait for no device", () => {
    expect(wayOf(onAlert)).toBe("✓ Ask  →  ▶ Approval  →  Send  →  Done");
    expect(wayOf({ ...onAlert, state: "Succeeded", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ✓ Done",
    );
    expect(wayOf({ ...onAlert, state: "Failed", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ▶ Ended",
    );
    expect(wayOf({ ...onAlert, state: "Interrupted", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ▶ Somebody decides",
    );
  });
});

describe("the reason on a request's card", () => {
  test("has no row where the command asks for none", () => {
    expect(textOf(onAlert)).not.toContain('"Reason"');
    expect(textOf({})).toContain('"Reason"');
    expect(textOf({})).toContain("beaconing");
  });

  test("is said to be missing where the command asks for one", () => {
    expect(textOf({ reason: "" })).toContain("none given");
  });
});

const EMERGENCY: Request["emergency"] = { review: null };
const LEADS: Request["steps"] = {
  ...{ count: 2, digest: "", waiting: 2, phase: "canary", tally: { Requested: 2 } },
};

describe("above its buttons a request says", () => {
  const account = { kind: "user", id: "b".repeat(8), name: "ben@contoso.example" } as const;
  const indicator = { kind: "indicator", id: "DomainName bad.example", name: "bad.example" } as const;
  const longUrl = `https://cdn.example/${"a".repeat(300)}/kit.exe`;
  const of = (command: Request["action"], args: Request["args"] = {}) => ({
    ...{ command, action: command, args },
  });

  test.each<[string, Partial<Request>, readonly string[]]>([
    ["for how long", { args: { for: "4h" } }, ["For 4 hours, then released by itself"]],
    ["that it has no end", {}, ["Until somebody releases it"]],
    [
      "when it ends, once it has begun",
      {
        args: { for: "4h" },
        state: "Succeeded",
        leasedTo: { releaseId: "RRRR-RRRR", endsAt: START + 4 * HOUR },
      },
      ["Releases at 04:00 UTC on 22 Nov 2026, by RRRR-RRRR"],
    ],
    ["that it has not begun", { args: { for: "4h" }, state: "Denied" }, ["4h, not begun"]],
    [
      "for how long, of an emergency that asks for its release",
      { args: { for: "90m", emergency: "true" }, state: "Approved", emergency: EMERGENCY },
      ["For 90 minutes, then its release is asked for"],
    ],
    [
      "for how long, of several",
      { args: { for: "4h" }, steps: LEADS },
      ["For 4 hours, then released by itself"],
    ],
    ["what can run", of("restrict"), ["Only programs signed by Microsoft run, until somebody removes it"]],
    [
      "which file",
      of("quarantine", { sha1: "01C30113A5BE20611FCDEEEF3A918E9877BF2B75" }),
      ["The file with SHA-1 01c30113a5be20611fcdeeef3a918e9877bf2b75"],
    ],
    [
      "where it holds",
      { ...of("block", { groups: "Workstations,Kiosks" }), target: indicator },
      ["Only on devices in Workstations and Kiosks, until somebody removes it"],
    ],
    [
      "where it holds until an end",
      { ...of("block", { expires: "30d" }), target: indicator },
      ["On all devices"],
    ],
    [
      "a URL to its end, where the target is only its beginning",
      {
        ...of("block", { mode: "allow" }),
        target: { kind: "indicator", id: `Url:${longUrl}`, name: longUrl },
      },
      [longUrl, "On all devices, until somebody removes it"],
    ],
    [
      "what it was found to be, and the comment",
      {
        ...of("resolve", { class: "false", determination: "notmalicious", comment: "test" }),
        target: onAlert.target!,
      },
      ["Not malicious", "Comment: test"],
    ],
    [
      "a comment to its end",
      { ...of("comment", { text: `${"x".repeat(995)} end.` }), target: onAlert.target! },
      [`Comment: ${"x".repeat(995)} end.`],
    ],
    [
      "the comment",
      { ...of("comment", { text: "seen twice" }), target: onAlert.target! },
      ["Comment: seen twice"],
    ],
    ...(["suspend", "reinstate", "revoke-sessions", "compromised", "reset-password"] as const).map(
      (command): [string, Partial<Request>, readonly string[]] => [
        `what ${command} comes to`,
        { ...of(command), target: account },
        [expect.stringMatching(/sign|risk/) as string],
      ],
    ),
  ])("%s", (_, changes, terms) => {
    const card = cardOf(changes);
    expect(card.data["terms"]).toEqual(terms);
    const drawn = JSON.stringify(createCards({ log: silentLog }).render(card, tongueOf("en")));
    const decidedBy = drawn.slice(0, drawn.indexOf('"id":"details"'));
    for (const line of card.data["terms"] as string[]) expect(decidedBy).toContain(JSON.stringify(line));
  });

  test("whom it names, but nobody whose name only looks like theirs", () => {
    const names = (reason: string) => JSON.stringify(cardOf({ reason }).data["names"]);
    expect(names("like, carla@contoso.example")).toContain("carla@contoso.example");
    expect(names("like, car\u200Bla@contoso.example, \u202Ecarla@contoso.example")).not.toContain("la@");
  });

  test("its names in a type that has room for them", () => {
    const sizes = [
      "web01.contoso.example",
      "ward3-nurse12.contoso.example",
      "radiology-pacs01.contoso.example",
      "radiology-pacs01.contoso.example, web01",
      "web01, web02, web03",
      "a.contoso.example, b.contoso.example, c.contoso.example",
    ];
    const sizeOf = (name: string) => cardOf({ target: { ...requestWith().target, name } }).data["targetSize"];
    expect(sizes.map(sizeOf)).toEqual(["Large", "Medium", "Default", "Default", "Large", "Medium"]);
  });

  test("what it is as people say it, not as Graph spells it", () => {
    expect(cardOf({ ...of("resolve", { class: "false" }), target: onAlert.target! }).data["what"]).toBe(
      "Resolve as false positive",
    );
  });
});

test("what it names can be looked up, counted; the id of its device, which looks like the hash of a file, is no file", () => {
  const id = "d".repeat(40);
  const facts = [
    { label: "Device id", value: id },
    { label: "File", value: "e".repeat(40) },
  ];
  const changes = { facts };
  expect(cardOf(changes).data["names"]).toMatchObject([
    { title: "ana@contoso.example" },
    { title: "e".repeat(40) },
  ]);
  expect(textOf(changes)).toContain("Look up what is named here (2)");
});

test("of many steps it says how far they have come, and names what failed with its reason", () => {
  const tally = { Succeeded: 12, Requested: 22, Executing: 3, Pending: 2, Failed: 1 };
  const steps = { count: 40, digest: "", waiting: 22, phase: "rest", tally } as const;
  const failed = [requestWith({ state: "Failed", outcome: "it runs no sensor" })];
  const shown = { rows: [], failed, mixed: [], page: 0, pages: 2, isWhole: true };
  const card = requestCard(requestWith({ state: "Executing", steps }), {
    ...{ commands: COMMANDS, halt: null },
    steps: shown,
  });
  expect(JSON.stringify(spoken(card, tongueOf("en")))).toContain(
    `"line":"12 of 40 done, 22 to be sent, 3 being sent, 2 waiting for the device (3 days at most), 1 failed: ${failed[0]!.target.name} (it runs no sensor)"`,
  );
});
