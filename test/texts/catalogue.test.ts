import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { spoken } from "../../src/messaging/spoken.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import type { Content } from "../../src/messaging/content.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { en } from "../../src/texts/en.ts";
import { sv } from "../../src/texts/sv.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, type Harness } from "../support/harness.ts";
import { pseudoTongue, unmarkedParts } from "../support/pseudo.ts";
import { startServices, type Services } from "../support/services.ts";

const TEMPLATES = readdirSync("cards").filter((name) => name.endsWith(".json") && !name.includes(".sample."));

function template(name: string): string {
  return readFileSync(`cards/${name}`, "utf8");
}

const source = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/^texts\/(?:en|sv)/.test(path))
  .map((path) => readFileSync(`src/${path}`, "utf8"))
  .join("\n");

/** Properties of an Adaptive Card's element that a person reads or hears. */
const READ = /"(?:text|title|label|placeholder|errorMessage|altText|tooltip|speak|fallbackText)": "([^"]*)"/g;

describe.each(TEMPLATES)("the template %s", (name) => {
  const read = [...template(name).matchAll(READ)].map(([, words = ""]) => words);

  test("names only sentences that there are", () => {
    const named = [...template(name).matchAll(/@\{(\w+)\}/g)].map(([, key = ""]) => key);
    expect(named.filter((key) => !Object.hasOwn(en.cards, key))).toEqual([]);
  });

  test("has no words of its own", () => {
    const own = read.map((words) => words.replace(/[@$]\{[^}]*\}/g, ""));
    expect(own.filter((words) => /\p{L}/u.test(words))).toEqual([]);
  });
});

test("every sentence is said somewhere", () => {
  const templates = TEMPLATES.map(template).join("\n");
  const keys = Object.entries(en).flatMap(([room, sentences]) =>
    Object.keys(sentences).map((name) => [room, name] as const),
  );
  const isSaid = (room: string, name: string): boolean => {
    if (room === "cards") return templates.includes(`@{${name}}`) || source.includes(name);
    // Some are named by what they are about: a step, a verb.
    const isBuilt = source.includes(`say(\`${room}.$`) && new RegExp(`\\b${name}\\b[":]`).test(source);
    return isBuilt || source.includes(`"${room}.${name}"`);
  };
  const unused = keys.filter(([room, name]) => !isSaid(room, name));
  expect(unused.map((key) => key.join("."))).toEqual([]);
});

describe("Swedish", () => {
  const sentences = (catalogue: object) =>
    Object.entries(catalogue).flatMap(([room, all]: [string, object]) =>
      Object.entries(all).map(([name, one]: [string, unknown]) => [`${room}.${name}`, one] as const),
    );

  test("has all sentences that English has, of the same kind", () => {
    const kinds = (catalogue: object) =>
      sentences(catalogue)
        .map(([key, one]) => `${key}: ${typeof one}`)
        .sort();
    expect(kinds(sv)).toEqual(kinds(en));
  });

  test("has no sentence of more than three words that is still English", () => {
    const english = new Map(sentences(en));
    const words = (one: unknown): string =>
      typeof one === "string"
        ? one
        : [...String(one).matchAll(/(?:"([^"]*)"|`([^`]*)`)/g)].map(([all]) => all).join("\n");
    const same = sentences(sv).flatMap(([key, one]) =>
      words(one)
        .split("\n")
        .filter((line) => words(english.get(key)).split("\n").includes(line))
        .filter(
          (line) =>
            line
              .replace(/\$\{[^}]*\}/g, "")
              .split(/[^\p{L}']+/u)
              .filter(Boolean).length > 3,
        )
        .map((line) => `${key}: ${line}`),
    );
    expect(same).toEqual([]);
  });
});

describe("in a language that nobody speaks", () => {
  let services: Services;
  let harness: Harness;
  let flows: Flows;
  const said: Content[] = [];

  beforeAll(async () => {
    services = await startServices({ oneClock: true });
    harness = openHarness(services, { ...DEFAULT_POLICY, limits: { isolate: { perHour: 20 } } });
    flows = openFlows(services, harness);
    const { messenger } = harness.deps;
    const post = messenger.post.bind(messenger);
    Object.assign(messenger, {
      post: (...args: Parameters<typeof post>) => {
        said.push(args[1]);
        return post(...args);
      },
    });
    for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
    await harness.say("erin", flows.soc, "enable");
  });

  afterAll(async () => {
    await services?.close();
  });

  test.each([
    ["erin", "help"],
    ["erin", "help isolate"],
    ["ana", "whoami"],
    ["ana", "policy"],
    ["ana", "subscriptions"],
    ["ana", "alerts"],
    ["ana", "actions"],
    ["ana", "device er-triage01.contoso.example"],
    ["ana", "device nowhere.contoso.example"],
    ["ana", "explain isolate er-triage01.contoso.example beaconing"],
    ["ana", "explain alerts"],
    ["ana", "isolate er-triage01.contoso.example beaconing"],
    ["ana", "requests"],
    ["erin", "mute all for:1h"],
    ["erin", "unmute"],
    ["erin", "subscribe approvals"],
    ["erin", "halt testing"],
    ["erin", "resume"],
    ["erin", "audit"],
    ["ana", "signout"],
  ] as const)("%s gets no English of ours: %s", async (who, line) => {
    said.length = 0;
    await harness.say(who, flows.soc, line);
    await harness.tick();
    expect(said.length).toBeGreaterThan(0);
    const words = said.flatMap((content) => wordsIn(spoken(content, pseudoTongue())));
    const others = [...FOREIGN, ...services.sandboxDefender.alerts.map(({ title }) => title)];
    const rests = words.map(unmarkedParts).filter((rest) => !others.includes(rest));
    expect(rests.filter((rest) => SENTENCE.test(rest))).toEqual([]);
  });
});

/** What whoever wrote the policy called its rules, and lines to type: nobody translates them. */
const FOREIGN = [...DEFAULT_POLICY.rules.map(({ name }) => name), ...COMMANDS.map(({ example }) => example)];

/** Three words in a row, as no name or id has them. */
const SENTENCE = /\b[a-z']+ [a-z']+ [a-z']+\b/;

/** Every string of it, wherever it stands. */
function wordsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}
