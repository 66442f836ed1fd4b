import { openChannel, signIn, typed, type Channel } from "../channel.ts";
import { advance, type Child } from "../child.ts";
import { clockState, setClock } from "../clock.ts";
import { say } from "../progress.ts";
import { emptySamples, measureBlock, NAMES, ratioOf, summaryOf, type Pair, type Summary } from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/** An `alerts` turn of a signed-in person in the 1:1 chat: CPU, latency, and how many a second at 1 and 20 connections. */
export interface TurnsResult {
  readonly alertsTurn: Pair<Summary> & { readonly cpuRatio: number };
  readonly throughput: readonly Throughput[];
}

export interface Throughput extends Pair<number> {
  readonly connections: number;
  readonly unit: "turns/s";
}

const PEOPLE = ["ana", "ben", "carla", "david", "erin"] as const;
/** Fast enough that neither Teams' nor Defender's limits hold up a block. */
const RATE = 300;
/** Between blocks: Defender's 1,500 calls an hour. */
const PAUSE_MS = 600_000;
const BLOCK = 50;
const WARM_UP_BLOCKS = 12;
const BLOCKS = 12;
const CONNECTIONS = [1, 20] as const;
const LOAD = 200;
const LOAD_ROUNDS = 3;

export async function turns(): Promise<TurnsResult> {
  setClock({ ...clockState(), rate: RATE });
  const tenant = await startTenant();
  try {
    const pair = { bot: await tenant.start("bot"), echo: await tenant.start("echo") };
    await signIn(tenant, pair.bot.url, PEOPLE);
    return { alertsTurn: await alertsTurn(tenant, pair), throughput: await throughput(tenant, pair) };
  } finally {
    await tenant.close();
  }
}

async function alertsTurn(tenant: Tenant, pair: Pair<Child>): Promise<TurnsResult["alertsTurn"]> {
  const channel = openChannel(tenant, 1);
  let samples = { bot: emptySamples(), echo: emptySamples() };
  for (let block = 0; block < WARM_UP_BLOCKS + BLOCKS; block += 1) {
    if (block === WARM_UP_BLOCKS) samples = { bot: emptySamples(), echo: emptySamples() };
    for (const name of NAMES) {
      await channel.renew();
      const turn = () => ask(tenant, channel, pair[name], "ana");
      await measureBlock(pair[name], samples[name], Array<typeof turn>(BLOCK).fill(turn));
      await nextBlock(tenant, pair, name, BLOCK);
    }
    say(
      `alerts turn ${block + 1}/${WARM_UP_BLOCKS + BLOCKS}: bot ${last(samples.bot.cpuMs)} ms, echo ${last(samples.echo.cpuMs)} ms`,
    );
  }
  channel.close();
  const [bot, echo] = [summaryOf(samples.bot), summaryOf(samples.echo)];
  return { bot, echo, cpuRatio: ratioOf(bot.cpuMs, echo.cpuMs) };
}

async function throughput(tenant: Tenant, pair: Pair<Child>): Promise<Throughput[]> {
  const results: Throughput[] = [];
  for (const connections of CONNECTIONS) {
    const channel = openChannel(tenant, connections);
    const rates = { bot: [] as number[], echo: [] as number[] };
    for (let again = 0; again < LOAD_ROUNDS; again += 1) {
      for (const name of NAMES) {
        await channel.renew();
        rates[name].push(await load(tenant, channel, pair[name], connections));
        await nextBlock(tenant, pair, name, LOAD);
      }
    }
    channel.close();
    results.push({
      connections,
      unit: "turns/s",
      bot: round(median(rates.bot), 0),
      echo: round(median(rates.echo), 0),
    });
    say(`throughput at ${connections}: ${JSON.stringify(results.at(-1))}`);
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
async function nextBlock(
  tenant: Tenant,
  pair: Pair<Child>,
  name: "bot" | "echo",
  count: number,
): Promise<void> {
  const { calls, state } = tenant.teams;
  const fits = name === "bot" ? /"AdaptiveCard".*Open alert/s : /"echo: alerts"/;
  const answers = calls.filter((call) => call.status === 201 && fits.test(JSON.stringify(call.body)));
  if (answers.length !== count)
    throw new Error(`${answers.length} of ${count} turns were answered by the ${name}`);
  calls.length = 0;
  tenant.defender.calls.length = 0;
  state.reset();
  await advance([pair.bot, pair.echo], PAUSE_MS);
}

function last(values: readonly number[]): number {
  return round(values.at(-1) ?? 0);
}
