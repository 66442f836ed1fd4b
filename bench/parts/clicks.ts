import { actionOf, buttonTitles } from "../../sandbox/teams/cards.ts";
import type { Json, Message } from "../../sandbox/teams/types.ts";
import { clicked, openChannel, signIn, typed, type Channel } from "../channel.ts";
import { advance, type Child } from "../child.ts";
import { restartClock } from "../clock.ts";
import { amount, type Effort } from "../effort.ts";
import { copyFullStore } from "../full-store.ts";
import { addChats } from "../places.ts";
import { say } from "../progress.ts";
import {
  childrenOf,
  comparisonOf,
  emptySamples,
  emptyTrio,
  NAMES,
  ratioOf,
  summaryOf,
  type Comparison,
  type Name,
  type Samples,
  type Summary,
  type Trio,
} from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/**
 * A click on `Approve` that completes a request, until its HTTP answer. Roles count for a minute: the first click of a
 * block makes the bot ask Entra for them anew, the others come within that minute.
 */
export interface ClicksResult {
  readonly approveClick: Comparison;
  readonly approveClickFirstInAMinute: Summary & { readonly cpuRatio: number };
}

interface Bench {
  readonly tenant: Tenant;
  readonly trio: Trio<Child>;
  readonly channel: Channel;
  readonly places: readonly string[];
  readonly warmUp: number;
  readonly blocks: number;
}

interface Collected extends Trio<Samples> {
  readonly first: Samples;
}

/** Clicks in a block, each in a group chat of its own. */
const BLOCK = 15;
/** Between asking and approving: Defender's 100 calls a minute. */
const OPENED_PAUSE_MS = 60_000;
/** Between clicks: Teams' 8 sends in 2 s for one conversation. A block stays within the minute of the roles. */
const CLICK_PAUSE_MS = 2_500;
/** Between blocks: Defender's 1,500 calls and Teams' 1,800 sends an hour. */
const PAUSE_MS = 600_000;

export async function clicks(effort: Effort): Promise<ClicksResult> {
  restartClock(1);
  const tenant = await startTenant();
  try {
    const places = addChats(tenant, BLOCK);
    const [warmUp, blocks] = [amount(effort, 15, 0), amount(effort, 36, 1)];
    addDevices(tenant, 2 * (warmUp + blocks) * BLOCK);
    await copyFullStore(tenant.dataDir("full"), amount(effort, 100_000, 1_000));
    const trio = {
      bot: await tenant.start("bot"),
      full: await tenant.start("full"),
      echo: await tenant.start("echo"),
    };
    const bench = { tenant, trio, channel: openChannel(tenant, 1), places, warmUp, blocks };
    for (const bot of [trio.bot, trio.full]) await prepare(bench, bot);
    return resultOf(await collect(bench));
  } finally {
    await tenant.close();
  }
}

async function prepare(bench: Bench, bot: Child): Promise<void> {
  await signIn(bench.tenant, bot.url, ["ana", "ben", "carla", "erin"]);
  await bench.channel.renew();
  for (const place of bench.places) await deliver(bench, bot, typed(bench.tenant, "erin", place, "enable"));
}

function resultOf({ first, ...all }: Collected): ClicksResult {
  const [approveClick, firsts] = [comparisonOf(all), summaryOf(first)];
  return {
    approveClick,
    approveClickFirstInAMinute: { ...firsts, cpuRatio: ratioOf(firsts.cpuMs, approveClick.echo.cpuMs) },
  };
}

/** So many that each request has its own: a device is isolated once. */
function addDevices({ defender }: Tenant, count: number): void {
  const model = defender.device("ward3-nurse12");
  for (let index = 0; index < count; index += 1) {
    const id = (0xbe ** 6 + index).toString(16).padStart(40, "0");
    defender.devices.push({ ...model, id, computerDnsName: nameOf(index) });
  }
}

function nameOf(index: number): string {
  return `bench-${index}.contoso.example`;
}

async function collect(bench: Bench): Promise<Collected> {
  const { warmUp, blocks, channel, tenant, trio } = bench;
  const all = childrenOf(trio);
  let collected = { ...emptyTrio(), first: emptySamples() };
  for (let block = 0; block < warmUp + blocks; block += 1) {
    if (block === warmUp) collected = { ...emptyTrio(), first: emptySamples() };
    const samples = emptyTrio();
    const cards = { bot: [] as Message[], full: [] as Message[] };
    for (const [index, name] of (["bot", "full"] as const).entries()) {
      await channel.renew();
      cards[name].push(...(await openRequests(bench, name, (2 * block + index) * BLOCK)));
    }
    for (let at = 0; at < BLOCK; at += 1) {
      // Made before the first click: by the second the card has lost its button.
      const own = approval(tenant, cards.bot[at]);
      const activities = { bot: own, full: approval(tenant, cards.full[at]), echo: own };
      // Turn about: who comes second finds the disk busy with what the first has left.
      const order = at % 2 === 0 ? NAMES : NAMES.toReversed();
      for (const name of order) await click(bench, name, activities[name], samples[name]);
      await advance(all, CLICK_PAUSE_MS);
      // What has become due meanwhile is not of the next click.
      for (const child of all) await child.quiet();
    }
    keep(collected, samples);
    const told = NAMES.map((name) => `${name} ${round(median(samples[name].cpuMs))} ms`);
    say(`approve click ${block + 1}/${warmUp + blocks}: ${told.join(", ")}`);
    tenant.teams.calls.length = 0;
    tenant.defender.calls.length = 0;
    await advance(all, PAUSE_MS);
  }
  return collected;
}

function keep(collected: Collected, samples: Trio<Samples>): void {
  for (const kind of ["cpuMs", "latencyMs"] as const) {
    collected.first[kind].push(...samples.bot[kind].slice(0, 1));
    for (const name of NAMES) collected[name][kind].push(...samples[name][kind].slice(1));
  }
}

/** Ana and Ben ask for as many isolations as a block has clicks, more than one may; resolves with their cards. */
async function openRequests(bench: Bench, name: "bot" | "full", from: number): Promise<Message[]> {
  const { tenant, trio, places } = bench;
  const known = new Set(tenant.teams.state.allMessages().map(({ id }) => id));
  for (const [index, place] of places.entries()) {
    const command = `isolate ${nameOf(from + index)} beaconing to a known host`;
    await deliver(bench, trio[name], typed(tenant, index % 2 === 0 ? "ana" : "ben", place, command));
    await advance(childrenOf(trio), CLICK_PAUSE_MS);
  }
  // A card may be sent by the loop that the request woke.
  await trio[name].quiet();
  const cards = tenant.teams.state
    .allMessages()
    .filter((message) => !known.has(message.id) && buttonTitles(cardOf(message)).includes("Approve"));
  if (cards.length !== BLOCK) throw new Error(`${cards.length} of ${BLOCK} requests were opened`);
  await advance(childrenOf(trio), OPENED_PAUSE_MS);
  return cards;
}

function approval(tenant: Tenant, on: Message | undefined): Json {
  if (on === undefined) throw new Error("there is no card to click");
  const action = actionOf(cardOf(on), "Approve");
  if (action === null) throw new Error("the card has no button to approve");
  return clicked(tenant, "carla", on, action);
}

async function click(bench: Bench, name: Name, activity: Json, samples: Samples): Promise<void> {
  const child = bench.trio[name];
  const before = child.cpuMs();
  const { body, ms } = await deliver(bench, child, activity);
  samples.cpuMs.push(child.cpuMs() - before);
  samples.latencyMs.push(ms);
  const fits =
    name === "echo" ? /"statusCode":200/ : /"statusCode":200.*"Approved|"statusCode":200.*"Executing/s;
  if (!fits.test(body)) throw new Error(`the ${name} answered ${body.slice(0, 400)}`);
  // The call to Defender and the new cards, so that the next click starts from rest.
  if (name !== "echo") await child.quiet();
}

async function deliver({ channel }: Bench, child: Child, activity: Json) {
  const answer = await channel.deliver(child.url, activity);
  if (answer.status >= 300) throw new Error(`the turn was answered ${answer.status}`);
  return answer;
}

function cardOf({ attachments }: Message): unknown {
  return attachments[0]?.content;
}
