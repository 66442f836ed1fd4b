import { expect, test } from "vitest";
import { append, type AuditEvent, type AuditRecord } from "../../src/core/audit.ts";
import { FRESH_EXECUTION, type Request } from "../../src/core/request.ts";
import { judge, type Traces } from "../support/crash-judge.ts";
import { person, requestWith, START } from "../support/request.ts";

/** The judge of the crash test finds nothing in a story that went well, and names each way in which one did not. */

const ID = "7KQ2-M4XD";
const carla = person("carla");
const done = requestWith({
  state: "Succeeded",
  approvals: [{ person: carla, at: START }],
  executor: carla,
  execution: { ...FRESH_EXECUTION, phase: "sending", sentAt: START + 2, marks: 1 },
});

/** One record a millisecond, from START on. */
function chainOf(...events: readonly (readonly [AuditEvent, string])[]): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const [event, who] of events) {
    const { oid, tid, upn } = person(who);
    const rest = {
      actor: { oid, tid, upn },
      event,
      requestId: ID,
      command: "isolate",
      args: {},
      outcome: "",
    };
    records.push(append(records.at(-1) ?? null, { at: START + records.length, ...rest }));
  }
  return records;
}

const chain = chainOf(["requested", "ana"], ["approved", "carla"], ["executing", "carla"]);
const call = { comment: `[${ID}] beaconing | requested by ana`, at: START + 3 };
const card = { reason: "beaconing", state: "Succeeded", at: START };
const well: Traces = {
  asked: [{ reason: "beaconing", thread: "1", acknowledged: true }],
  approved: [{ reason: "beaconing", upn: carla.upn }],
  kills: [START + 5000],
  records: chain,
  requests: [done],
  calls: [call],
  actions: [call.comment],
  answered: new Set(["1"]),
  cards: [card],
  posts: [],
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
  expect(problemsOf({ requests: [], calls: [], answered: new Set(), approved: [] })).toEqual([
    "beaconing: acknowledged, but neither a request nor an answer is there",
  ]);
  expect(problemsOf({ approved: [{ reason: "beaconing", upn: "david@contoso.example" }] })).toEqual([
    "beaconing: the approval of david@contoso.example is lost",
  ]);
});

test("calls: two, of no request, too early, without approval", () => {
  expect(problemsOf({ calls: [call, call] })).toContain(`${ID}: 2 calls`);
  expect(problemsOf({ actions: [call.comment, call.comment] })).toContain(`${ID}: 2 actions`);
  expect(problemsOf({ calls: [call, { ...call, comment: "[AAAA-AAAA] x" }] })).toEqual([
    "a call of no known request: [AAAA-AAAA] x",
  ]);
  expect(problemsOf({ calls: [{ ...call, at: START + 1 }] })).toEqual([
    `${ID}: sent before the chain says so`,
  ]);
  expect(endedAs({ approvals: [] }, { approved: [] })).toEqual([`${ID}: sent with 0 approvals`]);
});

test("the chain: broken, executing too early, by the requester, again without a Resume", () => {
  expect(problemsOf({ records: chain.slice(1) })[0]).toMatch(/chain is broken at 0/);
  const early = chainOf(["requested", "ana"], ["executing", "carla"], ["approved", "carla"]);
  expect(problemsOf({ records: early })).toEqual([`${ID}: executing after 0 approvals`]);
  const own = chainOf(["approved", "ana"], ["executing", "ana"]);
  expect(problemsOf({ records: own })).toEqual([`${ID}: approved by its requester`]);
  const twice = [
    ["approved", "carla"],
    ["executing", "carla"],
    ["executing", "carla"],
  ] as const;
  expect(problemsOf({ records: chainOf(...twice) })).toEqual([`${ID}: 2 executions, resumed 0 times`]);
  expect(problemsOf({ records: chainOf(...twice, ["resumed", "david"]) })).toEqual([]);
});

test("an end that nobody would understand", () => {
  expect(endedAs({ state: "Approved" }, { calls: [], actions: [] })).toEqual([
    `${ID}: approved, and Approved in the end (null)`,
  ]);
  expect(endedAs({ state: "Failed", outcome: "odd" })).toEqual([`${ID}: Failed (odd)`]);
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
