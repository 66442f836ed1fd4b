import { join } from "node:path";
import { rolldown, type Plugin } from "rolldown";

/**
 * The bot and the programs beside it in a few files, made anew for each run of the tests: Node finds and reads these instead
 * of two thousand, and a start takes little more than half the processor's time. The code is the same; that the sources
 * start, which is what ships, is for tests of their own.
 */

const ROOT = join(import.meta.dirname, "..", "..");
/**
 * As deep as the modules which find files beside the sources by their own place; and below `node_modules`, as packages are,
 * of which Node does not say what they should no longer use.
 */
const FOLDER = join(ROOT, "build", "node_modules", "bot");

const PROGRAMS = {
  bot: join(ROOT, "tools", "start.mjs"),
  doctor: join(ROOT, "src", "doctor", "main.ts"),
  backup: join(ROOT, "src", "backup", "main.ts"),
};

/** The bundled program, as a script for Node. */
export function bundled(program: keyof typeof PROGRAMS): string {
  return join(FOLDER, `${program}.mjs`);
}

/** Packages that the bot loads by `createRequire`, which spares Node a look for their names, are in the file as well. */
const REQUIRED: Plugin = {
  name: "required-packages",
  transform: {
    filter: { code: /createRequire\(import\.meta\.url\)\("/ },
    handler: (code) => code.replaceAll('createRequire(import.meta.url)("', 'require("'),
  },
};

/** Makes them all. @throws Error when a module can't be found or read */
export async function bundle(): Promise<void> {
  const made = await rolldown({
    input: PROGRAMS,
    platform: "node",
    // Some packages are written for browsers' loaders as well; their modules can be put into one file.
    resolve: { mainFields: ["module", "main"] },
    // Optional: loaded where they are installed, and asked for.
    external: ["pg-native", /^@opentelemetry\//],
    plugins: [REQUIRED],
    logLevel: "warn",
  });
  await made.write({
    dir: FOLDER,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-shared.mjs",
    comments: false,
  });
  await made.close();
}

/** Vitest calls it once per run, before the first test of a process. */
export const setup = bundle;
