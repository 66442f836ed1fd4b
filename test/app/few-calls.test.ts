import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiCall } from "../../sandbox/api/service.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { lineOf } from "../support/every-line.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** A read costs Defender and Graph two calls at most, and never the list of all devices; what costs more says why. */

const MOST = 2;

/** Commands that make more calls than that for their card, how many, and why the API leaves no other way. */
const MORE: Readonly<Record<string, readonly [calls: number, why: string]>> = {
  device: [
    7,
    "a first label is looked for as a whole name first; logons, updates, recommendations and machine actions of a device, and alerts, have an endpoint each",
  ],
  user: [
    8,
    "found by name, then read by id with the manager; roles, devices, risk, sign-ins, accounts in other directories and alerts have an endpoint each",
  ],
  timeline: [3, "the incident, machine actions, and which of the devices the person may see"],
  report: [3, "as the timeline that it seals"],
  file: [4, "facts, statistics, devices and alerts of a file have an endpoint each"],
  domain: [3, "statistics, devices and alerts of a domain have an endpoint each"],
  exposure: [3, "each of the scores has an endpoint"],
  bypass: [9, "three registrations, their assignments and their grants, and what others did in 30 days"],
  explain: [
    11,
    "as a request for a device: its name, what surrounds it, and whose devices the holders of roles have, so that none is locked out",
  ],
};

/** Further ways to ask, which make other calls. */
const OTHERS: readonly (readonly [command: string, who: PersonKey, typed: string])[] = [
  ["devices", "ana", "devices"],
  ["devices", "ana", "devices group:Workstations tag:VIP"],
  ["devices", "ana", "devices isolated:true"],
  ["alerts", "ana", "alerts device:ward3-nurse12.contoso.example"],
  ["alerts", "ana", "alerts user:m.keller@contoso.example"],
  ["actions", "ana", "actions device:ward3-nurse12.contoso.example"],
  ["hunt", "ana", "hunt logons device:ward3-nurse12.contoso.example"],
  ["file", "ana", `file ${"0".repeat(32)}`],
  ["indicators", "ana", "indicators bad.example"],
];

/** Whoever has signed out reads nothing more: the others come first. */
const LINES = [
  ...OTHERS,
  ...COMMANDS.filter(({ effect }) => effect === "reads").map(({ name }) => [name, ...lineOf(name)] as const),
];

/** Commands with a permission that the bot's own store answers, or that ask only where there is something to fetch. */
const ASKS_NOBODY = ["requests", "request", "approve", "deny", "cancel", "package", "output", "hunts"];

let services: Services;
let harness: Harness;
let request: string;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  const asked = await harness.say(
    "ana",
    conversation("1:1-ana", "personal"),
    "isolate ward3-nurse11 beaconing",
  );
  request = /\b\w{4}-\w{4}\b/.exec(asked.map(({ content }) => textOf(content)).join())?.[0] ?? "";
  expect(request).not.toBe("");
});
afterAll(() => services?.close());

function filled(typed: string): string {
  const named = services.sandboxDefender.alerts.find(({ computerDnsName }) => computerDnsName !== null);
  return typed.replace("ALERT", named?.id ?? "").replace("REQUEST", request);
}

const shown = ({ method, path, query }: ApiCall) => `${method} ${path} ${query["$filter"] ?? ""}`;

test("each read command has a line, and each that costs more is one of them", () => {
  expect(LINES.filter(([, who, typed]) => who.length === 0 || typed === "")).toEqual([]);
  const names = LINES.map(([name]) => name);
  expect(Object.keys(MORE).filter((name) => !names.includes(name))).toEqual([]);
});

describe("what each costs", () => {
  test.each(LINES.map(([name, who, typed]) => [typed, name, who] as const))(
    "%s",
    async (typed, name, who) => {
      services.advance(61_000);
      const { sandboxDefender, sandboxGraph } = services;
      const before = [sandboxDefender.calls.length, sandboxGraph.calls.length];
      const said = await harness.say(who, conversation(`1:1-${who}`, "personal"), filled(typed));
      const calls = [...sandboxDefender.calls.slice(before[0]), ...sandboxGraph.calls.slice(before[1])];
      const words = said.map(({ content }) => textOf(content)).join();
      expect(words).not.toMatch(/Example: |Something went wrong/);
      const [most = MOST] = MORE[name] ?? [];
      const asks = COMMANDS.some((one) => one.name === name && one.permissions.length > 0);
      if (asks && !ASKS_NOBODY.includes(name)) expect(calls.length, words).toBeGreaterThan(0);
      expect(calls.length, calls.map(shown).join("\n")).toBeLessThanOrEqual(most);
      // The same thing is not asked for twice.
      expect(calls.map(shown)).toEqual([...new Set(calls.map(shown))]);
      const lists = calls.filter(({ path }) => path === "/api/machines");
      for (const { query } of lists)
        expect("$filter" in query || Number(query["$top"]) <= 1_000, JSON.stringify(query)).toBe(true);
    },
  );
});
