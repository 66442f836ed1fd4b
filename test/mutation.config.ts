import { defineConfig } from "vitest/config";

/** What `npm run test:mutate` runs against each mutant of the pure rooms: the tests that need no service and no process. */
export default defineConfig({
  test: {
    include: ["test/core/**/*.test.ts", "test/commands/**/*.test.ts"],
    exclude: ["test/core/config.test.ts", "test/core/policy-file.test.ts"],
    testTimeout: 60_000,
  },
});
