import { randomInt } from "node:crypto";
import { defineConfig } from "vitest/config";

/** Another one in each run; `LAWS_SEED=N npm run test:laws` plays a run again. */
const seed = (process.env["LAWS_SEED"] ??= String(randomInt(2 ** 31)));
console.log(`seed ${seed}`);

/** `npm run test:laws`: the property tests at their full number of runs. */
export default defineConfig({
  test: {
    include: ["test/{core,commands,adapters}/**/*.test.ts"],
    globalSetup: "test/support/run-folder.ts",
    setupFiles: ["test/support/laws.ts"],
    env: { LAWS: "full", LAWS_SEED: seed },
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
