/** The commands that this process still works on after their turn, by their row: what ends each. */
export type LongRuns = Map<string, AbortController>;
