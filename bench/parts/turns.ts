import { openChannel, signIn, typed, type Channel } from "../channel.ts";
import { advance, type Child } from "../child.ts";
import { restartClock } from "../clock.ts";
import { amount, type Effort } from "../effort.ts";
import { copyFullStore } from "../full-store.ts";
import { say } from "../progress.ts";
import {
  childrenOf,
  comparisonOf,
  emptyTrio,
  measureBlock,
  NAMES,
  type Comparison,
  type Name,
  type Pair,
  type Trio,
} from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/** An `alerts` turn of a signed-in person in the 1:1 chat: CPU, latency, and how many a second at 1 and 20 connections. */
export interface TurnsResult {
  readonly alertsTurn: Comparison;
  readonly throughput: readonly Throughput[];
}

export interface Throughput extends Pair<number> {
  readonly connections: number;
  readonly unit: "turns/s";
}

const PEOPLE = ["ana", "ben", "carla", "david", "erin"] as const;
/** Fast enough that neither Teams' nor Defender's limits hold up a block. */
const RATE = 100;
/** Between blocks: Defender's 1,500 calls an hour. */
const PAUSE_MS = 120_000;
const BLOCK = 50;
const CONNECTIONS = [1, 20] as const;
/** Defender's 100 calls a minute, however fast the turns are. */
const LOAD = 90;
const LOADS = 10;

export async function turns(effort: Effort): Promise<TurnsResult> {
  restartClock(RATE);
  const tenant = await startTenant();
  try {
    await copyFullStore(tenant.dataDir("full"), amount(effort, 100_000, 1_000));
    const trio = {
      bot: await tenant.start("bot"),
      full: await tenant.start("full"),
      echo: await tenant.start("echo"),
    };
    for (const bot of [trio.bot, trio.full]) await signIn(tenant, bot.url, PEOPLE);
    return {
      alertsTurn: await alertsTurn(tenant, trio, effort),
      throughput: await throughput(tenant, trio, effort),
    };
  } finally {
    await tenant.close();
  }
}

async function alertsTurn(tenant: Tenant, trio: Trio<Child>, effort: Effort): Promise<Comparison> {
  const channel = openChannel(tenant, 1);
  const [warmUp, blocks] = [amount(effort, 20, 0), amount(effort, 16, 1)];
  let samples = emptyTrio();
  for (let block = 0; block < warmUp + blocks; block += 1) {
    if (block === warmUp) samples = emptyTrio();
    for (const name of NAMES) {
      await channel.renew();
      const turn = () => ask(tenant, channel, trio[name], "ana");
      await measureBlock(trio[name], samples[name], Array<typeof turn>(BLOCK).fill(turn));
      await nextBlock(tenant, trio, name, BLOCK);
    }
    const told = NAMES.map((name) => `${name} ${round(samples[name].cpuMs.at(-1) ?? 0)} ms`);
    say(`alerts turn ${block + 1}/${warmUp + blocks}: ${told.join(", ")}`);
  }
  channel.close();
  return comparisonOf(samples);
}

async function throughput(tenant: Tenant, trio: Trio<Child>, effort: Effort): Promise<Throughput[]> {
  const results: Throughput[] = [];
  for (const connections of CONNECTIONS) {
    const channel = openChannel(tenant, connections);
    const rates = { bot: [] as number[], echo: [] as number[] };
    for (let again = 0; again < amount(effort, LOADS, 1); again += 1) {
      for (const name of ["bot", "echo"] as const) {
        await channel.renew();
        rates[name].push(await load(tenant, channel, trio[name], connections));
        await nextBlock(tenant, trio, name, LOAD);
      }
    }
    channel.close();
    const [bot, echo] = [round(median(rates.bot), 0), round(median(rates.echo), 0)];
    results.push({ connections, unit: "turns/s", bot, echo });
    say(`throughput at ${connections}: bot ${bot}, echo ${echo} turns/s`);
  }
  return results;
}

/** Turns a second while each connection sends its next turn as soon as it has its answer. */
async function load(tenant: Tenant, channel: Channel, child: Child, connections: number): Promise<number> {
  let left = LOAD;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      while (left > 0) {
        left -= 1;
        await ask(tenant, channel, child, PEOPLE[index % PEOPLE.length] ?? "ana");
      }
    }),
  );
  return (LOAD * 1_000) / (performance.now() - started);
}

async function ask(tenant: Tenant, channel: Channel, child: Child, person: string): Promise<number> {
  const { status, ms } = await channel.deliver(child.url, typed(tenant, person, person, "alerts"));
  if (status >= 300) throw new Error(`the turn was answered ${status}`);
  return ms;
}

/** Checks that every turn of the block was answered in the chat, as it should be, and lets time go by. */
async function nextBlock(tenant: Tenant, trio: Trio<Child>, name: Name, count: number): Promise<void> {
  const { calls, state } = tenant.teams;
  const fits = name === "echo" ? /"echo: alerts"/ : /"AdaptiveCard".*Open alert/s;
  const answers = calls.filter((call) => call.status === 201 && fits.test(JSON.stringify(call.body)));
  if (answers.length !== count)
    throw new Error(`${answers.length} of ${count} turns were answered by the ${name}`);
  calls.length = 0;
  tenant.defender.calls.length = 0;
  state.reset();
  await advance(childrenOf(trio), PAUSE_MS);
}
