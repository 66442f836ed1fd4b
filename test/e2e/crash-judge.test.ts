import { describe, expect, test } from "vitest";
import { append, type AuditEvent, type AuditRecord } from "../../src/audit/record.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import type { Traces } from "../support/crash-evidence.ts";
import { judge } from "../support/crash-judge.ts";
import { person, requestWith, START } from "../support/request.ts";

/** The judge of the crash test finds nothing in a story that went well, and names each way in which one did not. */

const ID = "7KQ2-M4XD";
const carla = person("carla");
const done = requestWith({
  state: "Succeeded",
  reason: "single-1-reason",
  approvals: [{ person: carla, at: START }],
  executor: carla,
  execution: { ...FRESH_EXECUTION, phase: "sending", sentAt: START + 2, marks: 1 },
});

type Entry = readonly [event: AuditEvent, who: string, command?: string];

/** One record a millisecond, from START on, after those of an earlier chain. */
function chainOf(before: readonly AuditRecord[], ...entries: readonly Entry[]): readonly AuditRecord[] {
  return chainOfReason(done.reason, before, ...entries);
}

function chainOfReason(
  reason: string,
  before: readonly AuditRecord[],
  ...entries: readonly Entry[]
): readonly AuditRecord[] {
  const records = [...before];
  for (const [event, who, command = "isolate"] of entries) {
    const { oid, tid, upn } = person(who);
    const about = command === "isolate" ? { requestId: ID } : {};
    const actor = who === "bot" ? ({ system: true } as const) : { oid, tid, upn };
    const rest = { ...{ actor, event, command, args: { reason }, outcome: "" }, ...about };
    records.push(append(records.at(-1) ?? null, { at: START + records.length, ...rest }));
  }
  return records;
}

const asked = [["requested", "ana"] as const, ["approved", "carla"] as const];
const chain = chainOf([], ...asked, ["executing", "carla"]);
const comment = `[${ID}] single-1-reason | requested by ana`;
const call = { id: ID, path: "/api/machines/d1/isolate", comment, oid: carla.oid, at: START + 3 };
const action = { id: ID, comment, type: "Isolate", deviceId: "d1", at: START + 4 };
const card = { id: ID, state: "Succeeded", at: START };
const well: Traces = {
  asked: [{ reason: "single-1-reason", thread: "1", by: person("ana").upn, acknowledgedAt: START }],
  told: [{ reason: "single-1-reason", upn: carla.upn, deed: "approved", at: START + 1 }],
  ...{ kills: [START + 5000], restores: [], lives: [], story: [], posts: [], unheard: [] },
  ...{ records: chain, requests: [done], calls: [call], actions: [action] },
  answered: new Set(["1"]),
  cards: [card],
};

function problemsOf(changes: Partial<Traces>): readonly string[] {
  return judge({ ...well, ...changes }).problems;
}

function endedAs(changes: Partial<Request>, more: Partial<Traces> = {}): readonly string[] {
  const request = { ...done, ...changes };
  return problemsOf({ requests: [request], cards: [{ ...card, state: request.state }], ...more });
}

test("a story that went well, and ends that a crash explains", () => {
  const looking = { ...done.execution!, phase: "looking" } as const;
  expect(problemsOf({})).toEqual([]);
  // Whether the call has arrived or not: nothing came of it.
  expect(endedAs({ state: "Interrupted", outcome: "no such action was found" }, { actions: [] })).toEqual([]);
  expect(endedAs({ state: "Executing", execution: looking }, { calls: [], actions: [] })).toEqual([]);
  expect(problemsOf({ cards: [card, { ...card, at: START + 6000 }] })).toEqual([]);
});

test("a lost command, a lost approval", () => {
  const nothing = { requests: [], calls: [], actions: [], told: [] };
  expect(problemsOf({ ...nothing, answered: new Set() })).toEqual([
    "single-1-reason: acknowledged, but neither a request nor an answer is there",
  ]);
  const told = [{ ...well.told[0]!, upn: "david@contoso.example" }];
  expect(problemsOf({ told })).toEqual([`${ID}: david@contoso.example was told "approved", and it is lost`]);
});

test("calls: two, of no request, too early, with a stranger's token", () => {
  expect(problemsOf({ calls: [call, call] })).toContain(`${ID}: 2 calls`);
  expect(problemsOf({ actions: [action, action] })).toContain(`${ID}: 2 actions`);
  expect(problemsOf({ calls: [call, { ...call, id: "AAAA-AAAA" }] })).toEqual([
    `AAAA-AAAA: sent, and the chain does not say so (${call.path})`,
  ]);
  expect(problemsOf({ calls: [{ ...call, at: START + 1 }] })).toEqual([
    `${ID}: sent, and the chain does not say so (${call.path})`,
  ]);
  expect(problemsOf({ calls: [{ ...call, oid: person("david").oid }] })).toEqual([
    `${ID}: sent with a stranger's token`,
  ]);
});

test.each<readonly [name: string, entries: readonly Entry[], problem: string]>([
  [
    "without approvals",
    [
      ["requested", "ana"],
      ["executing", "carla"],
    ],
    "sent with 0 approvals",
  ],
  [
    "approved too late",
    [
      ["executing", "carla"],
      ["approved", "carla"],
    ],
    "sent with 0 approvals",
  ],
  [
    "approved by who asked",
    [
      ["approved", "ana"],
      ["executing", "carla"],
    ],
    "approved by its requester",
  ],
  ["taken back", [...asked, ["revoked", "carla"], ["executing", "carla"]], "sent with 0 approvals"],
  ["void", [...asked, ["voided", "bot"], ["executing", "carla"]], "sent with 0 approvals"],
  ["denied", [...asked, ["denied", "david"], ["executing", "carla"]], "sent after it was ended"],
])("the chain: %s", (_, entries, problem) => {
  const records = chainOf([], ...entries);
  expect(problemsOf({ records, told: [], calls: [{ ...call, at: START + 9 }] })).toContain(
    `${ID}: ${problem}`,
  );
});

test("pairs need two, and an emergency nobody, once", () => {
  const pair = chainOfReason("pair-1-reason", [], ...asked, ["executing", "carla"]);
  expect(problemsOf({ records: pair })).toEqual([`${ID}: sent with 1 approvals`]);
  const records = chainOfReason("urgent-1-reason", [], ["requested", "ana"], ["executing", "bot"]);
  expect(problemsOf({ records, told: [], calls: [{ ...call, oid: person("ana").oid }] })).toEqual([]);
});

test("a released device, before and after its time", () => {
  const release = { ...call, id: "BBBB-BBBB", path: "/api/machines/d1/unisolate" };
  expect(problemsOf({ calls: [call, release] })).toEqual(["BBBB-BBBB: released before its time"]);
  expect(problemsOf({ calls: [call, { ...release, at: action.at + 15 * 60_000 }] })).toEqual([]);
});

/** Put back from a copy of the first so many records, after all had happened; then that went on. */
function putBack(copied: number, ...after: readonly Entry[]): Partial<Traces> {
  const [copy, end] = [chain.slice(0, copied), chain.at(-1)!.index];
  const records = chainOf(copy, ["voided", "bot"], ["halted", "bot", "restore"], ...after);
  const { index, hash } = copy.at(-1)!;
  const restore = {
    copiedFrom: START + copied,
    at: START + 100,
    head: { index, hash },
    lost: chain.slice(0, end + 1),
  };
  return { restores: [restore], records };
}

test("a restore: what was sent before it is explained, and sent again it is not", () => {
  expect(problemsOf(putBack(2))).toEqual([]);
  const later = { ...call, at: START + 200 };
  const blind = putBack(2, ["executing", "carla"]);
  expect(problemsOf({ ...blind, calls: [call, later] })).toContain(`${ID}: sent with 0 approvals`);
  const twice = { ...putBack(2, ["approved", "carla"], ["executing", "carla"]), calls: [call, later] };
  expect(problemsOf({ ...twice, actions: [action, action] })).toContain(`${ID}: 2 actions`);
  expect(problemsOf({ ...putBack(2), calls: [call, later] })).toContain(`${ID}: 2 calls`);
});

test("a restore: the chain goes on from the copy, and only the restore acts before the halt", () => {
  const { restores, records } = putBack(2);
  const [restore] = restores!;
  const head = { ...restore!.head!, hash: "0".repeat(64) };
  expect(problemsOf({ records: records!, restores: [{ ...restore!, head }] })).toEqual([
    "restore 1: the chain does not go on from the end of the copy",
  ]);
  const acted = chainOf(chain.slice(0, 2), ["denied", "david"], ["halted", "bot", "restore"]);
  expect(problemsOf({ records: acted, restores: restores! })).toContain(
    "restore 1: somebody acted before it was halted",
  );
});

test("a broken chain", () => {
  expect(problemsOf({ records: chain.slice(1) }).join("\n")).toMatch(/chain of era 0 is broken at 0/);
});

test("an end that nobody would understand", () => {
  expect(endedAs({ state: "Approved" }, { calls: [], actions: [] })).toEqual([
    `${ID}: approved, and Approved in the end (null)`,
  ]);
  for (const state of ["Failed", "Expired", "Denied", "Cancelled"] as const) {
    expect(endedAs({ state, outcome: "odd" })).toEqual([`${ID}: ${state} (odd)`]);
  }
  expect(endedAs({}, { actions: [] })).toEqual([`${ID}: Succeeded with 0 actions`]);
  expect(endedAs({ state: "Interrupted" }, { actions: [] })).toEqual([`${ID}: interrupted without a word`]);
  expect(endedAs({ state: "Interrupted", outcome: "no such action was found" })).toEqual([
    `${ID}: its action was not found`,
  ]);
});

test("a card that shows something else, and one that was posted twice without a kill in between", () => {
  expect(problemsOf({ cards: [{ ...card, state: "Requested" }] })).toEqual([
    `${ID}: no card shows that it is Succeeded`,
  ]);
  expect(problemsOf({ cards: [card, { ...card, at: START + 4000 }] })).toEqual([
    `${ID}: posted twice in one life`,
  ]);
});

describe("requests of several steps are judged step by step", () => {
  const [first, second] = [`${ID}.1`, `${ID}.2`] as const;
  const steps = [first, second].map((id, index) => ({
    ...done,
    ...{ id, of: { leader: ID, n: index + 1, risk: 0 } },
  }));
  const leads = { count: 2, digest: "", waiting: 0, phase: "rest", tally: { Succeeded: 2 } } as const;
  const leader = { ...done, steps: leads };
  const both = chainOf([], ...asked, ["executing", "carla"], ["executing", "carla"]);
  const ids = [ID, ID, first, second];
  const story: Partial<Traces> = {
    records: rechained(both.map((record, index) => ({ ...record, requestId: ids[index]! }))),
    requests: [leader, ...steps],
    calls: [first, second].map((id) => ({ ...call, id, at: START + 9 })),
    actions: [first, second].map((id) => ({ ...action, id })),
  };

  test("one that went well: each step has its call and its action, under its request's approvals", () => {
    expect(problemsOf(story)).toEqual([]);
  });

  test("a step that was sent twice, or after its request was stopped, or without its approval", () => {
    const [one, other] = story.calls!;
    expect(problemsOf({ ...story, calls: [one!, one!, other!] })).toEqual([`${first}: 2 calls`]);
    const stop = chainOf([], ...asked, ["stopped", "ana"], ["executing", "carla"], ["executing", "carla"]);
    const after = rechained(stop.map((record, at) => ({ ...record, requestId: [ID, ...ids][at]! })));
    expect(problemsOf({ ...story, records: after })).toContain(`${second}: sent after it was ended`);
    const [, ...without] = story.records!;
    const bare = rechained(without.filter(({ event }) => event !== "approved"));
    expect(problemsOf({ ...story, told: [], records: bare })).toContain(`${first}: sent with 0 approvals`);
  });

  test("a request whose state does not follow from its steps, or that waits without a word", () => {
    const failed = [steps[0]!, { ...steps[1]!, state: "Cancelled" as const }];
    expect(problemsOf({ ...story, requests: [leader, ...failed] })).toContain(
      `${ID}: Succeeded, of Succeeded, Cancelled`,
    );
    const waits = { ...leader, state: "Interrupted" as const };
    const open = { ...steps[0]!, state: "Interrupted" as const, outcome: "no such action was found" };
    expect(problemsOf({ ...story, requests: [waits, open, steps[1]!] })).toContain(
      `${ID}: interrupted without a word`,
    );
  });
});

/** The same records as a chain of their own. */
function rechained(records: readonly AuditRecord[]): readonly AuditRecord[] {
  return records.reduce<readonly AuditRecord[]>(
    (chain, { at, index: _, hash: __, previousHash: ___, ...rest }) => {
      return [...chain, append(chain.at(-1) ?? null, { at: Date.parse(at), ...rest })];
    },
    [],
  );
}
