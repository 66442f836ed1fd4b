import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPolicy } from "../../src/adapters/policy-file/schema.ts";
import type { Content } from "../../src/messaging/content.ts";
import { spoken } from "../../src/messaging/spoken.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/grammar/parse.ts";
import { VULNERABILITIES } from "../../sandbox/defender/weakness-seed.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { CARD_NAMES, rendering } from "../adapters/cards/samples.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { openFlows } from "../support/flows.ts";
import { listening, pseudoTongue, stringsIn, untranslated } from "../support/pseudo.ts";
import { startServices, type Services } from "../support/services.ts";

/** docs/every-command.md, typed line by line into the sandbox under the policy that it has. */

const DOCS = join(import.meta.dirname, "..", "..", "docs");
const read = (name: string): string => readFileSync(join(DOCS, name), "utf8");

/** Names of cards by the place of their pictures in docs/cards.md. */
const CARDS = new Map(
  read("cards.md")
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const anchor = section.slice(0, section.indexOf("\n")).toLowerCase().replaceAll(" ", "-");
      const [picture = "no picture"] = /images\/cards\/[a-z.-]+\.jpg/.exec(section) ?? [];
      // What needs no look of its own has the card of all that is only facts and rows.
      const kind = anchor === "facts-and-rows" ? "facts" : anchor;
      return [anchor, { picture, kind }] as const;
    }),
);

interface Line {
  readonly command: string;
  readonly who: PersonKey;
  readonly place: string | undefined;
  readonly typed: string;
  /** The place of the card's pictures; undefined: a sentence answers. */
  readonly card: string | undefined;
}

const ROW =
  /^\| (?<command>[a-z- ]+) \| (?<who>\w+)(?: in (?<place>\w+))? \| `(?<typed>[^`]+)` \| (?:\[[^\]]+\]\(cards\.md#(?<card>[a-z-]+)\)|a sentence) \|$/gm;

const LINES: readonly Line[] = [...read("every-command.md").matchAll(ROW)].map(({ groups = {} }) => ({
  command: groups["command"] ?? "",
  who: (groups["who"] ?? "").toLowerCase() as PersonKey,
  place: groups["place"],
  typed: (groups["typed"] ?? "").replaceAll("\\|", "|"),
  card: groups["card"],
}));

const { cards, logged } = rendering();
const PSEUDO = pseudoTongue();
/** The cards that were drawn. */
const shown = new Set<string>();
let services: Services;
let harness: Harness;
let said: Content[];

beforeAll(async () => {
  const loaded = loadPolicy("sandbox/policy.json");
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  services = await startServices({ oneClock: true });
  harness = openHarness(services, loaded.policy);
  said = listening(harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
});
afterAll(() => services?.close());

/** What stands in a line for an id that people take from a list. */
const WANTED = {
  ALERT: "da1_1",
  REQUEST: "7KQ2-M4XD",
  ACTION: "0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11",
  SUBSCRIPTION: "0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d12",
};

function filled(typed: string, ids: Partial<typeof WANTED>): string {
  return typed.replace(
    /\b(ALERT|REQUEST|ACTION|SUBSCRIPTION)\b/,
    (word) => ids[word as keyof typeof WANTED] ?? word,
  );
}

/** The ids as the lists have them now. */
async function idsNow(): Promise<typeof WANTED> {
  const { alerts, actions } = services.sandboxDefender;
  const [open, subscriptions] = await services.store.read(async (tx) => [
    await tx.requests.open(),
    await tx.subscriptions.ofKind("approvals"),
  ]);
  return {
    ALERT: alerts.find(({ computerDnsName }) => computerDnsName !== null)?.id ?? "",
    REQUEST: open[0]?.id ?? "",
    ACTION: actions.at(-1)?.id ?? "",
    SUBSCRIPTION: subscriptions[0]?.id ?? "",
  };
}

test("there is a line for every command, and each line is that command's", () => {
  expect(LINES.map(({ command }) => command).toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
  for (const { command, typed } of LINES)
    expect(parse(filled(typed, WANTED), COMMANDS), typed).toMatchObject({
      kind: "command",
      command: { name: command },
    });
});

/** What others have written or typed: nobody translates it. */
function isForeign(words: string): boolean {
  const { sandboxDefender, sandboxGraph } = services;
  const typed = [harness.deps.policy(), LINES, COMMANDS];
  const world = stringsIn([sandboxDefender, sandboxGraph, VULNERABILITIES, ...typed]).join("\n");
  return world.includes(words.trim()) || /^Multi-stage incident involving [\w ]+ endpoints?$/.test(words);
}

async function type(line: Pick<Line, "who" | "place" | "typed">): Promise<readonly Shown[]> {
  // The bot spares Defender, 100 calls a minute, and asks for roles anew after a minute.
  services.advance(61_000);
  const { who, place } = line;
  const at =
    place === undefined
      ? conversation(`1:1-${who}`, "personal")
      : conversation("19:soc@thread.tacv2", "channel");
  // What needs no approval is sent by the loops: its machine action is one to be cancelled.
  const isMade = () => !line.typed.includes("ACTION") || services.sandboxDefender.actions.length > 0;
  for (let round = 0; round < 20 && !isMade(); round += 1) await harness.tick();
  said.length = 0;
  const answers = await harness.say(who, at, filled(line.typed, await idsNow()));
  for (const { content } of answers) if (content.kind === "card") cards.render(content, tongueOf("en"));
  return answers;
}

/** In a language that nobody speaks, 40 % longer than English: nothing of ours is English, and each card holds it. */
function expectTranslated(): void {
  expect(said.length).toBeGreaterThan(0);
  expect(said.flatMap((content) => untranslated(content, isForeign))).toEqual([]);
  const drawn = said.map((one) => spoken(one, PSEUDO)).filter((one) => one.kind === "card");
  for (const content of drawn) {
    shown.add(content.card);
    expect(JSON.stringify(cards.render(content, PSEUDO)), content.card).not.toContain(
      PSEUDO.catalogue.teams.leftOut,
    );
  }
  expect(logged, "cards that Teams would not take").toEqual([]);
}

describe("every command answers in the sandbox, with the card that its picture shows", () => {
  test.each(LINES.map((line) => [line.typed, line] as const))("%s", async (_, line) => {
    const answers = await type(line);
    const kinds = answers.flatMap(({ content }) => (content.kind === "card" ? [content.card] : []));
    const words = answers.map(({ content }) => textOf(content)).join("\n");
    expect(words).not.toMatch(/Example: |Something went wrong/);
    expectTranslated();
    if (line.card === undefined) return expect([answers.length > 0, kinds], words).toEqual([true, []]);
    const { picture = "none", kind } = CARDS.get(line.card) ?? {};
    expect(existsSync(join(DOCS, picture)), picture).toBe(true);
    expect(kinds, words).toContain(kind);
  });
});

describe("in a language that nobody speaks, beside what the commands answer:", () => {
  test.each([
    ["erin", "help isolate"],
    ["carla", "device nowhere.contoso.example"],
    // One of the lines above has signed her out.
    ["ana", "isolate er-triage01.contoso.example beaconing"],
    ["carla", "isolate"],
    ["carla", "isolate er-triage01.contoso.example for:400d beaconing"],
    ["carla", "isolatte er-triage01.contoso.example"],
    ["carla", "explain alerts"],
    ["carla", "halt testing"],
    ["carla", "isolate er-triage01.contoso.example beaconing"],
    ["erin", "resume"],
    ["carla", "hunt DeviceInfo | where"],
  ] as const)("a fault or a refusal: %s types %s", async (who, typed) => {
    await type({ who, typed, place: "SOC" });
    expectTranslated();
  });

  test.each([
    ["Approve", "Succeeded"],
    ["Deny", "Denied"],
  ])("a request from asking to its end: %s", async (title, end) => {
    const flows = openFlows(services, harness);
    said.length = 0;
    const card = await flows.ask(`isolate ${flows.workstation().id} for:1h beaconing`, "carla");
    await harness.click("david", card, title, { reason: "not now" });
    await flows.settle(card, end);
    expectTranslated();
  });

  test("a choice between devices of one name, and an alert that comes by itself", async () => {
    const flows = openFlows(services, harness);
    const twins = [flows.workstation(), flows.workstation()].map((one) =>
      Object.assign(one, { computerDnsName: "twin" }),
    );
    await type({ who: "carla", typed: `isolate ${twins[0]!.computerDnsName} beaconing`, place: "SOC" });
    expectTranslated();
    await type({ who: "erin", typed: "subscribe severity:high", place: "SOC" });
    services.advance(21_000);
    await flows.rest();
    said.length = 0;
    services.sandboxDefender.raiseAlert({ severity: "High" });
    services.advance(21_000);
    await flows.rest();
    expectTranslated();
  });
});

test("no card was left out of this", () => {
  expect(CARD_NAMES.filter((name) => !shown.has(name))).toEqual([]);
});
