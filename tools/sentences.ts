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

/** Which sentences of a subject each file says, by their names; `*`: which one is only known when it is said. */
type Sayers = ReadonlyMap<string, ReadonlySet<string>>;

/** Who says what of each subject. */
function sayings(): ReadonlyMap<string, Sayers> {
  const found = new Map(Object.keys(en).map((subject) => [subject, new Map<string, Set<string>>()] as const));
  for (const path of globSync("src/**/*.ts").toSorted()) {
    if (path.startsWith("src/texts/")) continue;
    const text = namingTerms(readFileSync(path, "utf8"));
    for (const [, subject = "", name = ""] of text.matchAll(/(?:["`]|catalogue\.)(\w+)\.(\w+|\$\{)/g)) {
      const sentences: object | undefined = Object.hasOwn(en, subject)
        ? en[subject as keyof typeof en]
        : undefined;
      if (sentences === undefined || !(name === "${" || Object.hasOwn(sentences, name))) continue;
      const said = found.get(subject)?.get(path) ?? new Set<string>();
      found.get(subject)?.set(path, said.add(name === "${" ? "*" : name));
    }
  }
  return found;
}

/** The files of a subject, those that say most of it first. */
function mostFirst(sayers: Sayers): readonly string[] {
  return [...sayers].toSorted(([a, m], [b, n]) => n.size - m.size || (a < b ? -1 : 1)).map(([path]) => path);
}

/** The files by folder, each with what is its own where there are several. */
function saidBy(subject: string, sayers: Sayers): string {
  const sorted = mostFirst(sayers);
  return [...Map.groupBy(sorted, dirname)]
    .map(([folder, paths]) => {
      const isByName = paths.length > MANY && folder === "src/commands";
      const files = paths.map((path) => {
        const names = sorted.length === 1 || EVERYBODYS.has(subject) ? "" : namesOf(sayers.get(path));
        return `${basename(path, ".ts")}${names}`;
      });
      return `\`${relative("src", folder)}\`: ${isByName ? "the command's own file" : files.join(", ")}`;
    })
    .join("; ");
}

/** Subjects that everybody says: whose a sentence is depends on the card. */
const EVERYBODYS: ReadonlySet<string> = new Set(["common", "terms", "messaging", "argument"]);

function namesOf(names: ReadonlySet<string> = new Set()): string {
  const known = [...names].filter((name) => name !== "*");
  return known.length === 0 ? "" : ` (${known.join(", ")}${names.has("*") ? ", …" : ""})`;
}

/** The room that says most of a subject; its parts stand beside each other. */
function roomOf(sayers: Sayers): string {
  return dirname(mostFirst(sayers)[0] ?? "");
}

/** The templates, each with the words that stand on its cards. */
function templates(): string {
  const found = globSync("cards/*.json").filter((path) => !path.includes(".sample"));
  return found
    .toSorted()
    .map((path) => {
      const names = [...readFileSync(path, "utf8").matchAll(/@\{(\w+)\}/g)].map(([, name = ""]) => name);
      return `${basename(path)}${namesOf(new Set(names))}`;
    })
    .join(", ");
}

/** A row for each subject of the catalogue, those of one room together. */
export function sentenceTable(): string {
  const byRoom = [...sayings()].toSorted(([, a], [, b]) => roomOf(a).localeCompare(roomOf(b)));
  const rows = byRoom.map(([subject, sayers]) => {
    const by = subject === "cards" ? `\`cards\`: ${templates()}` : saidBy(subject, sayers);
    return `| ${aboutSubject(subject)} | \`${fileOf(subject)}\` | ${by} |`;
  });
  return ["| about | words | said by |", "|---|---|---|", ...rows].join("\n");
}
