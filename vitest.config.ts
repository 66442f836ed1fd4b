import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";
import { LONGEST } from "./test/support/longest.ts";

// The people of the sandbox are where this machine is: their cards say the same wherever the tests run.
process.env["TZ"] = "UTC";

/** Tests of rules, and of the bot and the sandbox in this process. */
const INSIDE = [
  "test/{core,commands,app,contract,sandbox,texts}/**/*.test.ts",
  "test/adapters/{cards,defender,entra,metrics,store}/**/*.test.ts",
];
/** Tests of the bot's own process, and of a browser. */
const PROCESSES = ["test/{e2e,sandbox-teams}/**/*.test.ts"];

const FOLDER = "test/support/run-folder.ts";

/** One project after the other: a worker keeps what it has loaded only for a file of its own project. */
const PROJECTS = ["processes", "alone", "inside"];

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    const project = (file: TestSpecification) => PROJECTS.indexOf(file.project.name);
    return Promise.resolve(
      files.toSorted((one, other) => project(one) - project(other) || place(one) - place(other)),
    );
  }
}

export default defineConfig({
  test: {
    projects: [
      // To load botbuilder, msal, zod and kysely anew costs more than most of these tests: a worker keeps what it has, also the
      // project's own modules, in which nothing is kept.
      { extends: true, test: { name: "inside", include: INSIDE, isolate: false, globalSetup: FOLDER } },
      {
        extends: true,
        test: {
          name: "processes",
          include: PROCESSES,
          isolate: false,
          globalSetup: [FOLDER, "test/support/bundle.ts"],
        },
      },
      // Among them what changes the whole process: whom it trusts in TLS, and restify's own idea of Node's responses.
      {
        extends: true,
        test: {
          name: "alone",
          include: ["test/**/*.test.ts"],
          exclude: [...INSIDE, ...PROCESSES],
          globalSetup: FOLDER,
        },
      },
    ],
    setupFiles: ["test/support/laws.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Twice the two cores that this is made for: much of the time everybody waits.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // What is awaited comes in its own time: two cores are shared by bots, their services and databases.
    expect: { poll: { timeout: 15_000 } },
  },
});
