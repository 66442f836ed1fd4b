import { defineConfig } from "vitest/config";

/** `npm run test:laws`: the property tests at their full number of runs. */
export default defineConfig({
  test: {
    include: ["test/{core,commands,adapters}/**/*.test.ts"],
    globalSetup: "test/support/cluster.ts",
    setupFiles: ["test/support/laws.ts"],
    env: { LAWS: "full" },
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
