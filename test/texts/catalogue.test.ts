import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { en } from "../../src/texts/en.ts";
import { LANGUAGES } from "../../src/texts/locale.ts";
import { tongueOf } from "../../src/texts/render.ts";

const TEMPLATES = readdirSync("cards").filter((name) => name.endsWith(".json") && !name.includes(".sample."));

function template(name: string): string {
  return readFileSync(`cards/${name}`, "utf8");
}

const source = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter(
    (path) =>
      path.endsWith(".ts") &&
      !LANGUAGES.some((tag) => path.startsWith(`texts/${tag}/`) || path === `texts/${tag}.ts`),
  )
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
  const written = new Set(
    [...source.matchAll(/"(\w+\.[\w-]+)"|catalogue\.(\w+\.\w+)/g)].map(([, key, own]) => key ?? own),
  );
  const built = new Set(
    [...source.matchAll(/say\(`(\w+)\.\$|catalogue\.(\w+)\[/g)].map(([, room, own]) => room ?? own),
  );
  const named = new Set(source.match(/[\w-]+(?=[":])/g));
  const keys = Object.entries(en).flatMap(([room, sentences]) =>
    Object.keys(sentences).map((name) => [room, name] as const),
  );
  const isSaid = (room: string, name: string): boolean => {
    if (room === "cards" && templates.includes(`@{${name}}`)) return true;
    // Some are named by what they are about: a step, a verb.
    return written.has(`${room}.${name}`) || (built.has(room) && named.has(name));
  };
  const unused = keys.filter(([room, name]) => !isSaid(room, name));
  expect(unused.map((key) => key.join("."))).toEqual([]);
});

describe.each(LANGUAGES.filter((language) => language !== "en"))("%s", (language) => {
  const { catalogue: spoken } = tongueOf(language);
  const sentences = (catalogue: object) =>
    Object.entries(catalogue).flatMap(([room, all]: [string, object]) =>
      Object.entries(all).map(([name, one]: [string, unknown]) => [`${room}.${name}`, one] as const),
    );

  test("has all sentences that English has, of the same kind", () => {
    const kinds = (catalogue: object) =>
      sentences(catalogue)
        .map(([key, one]) => `${key}: ${typeof one}`)
        .sort();
    expect(kinds(spoken)).toEqual(kinds(en));
  });

  test("has no sentence of more than three words that is still English", () => {
    const english = new Map(sentences(en));
    const words = (one: unknown): string =>
      typeof one === "string"
        ? one
        : [...String(one).matchAll(/(?:"([^"]*)"|`([^`]*)`)/g)].map(([all]) => all).join("\n");
    const same = sentences(spoken).flatMap(([key, one]) =>
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
