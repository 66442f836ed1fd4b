import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** A path as a page names it: from the top of the repository, or a file that lies there. */
const PATH =
  /^(?:(?:src|sandbox|test|tools|bench|cards|manifest|docs)(?:\/\S*)?|\w+\.schema\.json|\.env\.example)$/;

/** The folders in `folder`. */
export function foldersIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** A path within `src`, as the pages about its insides name it: `bot/on-turn`, `requests/machine/decide.ts`. */
const INSIDE = new RegExp(`^(?:${foldersIn("src").join("|")})/[\\w/{},.-]+$`);

/** The paths between backticks; `{a,b}` stands for each, and NAME or `*` for whatever is there. */
export function pathsNamedIn(page: string): readonly string[] {
  return [...page.matchAll(/`([^`\n]+)`/g)]
    .map(([, text = ""]) => text)
    .filter((text) => !/NAME|ROOM|\*|…/.test(text))
    .flatMap((text) => (PATH.test(text) ? [text] : INSIDE.test(text) ? [`src/${text}`] : []))
    .flatMap(unfolded);
}

function unfolded(text: string): readonly string[] {
  const [, before = "", list = "", after = ""] = /^(.*)\{(.*)\}(.*)$/.exec(text) ?? [];
  return list === "" ? [text] : list.split(",").map((one) => `${before}${one}${after}`);
}

/** A page of the documentation. */
export function pageOf(name: string): string {
  return readFileSync(join(ROOT, name), "utf8");
}

/** Those that are nowhere in the repository; a module may be named without its ending. */
export function missing(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, `${path}.ts`)));
}
