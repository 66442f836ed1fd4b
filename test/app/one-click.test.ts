import { USUAL_POLICY } from "../support/policy.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { loadRef } from "../../src/messaging/card-actions.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { personByKey } from "../../sandbox/people.ts";
import type { SandboxAccount } from "../../sandbox/graph/people/types.ts";
import { lineOf } from "../support/every-line.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { conversation, textOf, type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** A hash, an address, a domain, a person or a device that stands on a card opens its own card by one click there. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy: USUAL_POLICY,
    people: ["ana", "carla", "erin"],
  }));
  // Something that is isolated, under way and blocked, for the lists.
  for (const line of ["isolate ward3-nurse12 beaconing", "block bad.example expires:30d C2"]) {
    const card = await flows.ask(line);
    await harness.click("carla", card, "Approve");
    await vi.waitUntil(async () => {
      services.advance(2_000);
      await flows.rest();
      return textOf(card.content).includes('"state":"Succeeded"');
    });
  }
});
afterAll(() => services?.close());

/** What is no value of its own: the buttons, and where the card leads to. */
const NOT_SHOWN = new Set(["ref", "verb", "portalUrl", "mode", "card", "kind", "tone", "state"]);

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("verb" in value) return [];
  return Object.entries(value).flatMap(([name, one]) => (NOT_SHOWN.has(name) ? [] : stringsIn(one)));
}

function refsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "ref" in value && typeof value.ref === "string" ? [value.ref] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
}

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const PUBLIC = /^(?!10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.)\d{1,3}(?:\.\d{1,3}){3}$/;
/** Of who was logged on, in a line of several. */
const ACCOUNT = /\bcontoso\\[\w.-]+/gi;
const UPN = /^[^\s@]+@[^\s@]+\.[a-z]+$/i;

/** Texts that are a value which has a card of its own. */
function valuesOn(content: Shown["content"]): readonly string[] {
  const devices = new Set(services.sandboxDefender.devices.map(({ computerDnsName }) => computerDnsName));
  const isValue = (text: string) =>
    devices.has(text) || HASH.test(text) || PUBLIC.test(text) || UPN.test(text);
  const words = stringsIn(content.kind === "card" ? content.data : null).map((text) =>
    text.trim().replace(/^·\s*/, ""),
  );
  const accounts = words.flatMap((text) => text.match(ACCOUNT) ?? []);
  return [...new Set([...words.filter(isValue), ...accounts])];
}

/** One account by both of its names. */
function named(account: SandboxAccount | undefined): readonly string[] {
  return account === undefined
    ? []
    : [account.upn.toLowerCase(), `contoso\\${account.shortName}`.toLowerCase()];
}

/** All that a card's buttons lead to, and every name that it goes by. */
async function reachedFrom(content: Shown["content"]): Promise<readonly string[]> {
  const now = services.clock.now();
  const refs = content.kind === "card" ? refsIn(content.data) : [];
  const found = await services.store.read(async (tx) => {
    const args: string[] = [];
    for (const ref of refs) {
      const loaded = await loadRef(tx, ref, now);
      args.push(...Object.values(loaded?.stored.args ?? {}));
      const request = await tx.requests.get(ref.split(".")[0] ?? "");
      if (request !== null) args.push(request.target.id, request.target.name);
    }
    return args;
  });
  const { devices, alerts } = services.sandboxDefender;
  return found.flatMap((one) => [
    one.toLowerCase(),
    ...devices
      .filter(({ id }) => id === one)
      .map(({ computerDnsName }) => computerDnsName?.toLowerCase() ?? ""),
    ...named(services.sandboxGraph.people.find(one)),
    // A file by one digest is the file by another.
    ...alerts
      .flatMap(({ evidence }) => evidence)
      .flatMap(({ sha1, sha256 }) => (sha1 === one ? [sha256 ?? ""] : sha256 === one ? [sha1 ?? ""] : [])),
  ]);
}

/** What is read there and leads nowhere, and why. */
const PLAIN: Readonly<Record<string, readonly [value: RegExp, why: string]>> = {
  file: [/^[0-9a-f]{32}$/, "another digest of the file that the card is about"],
  explain: [/^ana\.ruiz@/, "whoever asks"],
  whoami: [/^ana\.ruiz@/, "whoever asks"],
};

const READ = COMMANDS.filter(({ effect }) => effect === "reads").map(
  ({ name }) => [name, ...lineOf(name)] as const,
);
const MORE: readonly (readonly [string, PersonKey, string])[] = [
  ["hunt", "ana", "hunt DeviceNetworkEvents | project DeviceName, RemoteIP, RemoteUrl | take 5"],
  ["hunt", "ana", "hunt DeviceProcessEvents | project DeviceName, SHA1, AccountUpn | take 5"],
  ["isolate", "ana", "isolate ward3-nurse11 beaconing"],
  ["revoke-sessions", "ana", "revoke-sessions m.keller@contoso.example token stolen"],
  ["block", "ana", "block 203.0.113.66 C2"],
];

let seen = 0;

describe("each value on the card of", () => {
  test.each([...READ, ...MORE].map(([, who, typed]) => [typed, who] as const))("%s", async (typed, who) => {
    services.advance(61_000);
    const alert = services.sandboxDefender.alerts.find(({ evidence }) => evidence.length > 2)?.id ?? "";
    const line = typed.replace("ALERT", alert).replace(/REQUEST|ACTION/, "7KQ2-M4XD");
    const said = await harness.say(who, conversation(`1:1-${personByKey(who).oid}`, "personal"), line);
    for (const { content } of said) {
      const reached = await reachedFrom(content);
      const [plain = /^$/] = PLAIN[line.split(" ")[0] ?? ""] ?? [];
      const shown = valuesOn(content).filter((value) => !plain.test(value));
      seen += shown.length;
      const lost = shown.filter((value) => !reached.includes(value.toLowerCase()));
      expect(lost, textOf(content).slice(0, 3_000)).toEqual([]);
    }
  });
});

test("there was something to see", () => {
  expect(seen).toBeGreaterThan(30);
});
