import { globSync, readFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { en } from "../src/texts/en.ts";

/** Which sentences there are, what they are about, and which files say them: the table of docs/architecture.md. */

/** More files of one folder than anybody reads through: there each has its own, by the name of the file. */
const MANY = 24;

/** `request-card` for `requestCard`. */
function fileOf(subject: string): string {
  return `src/texts/en/${subject.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
}

/** What the catalogue says that its sentences of a subject are about, in the comment above them. */
export function aboutSubject(subject: string): string {
  const text = readFileSync(fileOf(subject), "utf8");
  const [, comment = ""] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\nexport const ${subject}\\b`).exec(text) ?? [];
  return comment.replace(/\n \*/g, " ").replace(/\s+/g, " ").trim();
}

/** The file's text, where what says names of terms (`texts/named.ts`) names their subject too. */
function namingTerms(text: string): string {
  return text.includes("/texts/named.ts") ? text.replace(/\b(?:named|judged)\(/g, "$&`terms.${") : text;
}

/** How often each file names sentences of each subject. */
function sayings(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map(Object.keys(en).map((subject) => [subject, new Map<string, number>()] as const));
  for (const path of globSync("src/**/*.ts").toSorted()) {
    if (path.startsWith("src/texts/")) continue;
    const text = namingTerms(readFileSync(path, "utf8"));
    for (const [, subject = "", name = ""] of text.matchAll(/(?:["`]|catalogue\.)(\w+)\.(\w+|\$\{)/g)) {
      const sentences: object | undefined = Object.hasOwn(en, subject)
        ? en[subject as keyof typeof en]
        : undefined;
      if (sentences === undefined || !(name === "${" || Object.hasOwn(sentences, name))) continue;
      const said = found.get(subject);
      said?.set(path, (said.get(path) ?? 0) + 1);
    }
  }
  return found;
}

/** The files of a subject by folder, those that say most of it first. */
function saidBy(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([path]) => path);
  return [...Map.groupBy(sorted, dirname)]
    .map(([folder, paths]) => {
      const names = paths.map((path) => basename(path, ".ts"));
      return `\`${relative("src", folder)}\`: ${names.length > MANY && folder === "src/commands" ? "the command's own file" : names.join(", ")}`;
    })
    .join("; ");
}

/** The room that says most of a subject; its parts stand beside each other. */
function roomOf(counts: ReadonlyMap<string, number>): string {
  const [first = ""] = [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([path]) => path);
  return dirname(first);
}

/** A row for each subject of the catalogue, those of one room together. */
export function sentenceTable(): string {
  const byRoom = [...sayings()].toSorted(([, a], [, b]) => roomOf(a).localeCompare(roomOf(b)));
  const rows = byRoom.map(([subject, counts]) => {
    const by = subject === "cards" ? "the templates in `cards`" : saidBy(counts);
    return `| ${aboutSubject(subject)} | \`${fileOf(subject)}\` | ${by} |`;
  });
  return ["| about | words | said by |", "|---|---|---|", ...rows].join("\n");
}
