import { onArrival } from "../arrivals.ts";
import { signIn } from "../channel.ts";
import { advance, type Child } from "../child.ts";
import { restartClock } from "../clock.ts";
import { amount, type Effort } from "../effort.ts";
import { say } from "../progress.ts";
import { ratioOf, type Pair } from "../rounds.ts";
import { median, percentile, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/**
 * One alert, from its raising in Defender to its card in a channel that subscribed. The echo, told by HTTP, posts a small
 * card into the same channel: the SDK's bare proactive message.
 */
export interface AlertsResult {
  readonly proactiveAlert: {
    /** CPU milliseconds: the poll that finds the alert, and its card; the echo's message. */
    readonly cpuMs: Pair<number> & { readonly ratio: number };
    /** CPU milliseconds of a poll that finds nothing new, with what the loops do in the same second. */
    readonly emptyPollCpuMs: number;
    /** From the poll's arrival at Defender to the card's at Teams; the echo's from being told to its card. */
    readonly workMs: Pair<Percentiles>;
    /** From the raising to the poll, on the bench's clock: what the poll interval and the loops' second make of it. */
    readonly waitMs: Percentiles;
    /** Both together. */
    readonly raisedToCardMs: Percentiles;
    readonly alerts: number;
  };
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

interface Bench {
  readonly tenant: Tenant;
  readonly pair: Pair<Child>;
  readonly polls: Polls;
}

interface Samples {
  readonly cpu: Pair<number[]>;
  readonly empty: number[];
  readonly work: Pair<number[]>;
  readonly wait: number[];
}

/** The default of ALERT_POLL_SECONDS. */
const POLL_MS = 20_000;
const PLACE = "soc";

export async function alerts(effort: Effort): Promise<AlertsResult> {
  restartClock(1);
  const tenant = await startTenant();
  try {
    const pair = { bot: await tenant.start("bot"), echo: await tenant.start("echo") };
    await subscribe(tenant, pair);
    const bench = { tenant, pair, polls: watchPolls(tenant) };
    return resultOf(await collect(bench, amount(effort, 10, 0), amount(effort, 60, 2)));
  } finally {
    await tenant.close();
  }
}

/** The bot is asked for alerts; the echo hears of the channel that it is to write to. */
async function subscribe(tenant: Tenant, { bot, echo }: Pair<Child>): Promise<void> {
  const { teams } = tenant;
  await signIn(tenant, bot.url, ["erin"]);
  await teams.send("erin", PLACE, "subscribe").answer;
  await teams.waitFor(({ text }) => text.includes("From now on"));
  teams.setBotUrl(echo.url);
  await teams.send("erin", PLACE, "hello").answer;
}

interface Polls {
  /** Bench time of the last one. */
  last(): number;
  /** Resolves at the next one's arrival, with `performance.now()`. */
  next(): Promise<number>;
}

function watchPolls({ defender }: Tenant): Polls {
  let last = Date.now();
  let arrived: (at: number) => void = () => undefined;
  onArrival(defender.calls, ({ query, at }) => {
    if (query["$filter"]?.startsWith("lastUpdateTime") !== true) return;
    last = at;
    arrived(performance.now());
  });
  return { last: () => last, next: () => new Promise((resolve) => (arrived = resolve)) };
}

async function collect(bench: Bench, warmUp: number, rounds: number): Promise<Samples> {
  let samples = emptySamples();
  for (let again = 0; again < warmUp + rounds; again += 1) {
    if (again === warmUp) samples = emptySamples();
    await measureEcho(bench, samples);
    await measureEmptyPoll(bench, samples);
    await measureAlert(bench, samples);
    bench.tenant.teams.calls.length = 0;
    bench.tenant.defender.calls.length = 0;
    if ((again + 1) % 10 === 0) say(`proactive alert ${again + 1}/${warmUp + rounds}`);
  }
  return samples;
}

function emptySamples(): Samples {
  return { cpu: { bot: [], echo: [] }, empty: [], work: { bot: [], echo: [] }, wait: [] };
}

async function measureEcho({ tenant, pair: { echo } }: Bench, { cpu, work }: Samples): Promise<void> {
  await echo.quiet();
  const before = echo.cpuMs();
  const card = arrivalOf(tenant, "A proactive card");
  const started = performance.now();
  const answer = await fetch(`${echo.url}/api/notify`, { method: "POST" });
  if (answer.status !== 204) throw new Error(`the echo answered ${answer.status}`);
  work.echo.push((await card) - started);
  await echo.quiet();
  cpu.echo.push(echo.cpuMs() - before);
}

async function measureEmptyPoll(bench: Bench, { empty }: Samples): Promise<void> {
  const { bot } = bench.pair;
  await bot.quiet();
  const before = bot.cpuMs();
  await nextPoll(bench);
  await bot.quiet();
  empty.push(bot.cpuMs() - before);
}

async function measureAlert(bench: Bench, { cpu, work, wait }: Samples): Promise<void> {
  const { tenant, pair } = bench;
  await pair.bot.quiet();
  // Alerts come at any time between two polls.
  await passUntil(bench, bench.polls.last() + Math.random() * POLL_MS);
  const before = pair.bot.cpuMs();
  const { id, alertCreationTime } = tenant.defender.raiseAlert();
  const card = arrivalOf(tenant, id);
  const polledAt = await nextPoll(bench);
  work.bot.push((await card) - polledAt);
  wait.push(bench.polls.last() - Date.parse(alertCreationTime));
  await pair.bot.quiet();
  cpu.bot.push(pair.bot.cpuMs() - before);
}

/** Sets the clock forward to when a poll is due; resolves when it comes. */
async function nextPoll(bench: Bench): Promise<number> {
  const poll = bench.polls.next();
  await passUntil(bench, bench.polls.last() + POLL_MS);
  return poll;
}

async function passUntil({ pair }: Bench, at: number): Promise<void> {
  const left = at - Date.now();
  if (left > 0) await advance([pair.bot, pair.echo], left);
}

/** Resolves when a message with these words arrives in the channel, with `performance.now()`. */
function arrivalOf({ teams }: Tenant, words: string): Promise<number> {
  return new Promise((resolve) => {
    const off = teams.state.on((event) => {
      const message = event.kind === "message" ? teams.state.message(event.messageId) : null;
      if (message === null || !JSON.stringify(message.attachments).includes(words)) return;
      off();
      resolve(performance.now());
    });
  });
}

function resultOf({ cpu, empty, work, wait }: Samples): AlertsResult {
  const [bot, echo] = [median(cpu.bot), median(cpu.echo)];
  return {
    proactiveAlert: {
      cpuMs: { bot: round(bot), echo: round(echo), ratio: ratioOf(bot, echo) },
      emptyPollCpuMs: round(median(empty)),
      workMs: { bot: percentiles(work.bot), echo: percentiles(work.echo) },
      waitMs: percentiles(wait),
      raisedToCardMs: percentiles(wait.map((ms, index) => ms + (work.bot[index] ?? 0))),
      alerts: wait.length,
    },
  };
}

function percentiles(values: readonly number[]): Percentiles {
  return { p50: round(percentile(values, 50)), p99: round(percentile(values, 99)) };
}
