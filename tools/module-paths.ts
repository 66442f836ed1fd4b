import { existsSync } from "node:fs";
import { registerHooks, type ResolveHookSync } from "node:module";

/** Kinds of modules whose files are taken by their paths, with the ending that they have. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["module", ".js"],
  ["module-typescript", ".ts"],
]);

/**
 * To find a module Node looks which file is meant, where that really lies, and what the nearest package.json says of its kind:
 * some 4,400 times at a start. What a module asks for by a path ("./sweep.ts"), with the ending that it has itself and out of its
 * own package, is that file and of the same kind. One that is missing is missed when it is read. All else Node finds.
 */
export function takePathsAsTheyAre(): void {
  registerHooks({ resolve: createResolve() });
}

/** Finds modules as `takePathsAsTheyAre` says (Node's `resolve` hook of node:module). */
export function createResolve(): ResolveHookSync {
  /** Of the modules that were found so far: those that Node found, and those that these have led to. */
  const kinds = new Map<string, string>();
  const packageOf = nearestPackage();
  return (specifier, context, next) => {
    const { parentURL = "" } = context;
    const format = specifier.startsWith(".") ? kinds.get(parentURL) : undefined;
    if (format !== undefined && specifier.endsWith(ENDINGS.get(format) ?? "")) {
      const { href: url } = new URL(specifier, parentURL);
      if (packageOf(folderOf(url)) === packageOf(folderOf(parentURL))) {
        kinds.set(url, format);
        return { url, format, shortCircuit: true };
      }
    }
    const found = next(specifier, context);
    const ending = ENDINGS.get(found.format ?? "");
    if (typeof found.format === "string" && ending !== undefined && found.url.endsWith(ending))
      kinds.set(found.url, found.format);
    return found;
  };
}

function folderOf(url: string): string {
  return url.slice(0, url.lastIndexOf("/") + 1);
}

/** Of a folder: it or the nearest one above that has a package.json; each is looked at once. */
function nearestPackage(): (folder: string) => string {
  const known = new Map<string, string>();
  return function packageOf(folder): string {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const above = new URL("..", folder).href;
    const isOne = above === folder || existsSync(new URL("package.json", folder));
    const found = isOne ? folder : packageOf(above);
    known.set(folder, found);
    return found;
  };
}
