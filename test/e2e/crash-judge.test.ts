import { expect, test } from "vitest";
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
  const records = [...before];
  for (const [event, who, command = "isolate"] of entries) {
    const { oid, tid, upn } = person(who);
    const about = command === "isolate" ? { requestId: ID } : {};
    const actor = who === "bot" ? ({ system: true } as const) : { oid, tid, upn };
    const rest = { ...{ actor, event, command, args: {}, outcome: "" }, ...about };
    records.push(append(records.at(-1) ?? null, { at: START + records.length, ...rest }));
  }
  return records;
}

const asked = [["requested", "ana"] as const, ["approved", "carla"] as const];
const chain = chainOf([], ...asked, ["executing", "carla"]);
const comment = `[${ID}] single-1-reason | requested by ana`;
const call = { path: "/api/machines/d1/isolate", comment, oid: carla.oid, at: START + 3 };
const action = { comment, type: "Isolate", deviceId: "d1", at: START + 4 };
const card = { id: ID, state: "Succeeded", at: START };
const well: Traces = {
  asked: [{ reason: "single-1-reason", thread: "1", by: person("ana").upn, acknowledgedAt: START }],
  told: [{ reason: "single-1-reason", upn: carla.upn, deed: "approved", at: START + 1 }],
  ...{ kills: [START + 5000], restores: [], lives: [], story: [], posts: [] },
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
  const unknown = "[AAAA-AAAA] x";
  expect(problemsOf({ calls: [call, { ...call, comment: unknown }] })).toEqual([
    `AAAA-AAAA: sent, and the chain does not say so (${unknown})`,
  ]);
  expect(problemsOf({ calls: [{ ...call, at: START + 1 }] })).toEqual([
    `${ID}: sent, and the chain does not say so (${comment})`,
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
  const pair = comment.replace("single", "pair");
  expect(problemsOf({ calls: [{ ...call, comment: pair }] })).toEqual([`${ID}: sent with 1 approvals`]);
  const [urgent, records] = [
    comment.replace("single", "urgent"),
    chainOf([], ["requested", "ana"], ["executing", "bot"]),
  ];
  const free = { records, told: [], calls: [{ ...call, comment: urgent, oid: person("ana").oid }] };
  expect(problemsOf(free)).toEqual([]);
});

test("a released device, before and after its time", () => {
  const release = { ...call, path: "/api/machines/d1/unisolate", comment: "[BBBB-BBBB] end" };
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
