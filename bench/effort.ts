/** How much is measured: what figures are read from, or just enough to see that the benchmark itself works. */
export type Effort = "full" | "quick";

/** The part of a benchmark that can be run alone; its result is merged into the whole. */
export type Part = (effort: Effort) => Promise<object>;

/** So much of something. */
export function amount(effort: Effort, full: number, quick: number): number {
  return effort === "full" ? full : quick;
}
