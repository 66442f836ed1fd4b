import { USUAL_POLICY } from "../support/policy.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { loadRef } from "../../src/messaging/card-actions.ts";
import type { CardData } from "../../src/messaging/content.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { personByKey } from "../../sandbox/people.ts";
import type { SandboxAccount } from "../../sandbox/graph/people/types.ts";
import { lineOf } from "../support/every-line.ts";
import { clickOf, contentOf } from "../support/clicks.ts";
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

/** What a text may hold: an account as Windows names it, a person, a hash, an address, a name of a device or a domain. */
const VALUES = [
  /\bcontoso\\[\w.-]+/gi,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b/gi,
  /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g,
  /(?<![\w.-])(?:[\w-]+\.)+example(?![\w-])/gi,
];

/** Each value in the texts of a card, wherever it stands in a line. */
function valuesOn(content: Shown["content"]): readonly string[] {
  const texts = stringsIn(content.kind === "card" ? content.data : null);
  const found = texts.flatMap((text) => {
    let rest = text;
    return VALUES.flatMap((kind) => {
      const values = rest.match(kind) ?? [];
      rest = rest.replace(kind, " ");
      return values;
    });
  });
  return [...new Set(found)];
}

/** One account by both of its names. */
function named(account: SandboxAccount | undefined): readonly string[] {
  return account === undefined
    ? []
    : [account.upn.toLowerCase(), `contoso\\${account.shortName}`.toLowerCase()];
}

/** What stands in the list of names of a request's card, whose buttons name a hash of it. */
function namesOn({ names = [] }: CardData): readonly string[] {
  return (names as readonly { readonly title: unknown }[]).flatMap(({ title }) => stringsIn(title));
}

/** All that a card's buttons lead to, and every name that it goes by. */
async function reachedFrom(content: Shown["content"]): Promise<readonly string[]> {
  const now = services.clock.now();
  const refs = content.kind === "card" ? refsIn(content.data) : [];
  const ofRequest = content.kind === "card" && content.card === "request" ? namesOn(content.data) : [];
  const found = await services.store.read(async (tx) => {
    const args: string[] = [];
    for (const ref of refs) {
      const loaded = await loadRef(tx, ref, now);
      args.push(...Object.values(loaded?.stored.args ?? {}));
      const request = await tx.requests.get(ref.split(".")[0] ?? "");
      const steps = request?.steps === undefined ? [] : await tx.steps.all(request.id);
      const [step] = steps.filter(({ of }) => String(of?.n) === ref.split(".")[1]);
      const { target } = step ?? request ?? {};
      if (target !== undefined) args.push(target.id, target.name);
    }
    return args;
  });
  const { devices, alerts } = services.sandboxDefender;
  return [...ofRequest, ...found].flatMap((one) => [
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

/** What is read there and leads nowhere, by card or command, and why. */
const PLAIN: Readonly<Record<string, readonly [value: RegExp, why: string]>> = {
  alerts: [/^evil\.example$/, "a part of what an attacker made a title of"],
  posted: [/^evil\.example$/, "a part of what an attacker ran"],
  cve: [/^evil\.example$/, "a part of what somebody wrote as the description"],
  device: [/^(?:10|127)\./, "an address that means something inside only: the device itself is what has it"],
  file: [/^[0-9a-f]{32}$/, "another digest of the file that the card is about"],
  actions: [/^(?:ana|carla)\./, "a part of the comment that Defender keeps"],
  indicators: [/^(?:ana|carla)\./, "a part of the description that Defender keeps"],
  incident: [/^evil\.example$/, "a part of what an attacker made a title of"],
  hunt: [/^10\./, "an address that means something inside only"],
  form: [/./, "what is chosen from: each is one choice"],
  audit: [/^[0-9a-f]{64}$/, "a hash of the chain itself"],
  request: [/^contoso\.example$/, "the directory in which an account lives"],
  explain: [/^ana\.ruiz@/, "whoever asks"],
  whoami: [/^ana\.ruiz@/, "whoever asks"],
};

/** As docs/every-command.md has them; what only sets something answers in a sentence. Whoever signs out sees nothing more. */
const TYPED = COMMANDS.filter(({ effect, name }) => effect !== "configures" && name !== "signout").map(
  ({ name }) => lineOf(name),
);
const MORE: readonly (readonly [PersonKey, string])[] = [
  ["ana", "hunt DeviceNetworkEvents | project DeviceName, RemoteIP, RemoteUrl | take 5"],
  ["ana", "hunt DeviceProcessEvents | project DeviceName, SHA1, AccountUpn | take 5"],
  ["ana", "isolate kiosk-07, er-triage02 beaconing"],
  ["ana", "revoke-sessions m.keller@contoso.example, s.aydin@contoso.example token stolen"],
  ["ana", "block 203.0.113.66, worse.example C2"],
  ["ana", "explain isolate kiosk-07, er-triage02 beaconing"],
  ["ana", "device ward3"],
];

let seen = 0;

async function idsIn(typed: string): Promise<string> {
  const { alerts, actions } = services.sandboxDefender;
  const [open] = await services.store.read((tx) => tx.requests.open());
  return typed
    .replace("ALERT", alerts.find(({ evidence }) => evidence.length > 2)?.id ?? "")
    .replace("REQUEST", open?.id ?? "")
    .replace("ACTION", actions.at(-1)?.id ?? "");
}

async function expectClicks(line: string, content: Shown["content"]): Promise<void> {
  const reached = await reachedFrom(content);
  const places = [line.split(" ")[0] ?? "", content.kind === "card" ? content.card : ""];
  const isPlain = (value: string) => places.some((place) => PLAIN[place]?.[0].test(value) === true);
  const shown = valuesOn(content).filter((value) => !isPlain(value));
  seen += shown.length;
  const lost = shown.filter((value) => !reached.includes(value.toLowerCase()));
  expect(lost, textOf(content).slice(0, 3_000)).toEqual([]);
}

describe("each value on the card of", () => {
  test.each([...TYPED, ...MORE].map(([who, typed]) => [typed, who] as const))("%s", async (typed, who) => {
    // What was asked for before expires, so that none is one too many.
    services.advance(700_000);
    await flows.rest();
    const line = await idsIn(typed);
    const said = await harness.say(who, conversation(`1:1-${personByKey(who).oid}`, "personal"), line);
    for (const { content } of said) await expectClicks(line, content);
  });
});

/** The card of an alert that has come to the channel. */
async function cameByItself(): Promise<Shown> {
  await harness.say("erin", flows.soc, "subscribe severity:high");
  await flows.rest();
  const before = harness.shown.length;
  services.sandboxDefender.raiseAlert({ title: "Beaconing", severity: "High" });
  return vi.waitUntil(async () => {
    services.advance(21_000);
    await flows.rest();
    const since = harness.shown.slice(before);
    return since.find(({ content }) => content.kind === "card" && content.card === "posted");
  });
}

test("an alert that comes by itself leads to its device and its person", async () => {
  const { content } = await cameByItself();
  expect(valuesOn(content).length).toBeGreaterThan(1);
  await expectClicks("posted", content);
});

test("each step of a request, and whoever its card names, opens at a click, with a way back to the request", async () => {
  const card = await flows.ask("isolate ward5-nurse02, er-triage01 beaconing");
  const id = (await flows.request(card)).id;
  const step = contentOf(await harness.click("carla", card, "Show device"));
  expect([step, textOf(step)]).toMatchObject([
    { card: "device" },
    expect.stringMatching(/"name":"(?:ward5-nurse02|er-triage01)/),
  ]);
  const person = contentOf(await harness.click("carla", card, "ana.ruiz@contoso.example"));
  expect(textOf(person)).toContain("Ana Ruiz");
  for (const content of [step, person])
    expect(textOf(contentOf(await harness.click("carla", { ...card, content }, "Back")))).toContain(id);
  const strange = clickOf("carla", card, { verb: "show-named", data: { ref: `${id}.0123456789abcdef` } });
  expect(await harness.deliver(strange)).toMatchObject({ kind: "message" });
});

test("there was something to see", () => {
  expect(seen).toBeGreaterThan(200);
});
