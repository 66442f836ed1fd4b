import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { en } from "../../src/texts/en.ts";
import { aboutSubject } from "../../tools/sentences.ts";
import { foldersIn, missing, pageOf, pathsNamedIn, ROOT } from "./paths.ts";

const PAGES = ["README.md", ...globSync("docs/**/*.md", { cwd: ROOT })];

/** The ids that GitHub gives to a page's headings. */
const idsIn = (page: string): readonly string[] =>
  [...pageOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );

describe("a page of the documentation", () => {
  test.each(PAGES)("%s: every file and folder that it names is there", (page) => {
    expect(missing(pathsNamedIn(pageOf(page)))).toEqual([]);
  });

  test.each(PAGES)("%s: every link within the repository leads somewhere", (page) => {
    const links = [...pageOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, to = ""]) => to,
    );
    const from = page.includes("/") ? page.slice(0, -basename(page).length) : "";
    expect(missing(links.map((link) => `${from}${link}`))).toEqual([]);
  });

  test.each(PAGES)("%s: every heading that it links to is there", (page) => {
    const from = page.includes("/") ? page.slice(0, -basename(page).length) : "";
    const links = [...pageOf(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const lost = links.filter(
      ([, to = "", id = ""]) => !idsIn(to === "" ? page : `${from}${to}`).includes(id),
    );
    expect(lost.map(([link]) => link)).toEqual([]);
  });

  test.each(PAGES)("%s: every npm script that it names is there", (page) => {
    const { scripts } = JSON.parse(pageOf("package.json")) as { scripts: Record<string, string> };
    const named = [...pageOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("docs/changing.md and docs/adding-a-command.md name files of each of these folders", () => {
    const named = ["docs/changing.md", "docs/adding-a-command.md"].flatMap((page) =>
      pathsNamedIn(pageOf(page)),
    );
    const folders = new Set(named.map((path) => path.split("/")[0]));
    expect([...folders]).toEqual(
      expect.arrayContaining(["src", "sandbox", "test", "tools", "cards", "manifest"]),
    );
  });
});

/** `requestCard` for `src/texts/en/request-card.ts`. */
function subjectIn(words: string): string {
  return basename(words, ".ts").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

describe("where a sentence on a card comes from", () => {
  const section = pageOf("docs/architecture.md")
    .split("\n## ")
    .find((one) => one.startsWith("Where does"))!;
  const rows = [...section.matchAll(/^\| ([^|]+?) +\| [^|]+ \| `([^|]+?)` +\| `([^|]+?)` +\|$/gm)];

  test("ten are told in docs/architecture.md", () => expect(rows).toHaveLength(10));

  test.each(rows.map(([, sentence = "", by = "", words = ""]) => [sentence, by, words] as const))(
    "“%s”: said by %s, in the words of %s",
    (sentence, by, words) => {
      const found = pageOf(words)
        .split(/^  (?=\w+[:(])/m)
        .find((entry) => entry.includes(sentence));
      const name = /^\w+/.exec(found ?? "")?.[0] ?? "nowhere";
      const said = by.startsWith("cards/") ? `@{${name}}` : `say("${subjectIn(words)}.${name}"`;
      expect(pageOf(by)).toContain(said);
    },
  );
});

test.each(Object.keys(en))("the catalogue says what its sentences of %s are about", (subject) => {
  expect(aboutSubject(subject)).toMatch(/^.{15,200}\.$/);
});

describe("docs/architecture.md", () => {
  const rows = [...pageOf("docs/architecture.md").matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path),
  );

  test("has a row for every room, and for every adapter", () => {
    const rooms = foldersIn("src").filter((name) => name !== "adapters");
    expect(rooms.filter((room) => !rows.includes(`src/${room}`))).toEqual([]);
    const adapters = foldersIn("src/adapters");
    expect(adapters.filter((room) => !rows.includes(`src/adapters/${room}`))).toEqual([]);
  });

  test("has a row for every folder at the top", () => {
    const tops = foldersIn(".").filter(
      (name) => !/^(src|node_modules|build|data|reports|coverage|\..*)$/.test(name),
    );
    expect(tops.filter((top) => !rows.includes(top))).toEqual([]);
  });
});
