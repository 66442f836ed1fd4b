import { join } from "node:path";
import { rolldown, type Plugin } from "rolldown";

/**
 * The bot as one file, made anew for each run of the tests: Node finds and checks one file instead of two thousand, and a
 * start takes little more than half the processor's time. The code is the same; that the sources start, which is what
 * ships, is for tests of their own.
 */

const ROOT = join(import.meta.dirname, "..", "..");
/** As deep as the modules which find files beside the sources by their own place. */
const FOLDER = join(ROOT, "build", "tests", "bot");

/** What the bundled bot is started by, in place of `tools/start.mjs`. */
export const BUNDLE = join(FOLDER, "start.mjs");

/** Packages that the bot loads by `createRequire`, which spares Node a look for their names, are in the file as well. */
const REQUIRED: Plugin = {
  name: "required-packages",
  transform: {
    filter: { code: /createRequire\(import\.meta\.url\)\("/ },
    handler: (code) => code.replaceAll('createRequire(import.meta.url)("', 'require("'),
  },
};

/** Makes `BUNDLE`. @throws Error when a module can't be found or read */
export async function bundleBot(): Promise<void> {
  const bundle = await rolldown({
    input: join(ROOT, "tools", "start.mjs"),
    platform: "node",
    // Some packages are written for browsers' loaders as well; their modules can be put into one file.
    resolve: { mainFields: ["module", "main"] },
    // Optional: loaded where they are installed, and asked for.
    external: ["pg-native", /^@opentelemetry\//],
    plugins: [REQUIRED],
    logLevel: "warn",
  });
  await bundle.write({
    dir: FOLDER,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name].mjs",
    comments: false,
  });
  await bundle.close();
}

/** Vitest calls it once per run, before the first test of a process. */
export const setup = bundleBot;
