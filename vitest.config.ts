import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** What waits longest begins first: stories with a real process wait for Teams' and Defender's clocks, and leave the processor to the rest. */
const LONGEST = [/e2e\/(crash|alert-storm|restart|database-away)/, /e2e\//, /sandbox-teams\//];

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      (LONGEST.findIndex((kind) => kind.test(moduleId)) + LONGEST.length + 1) % (LONGEST.length + 1);
    return Promise.resolve(files.toSorted((one, other) => rank(one) - rank(other)));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
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
