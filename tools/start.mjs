import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import * as nodeModule from "node:module";

// Plain JavaScript, so that a Node too old for the rest can still say so (exit 78 = EX_CONFIG of sysexits.h).
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `NODE: version ${process.versions.node} is too old, Node 24 or newer is needed. Example: npm ci (brings Node 24), then npm start\n`,
  );
  process.exit(78);
}

/** How much V8's young generation grows when much of it survives; 2 is V8's default. */
function growYoung(factor) {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

/**
 * To find a module Node looks which file is meant, where that really lies, and what the nearest package.json says of its kind:
 * some 4,400 times at a start. What a module asks for by a path ("./sweep.ts"), with the ending that it has itself, is that
 * file and of the same kind. One that is missing is missed when it is read.
 */
function takePathsAsTheyAre() {
  /** Of the modules that were found so far: those that Node found, and those that these have led to. */
  const kinds = new Map();
  const endings = { module: ".js", "module-typescript": ".ts" };
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const format = specifier.startsWith(".") ? kinds.get(context.parentURL) : undefined;
      const isPath = format !== undefined && specifier.endsWith(endings[format]);
      const found = isPath
        ? { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true }
        : next(specifier, context);
      const ending = endings[found.format];
      if (ending !== undefined && found.url.endsWith(ending)) kinds.set(found.url, found.format);
      return found;
    },
  });
}

// What is loaded survives, all of it: the young generation would grow to its limit of 64 MiB, and stay there.
growYoung(1);
// What Node makes of the sources (types stripped, code compiled) is kept for the next start, in a place that nobody can
// write to who can't write the code as well. Where there is none, it is made anew. NODE_COMPILE_CACHE goes before.
nodeModule.enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "bot"));
takePathsAsTheyAre();
await import("../src/main.ts");
growYoung(2);
// Written now, and not only at an orderly end: the next start is perhaps after a crash.
nodeModule.flushCompileCache();
