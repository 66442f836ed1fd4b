import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/laws.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // What is awaited comes in its own time: two cores are shared by a bot, three services and a database.
    expect: { poll: { timeout: 15_000 } },
  },
});
