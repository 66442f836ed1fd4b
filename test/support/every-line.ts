import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PersonKey } from "../../sandbox/people.ts";

const DOC = readFileSync(join(import.meta.dirname, "..", "..", "docs", "every-command.md"), "utf8");

/** A command as it is typed in docs/every-command.md, by whom. */
export function lineOf(name: string): readonly [PersonKey, string] {
  const row = DOC.split("\n").find((line) => line.startsWith(`| ${name} |`)) ?? "";
  const [, who = "", typed = ""] = /^\|[^|]+\| (\w+)[^|]*\| `([^`]+)`/.exec(row) ?? [];
  return [who.toLowerCase() as PersonKey, typed.replaceAll("\\|", "|")];
}
