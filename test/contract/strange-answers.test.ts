import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDefender } from "../../src/adapters/defender/index.ts";
import type { Answer, Outcome, Transport, Wanted } from "../../src/adapters/transport/index.ts";
import { OPERATIONS, type Operation, type OperationName } from "../../src/defender/operations.ts";
import { UserError } from "../../src/shared/errors.ts";
import {
  callable,
  callOf,
  IN_TURN,
  settleActions,
  subjectsOf,
  type Subjects,
} from "../support/operation-calls.ts";
import { senderOf, silentLog, startServices, type Services } from "../support/services.ts";

/**
 * Every call of the table of operations, answered as the sandbox answers it but for one thing that is missing, null, of
 * another type, not known or hostile: it is read all the same or refused in words, and never breaks what asked.
 */

const SIGNAL = new AbortController().signal;

/** What the sandbox has answered, by method and path, whenever it was. */
type Told = Map<string, Answer>;
const keyOf = ({ method, url }: Pick<Wanted, "method" | "url">) =>
  `${method} ${new URL(url).pathname.replace(/timestamp=[^)]+/, "timestamp=now")}`;

/** What was told while one operation was called, and what it was called about. */
interface Recorded {
  readonly told: Told;
  readonly about: Subjects;
}

const recorded = new Map<OperationName, Recorded>();
let services: readonly Services[] = [];
let told: Told = new Map();

function noting(transport: Transport): Transport {
  return {
    ...transport,
    async exchange(wanted) {
      const outcome = await transport.exchange(wanted);
      if (outcome.kind === "answer" && outcome.status < 300) told.set(keyOf(wanted), outcome);
      return outcome;
    },
  };
}

beforeAll(async () => {
  const [mde, graph] = await Promise.all(
    (["mde", "graph"] as const).map((alertsApi) => startServices({ alertsApi, over: noting })),
  );
  if (mde === undefined || graph === undefined) throw new Error("no services");
  services = [mde, graph];
  for (const one of services) await callable(one);
  for (const name of IN_TURN) {
    const own = OPERATIONS[name].api === "graph" ? graph : mde;
    settleActions(own);
    told = new Map();
    const about = subjectsOf(own);
    await callOf(name, own.defender.as(senderOf("carla"), AbortSignal.timeout(20_000)), about);
    recorded.set(name, { told, about });
  }
});
afterAll(async () => {
  for (const one of services) await one.close();
});

const HOSTILE = "</script>[x](https://evil.example)<at>all</at>${1}\u202e\u0000{{x}}\n".repeat(3);

type Json = unknown;
const isTable = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where something stands: names, and of a list its first element for all. */
type Place = readonly string[];

/** Every place of an answer, of lists the first element. */
function placesIn(value: Json, at: Place = []): readonly Place[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : placesIn(value[0], [...at, "0"]);
  if (!isTable(value) || at.length > 8) return [];
  return Object.entries(value).flatMap(([name, one]) => [[...at, name], ...placesIn(one, [...at, name])]);
}

const GONE = Symbol("gone");

function changedAt(value: Json, [name, ...rest]: Place, change: (old: Json) => Json): Json {
  if (name === undefined) return change(value);
  if (Array.isArray(value)) return value.map((one, at) => (at === 0 ? changedAt(one, rest, change) : one));
  if (!isTable(value)) return value;
  const next = changedAt(value[name], rest, change);
  const others = Object.fromEntries(Object.entries(value).filter(([own]) => own !== name));
  return next === GONE ? others : { ...others, [name]: next };
}

/** With lists of a dozen at most: it is the first of each that is changed, and the others are there to be read beside it. */
function inShort(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, 12).map(inShort);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inShort(one)]));
}

/** The same everywhere at once. */
function everywhere(value: Json, change: (old: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((one) => everywhere(one, change));
  if (!isTable(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everywhere(one, change)]));
}

/** One thing in one place. */
const CHANGES: Readonly<Record<string, (old: Json) => Json>> = {
  missing: () => GONE,
  null: () => null,
  "another type": (old) => (typeof old === "string" ? { a: [7] } : HOSTILE),
  "a list": () => [null, 7, "x", {}],
};
/** One thing everywhere. */
const OVER_ALL: Readonly<Record<string, (old: Json) => Json>> = {
  hostile: (old) => (typeof old === "string" ? HOSTILE : old),
  null: () => null,
  numbers: () => 1e308,
};

function strangeFormsOf(body: Json): readonly (readonly [what: string, body: Json])[] {
  const places = placesIn(body);
  return [
    ...places.flatMap((place) =>
      Object.entries(CHANGES).map(
        ([what, change]) => [`${what} at ${place.join(".")}`, changedAt(body, place, change)] as const,
      ),
    ),
    ...Object.entries(OVER_ALL).map(([what, change]) => [`all ${what}`, everywhere(body, change)] as const),
    ...places.map((place) => {
      const more = { unheardOf: HOSTILE, __proto__x: 1, constructor: "x" };
      return [
        `more at ${place.join(".")}`,
        changedAt(body, place, (old) => (isTable(old) ? { ...old, ...more } : old)),
      ] as const;
    }),
    ...[null, [], "text", 7, {}, { value: null }, { value: [null, 7] }].map(
      (whole) => [`nothing but ${JSON.stringify(whole)}`, whole] as const,
    ),
  ];
}

function isOf({ method, path }: Operation, key: string): boolean {
  const parts = path.split(/\{\w+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${method} ${parts.join("[^/]+")}$`).test(key);
}

/** A Defender that is told what was recorded, with one answer instead. */
function toldOtherwise(name: OperationName, { told: all }: Recorded, key: string, body: Json) {
  const exchange = (wanted: Wanted): Promise<Outcome> => {
    const answer = all.get(keyOf(wanted));
    if (answer === undefined)
      return Promise.resolve({ kind: "failed", sent: "nothing", why: "refused", code: "" });
    return Promise.resolve(keyOf(wanted) === key ? { ...answer, text: JSON.stringify(body) } : answer);
  };
  const token = () => Promise.resolve("a token");
  return createDefender(
    {
      url: "http://127.0.0.1:1",
      graphUrl: "http://127.0.0.1:2",
      alertsApi: OPERATIONS[name].api === "graph" ? "graph" : "mde",
      appId: services[0]?.sandboxEntra.clientId ?? "",
      fileHosts: services.map(({ sandboxDefender }) => new URL(sandboxDefender.url).host),
      timing: { attemptMs: 200, totalMs: 200, backoffMs: 0 },
    },
    {
      ...{ personToken: token, applicationToken: token, log: silentLog },
      clock: { now: Date.now },
      transport: { exchange, agentOf: () => expect.fail("no agent") },
    },
  ).as(senderOf("carla"), SIGNAL);
}

describe("an answer to", () => {
  test.each(IN_TURN)("%s that is not as documented breaks nothing", async (name) => {
    const own = recorded.get(name) ?? expect.fail("not recorded");
    const row: Operation = OPERATIONS[name];
    const [key, answer] = [...own.told].find(([one]) => isOf(row, one)) ?? expect.fail("not answered");
    if (answer.text === "") return;
    const forms = strangeFormsOf(inShort(JSON.parse(answer.text) as Json));
    expect(forms.length).toBeGreaterThan(10);
    let taken = 0;
    for (const [what, body] of forms) {
      const defender = toldOtherwise(name, own, key, body);
      try {
        const found = await callOf(name, defender, own.about);
        expect(() => JSON.stringify(found)).not.toThrow();
        taken += 1;
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`${what}: ${String(error)}`, { cause: error });
      }
    }
    // A field that is unknown, or missing where nothing hangs on it, is no reason to refuse.
    expect(taken).toBeGreaterThan(0);
  });
});
