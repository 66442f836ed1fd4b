import { describe, expect, test } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import type { Leading } from "../../src/requests/machine/steps-model.ts";
import { isOffered, REQUEST_VERBS, type RequestVerb, type Viewer } from "../../src/requests/machine/verbs.ts";
import { person, requestWith, START, verdict } from "../support/request.ts";

/** The table of verbs: which buttons a card has, by state and viewer, and which clicks count on one view only. */

const VERBS = Object.keys(REQUEST_VERBS) as readonly RequestVerb[];
const VIEWERS: readonly Viewer[] = ["anyone", "requester", "approver"];

const approvals: Request["approvals"] = [{ person: person("carla"), at: START }];
const ready: NonNullable<Request["execution"]> = {
  ...{
    phase: "ready",
    sentAt: null,
    attempts: 0,
    marks: 0,
    lookUntil: null,
    lookFirst: false,
    queuedAt: null,
  },
};
const lease = { isolationId: "ABCD-EFGH", isolationActionId: "a1", remindAt: null, endsAt: START + 1 };
const emergency = { review: null };

function leading(tally: Leading["tally"], changes: Partial<Leading> = {}): Partial<Request> {
  return { steps: { ...{ count: 3, digest: "d", waiting: 0, phase: "rest", tally }, ...changes } };
}

/** What everybody's view offers, the requester's, and that of somebody who has approved. */
type Offered = readonly [anyone: string, requester: string, approver: string];
const same = (offered: string): Offered => [offered, offered, offered];

const CASES: readonly (readonly [what: string, request: Partial<Request>, offered: Offered])[] = [
  ["waits", {}, ["approve deny view", "cancel view", "deny view"]],
  [
    "waits, and whoever asked may approve",
    { verdict: { ...verdict, selfApproval: true } },
    ["approve deny view", "approve cancel view", "deny view"],
  ],
  ["waits, approved once", { approvals }, ["approve revoke deny view", "cancel view", "revoke deny view"]],
  [
    "waits, approved by whoever asked",
    { approvals: [{ person: person("ana"), at: START }] },
    ["approve revoke deny view", "revoke cancel view", "revoke deny view"],
  ],
  [
    "is one of several that may be joined",
    { siblings: ["A", "B"] },
    ["approve deny view", "cancel join view", "deny view"],
  ],
  [
    "was one of several, and is approved once",
    { approvals, siblings: ["A", "B"] },
    ["approve revoke deny view", "cancel view", "revoke deny view"],
  ],
  [
    "is approved and not sent yet",
    { state: "Approved", approvals, execution: ready },
    ["revoke view", "view", "revoke view"],
  ],
  [
    "waits to be sent again",
    { state: "Executing", approvals, execution: { ...ready, retryAt: START } },
    ["revoke deny view", "cancel view", "revoke deny view"],
  ],
  [
    "is being sent",
    { state: "Executing", approvals, execution: { ...ready, phase: "sending" } },
    same("view"),
  ],
  ["is interrupted", { state: "Interrupted" }, same("resume deny view")],
  [
    "is interrupted, and nothing could tell whether a call from before a restore was made",
    { state: "Interrupted", action: "suspend", restoredFrom: START },
    same("deny view"),
  ],
  ["has succeeded", { state: "Succeeded", approvals }, same("")],
  ["was denied", { state: "Denied" }, same("")],
  ["was an emergency that nobody has reviewed", { state: "Succeeded", emergency }, same("review")],
  ["is a release for later", { state: "Approved", approvals, lease }, same("extend view")],
  [
    "leads steps that are still to be sent",
    { state: "Executing", approvals, ...leading({ Approved: 2, Succeeded: 1 }) },
    same("stop page view"),
  ],
  [
    "leads steps, of which one is interrupted",
    { state: "Executing", approvals, ...leading({ Interrupted: 1, Succeeded: 2 }) },
    same("resume page view"),
  ],
  [
    "leads isolations of which one is still to be released",
    { state: "Succeeded", approvals, ...leading({ Succeeded: 3 }, { leases: { open: 1, endsAt: START } }) },
    same("extend page view"),
  ],
  ["leads steps that have all ended", { state: "Succeeded", ...leading({ Succeeded: 3 }) }, same("page")],
];

describe("the buttons of a request that", () => {
  test.each(CASES)("%s", (_, changes, offered) => {
    const request = requestWith(changes);
    const found = VIEWERS.map((viewer) => VERBS.filter((verb) => isOffered(verb, request, viewer)).join(" "));
    expect(found).toEqual(offered);
  });

  test("are all told of by these", () => {
    const told = CASES.flatMap(([, , offered]) => offered.flatMap((buttons) => buttons.split(" ")));
    expect([...new Set(told)].filter(Boolean).toSorted()).toEqual(VERBS.toSorted());
  });
});

describe("the click of a button", () => {
  const bound = VERBS.filter((verb) => REQUEST_VERBS[verb].view !== null);

  test("counts on one view where it decides by what the card shows, and on any where nothing happens then", () => {
    expect(bound).toEqual(["review", "approve", "resume", "extend"]);
  });

  test.each(bound)("%s: counts no more once something else is shown", (verb) => {
    const mark = (request: Request) => REQUEST_VERBS[verb].view?.(request);
    const before = requestWith();
    expect(mark({ ...before, warnings: ["has a new user"] })).not.toBe(mark(before));
    expect(mark({ ...before, seen: { ...before.seen, digest: "other" } })).not.toBe(mark(before));
    expect(mark({ ...before, version: 7 })).toBe(mark(before));
  });
});
