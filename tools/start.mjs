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

// What is loaded survives, all of it: the young generation would grow to its limit of 64 MiB, and stay there.
growYoung(1);
// What Node makes of the sources (types stripped, code compiled) is kept for the next start, in a place that nobody can
// write to who can't write the code as well. Where there is none, it is made anew. NODE_COMPILE_CACHE goes before.
nodeModule.enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "bot"));
const { takePathsAsTheyAre } = await import("./module-paths.ts");
takePathsAsTheyAre();
await import("../src/main.ts");
growYoung(2);
// Written now, and not only at an orderly end: the next start is perhaps after a crash.
nodeModule.flushCompileCache();
