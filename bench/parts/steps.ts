import { amount, type Effort } from "../effort.ts";
import { say } from "../progress.ts";
import { ratioOf } from "../rounds.ts";
import { median, round } from "../stats.ts";
import { begin, draftOf, rest } from "../../test/support/steps-story.ts";
import { makeTemplate, type Template } from "../../test/support/steps-store.ts";
import { StepsWorld } from "../../test/support/steps-world.ts";

/**
 * What a step costs: the same calls as one request of many steps, and as many requests of one, from the approval to the end,
 * by the bot's own code on a SQLite store, with services that answer at once. In this process, so no echo beside it.
 */
export interface StepsResult {
  readonly stepCost: Pair & {
    readonly steps: number;
    /** A step's cost beside that of a request of its own. */
    readonly cpuRatio: number;
    readonly rowsRatio: number;
    readonly bytesRatio: number;
  };
}

interface Pair {
  readonly step: Cost;
  readonly alone: Cost;
}

/** Medians over the rounds, for one call from its approval to its end. */
interface Cost {
  readonly cpuMs: number;
  readonly transactions: number;
  /** Of requests; audit records and cards come on top. */
  readonly rows: number;
  readonly bytes: number;
  /** Rows of requests in the fullest transaction. */
  readonly mostRows: number;
}

export async function steps(effort: Effort): Promise<StepsResult> {
  const [count, rounds] = [amount(effort, 500, 20), amount(effort, 3, 1)];
  const template = await makeTemplate();
  const costs: { step: Cost[]; alone: Cost[] } = { step: [], alone: [] };
  try {
    // The first round compiles.
    for (let again = -1; again < rounds; again += 1) {
      const pair = { step: await together(template, count), alone: await each(template, count) };
      say(`steps ${again + 1}/${rounds}: ${pair.step.cpuMs} ms a step, ${pair.alone.cpuMs} ms alone`);
      if (again < 0) continue;
      costs.step.push(pair.step);
      costs.alone.push(pair.alone);
    }
  } finally {
    template.close();
  }
  const [step, alone] = [medianOf(costs.step), medianOf(costs.alone)];
  const ratios = {
    cpuRatio: ratioOf(step.cpuMs, alone.cpuMs),
    rowsRatio: ratioOf(step.rows, alone.rows),
    bytesRatio: ratioOf(step.bytes, alone.bytes),
  };
  return { stepCost: { steps: count, step, alone, ...ratios } };
}

async function together(template: Template, count: number): Promise<Cost> {
  return measured(
    await begin(template, { steps: count, people: 0, approvals: 1, instances: 1, approved: true }),
    count,
  );
}

async function each(template: Template, count: number): Promise<Cost> {
  const world = await StepsWorld.open(template, 1);
  for (let n = 1; n <= count; n += 1) {
    const id = `A000-${String(n).padStart(4, "0")}`;
    await world.openRequests([{ ...draftOf(world, n, false), id }]);
    await world.click(0, "approve", "carla", id);
    while (await world.goOn(0));
  }
  return measured(world, count);
}

/** @throws Error when not everything was done, once */
async function measured(world: StepsWorld, count: number): Promise<Cost> {
  const before = { ...world.written };
  world.written.most = 0;
  const cpu = process.cpuUsage();
  await rest(world);
  const { user, system } = process.cpuUsage(cpu);
  const { transactions, rows, bytes, most } = world.written;
  await world.close();
  if (world.laws.problems.length > 0 || world.laws.acted.size !== count)
    throw new Error(`${world.laws.acted.size} of ${count} were done: ${world.laws.problems.join("; ")}`);
  return {
    cpuMs: round((user + system) / 1000 / count),
    transactions: round((transactions - before.transactions) / count),
    rows: round((rows - before.rows) / count),
    bytes: round((bytes - before.bytes) / count, 0),
    mostRows: most,
  };
}

function medianOf(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return {
    cpuMs: of("cpuMs"),
    transactions: of("transactions"),
    rows: of("rows"),
    bytes: of("bytes"),
    mostRows: of("mostRows"),
  };
}
