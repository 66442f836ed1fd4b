import type { Child } from "./child.ts";
import { median, percentile, round } from "./stats.ts";

/** The two that are compared. */
export interface Pair<T> {
  readonly bot: T;
  readonly echo: T;
}

/** The same, and the bot on a store that is full already. */
export interface Trio<T> extends Pair<T> {
  readonly full: T;
}

export const NAMES = ["bot", "full", "echo"] as const;

export function childrenOf({ bot, full, echo }: Trio<Child>): readonly Child[] {
  return [bot, full, echo];
}

export type Name = (typeof NAMES)[number];

/** What was measured of one bot: CPU milliseconds per turn, one value a block, and each turn's latency. */
export interface Samples {
  readonly cpuMs: number[];
  readonly latencyMs: number[];
}

/** What is told of it. */
export interface Summary {
  readonly turns: number;
  /** Median over blocks. */
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function emptySamples(): Samples {
  return { cpuMs: [], latencyMs: [] };
}

export function summaryOf({ cpuMs, latencyMs }: Samples): Summary {
  return {
    turns: latencyMs.length,
    cpuMs: round(median(cpuMs)),
    p50Ms: round(percentile(latencyMs, 50)),
    p99Ms: round(percentile(latencyMs, 99)),
  };
}

/** What was measured of all three, and the bot's CPU beside the echo's and beside its own on an empty store. */
export interface Comparison extends Trio<Summary> {
  readonly cpuRatio: number;
  readonly fullStoreRatio: number;
}

export function comparisonOf(samples: Trio<Samples>): Comparison {
  const [bot, full, echo] = [summaryOf(samples.bot), summaryOf(samples.full), summaryOf(samples.echo)];
  const cpuRatio = ratioOf(bot.cpuMs, echo.cpuMs);
  return { bot, full, echo, cpuRatio, fullStoreRatio: ratioOf(full.cpuMs, bot.cpuMs) };
}

export function emptyTrio(): Trio<Samples> {
  return { bot: emptySamples(), full: emptySamples(), echo: emptySamples() };
}

/** Runs the turns of one block, one after the other, and adds what they took. */
export async function measureBlock(
  child: Child,
  samples: Samples,
  turns: readonly (() => Promise<number>)[],
): Promise<void> {
  await child.quiet();
  const before = child.cpuMs();
  for (const turn of turns) samples.latencyMs.push(await turn());
  // What a turn leaves to be done after its answer (garbage, for instance) is its cost too.
  await child.quiet();
  samples.cpuMs.push((child.cpuMs() - before) / turns.length);
}

/** How many times the echo's value the bot's is. */
export function ratioOf(bot: number, echo: number): number {
  return round(bot / echo);
}
