import { actionOf, buttonTitles } from "../../src/sandbox/teams/cards.ts";
import type { Conversation, Json, Message } from "../../src/sandbox/teams/types.ts";
import { clicked, openChannel, signIn, typed, type Channel } from "../channel.ts";
import { advance, type Child } from "../child.ts";
import { clockState, setClock } from "../clock.ts";
import { say } from "../progress.ts";
import { emptySamples, NAMES, ratioOf, summaryOf, type Pair, type Samples, type Summary } from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/**
 * A click on `Approve` that completes a request, until its HTTP answer. Roles count for a minute: the first click of a
 * block makes the bot ask Entra for them anew, the others come within that minute.
 */
export interface ClicksResult {
  readonly approveClick: Pair<Summary> & { readonly cpuRatio: number };
  readonly approveClickFirstInAMinute: Summary & { readonly cpuRatio: number };
}

interface Bench {
  readonly tenant: Tenant;
  readonly pair: Pair<Child>;
  readonly channel: Channel;
}

interface Collected extends Pair<Samples> {
  readonly first: Samples;
}

const BLOCK = 15;
/** Group chats, one for each click of a block: Teams limits what one of them takes. */
const PLACES = Array.from({ length: BLOCK }, (_, index) => `bench-${index}`);
const WARM_UP_BLOCKS = 15;
const BLOCKS = 36;
/** Between asking and approving: Defender's 100 calls a minute. */
const OPENED_PAUSE_MS = 60_000;
/** Between clicks: Teams' 8 sends in 2 s for one conversation. A block stays within the minute of the roles. */
const CLICK_PAUSE_MS = 2_500;
/** Between blocks: Defender's 1,500 calls and Teams' 1,800 sends an hour. */
const PAUSE_MS = 600_000;

export async function clicks(): Promise<ClicksResult> {
  setClock({ ...clockState(), rate: 1 });
  const tenant = await startTenant();
  try {
    addChats(tenant);
    addDevices(tenant, (WARM_UP_BLOCKS + BLOCKS) * BLOCK);
    const pair = { bot: await tenant.start("bot"), echo: await tenant.start("echo") };
    const bench = { tenant, pair, channel: openChannel(tenant, 1) };
    await signIn(tenant, pair.bot.url, ["ana", "carla", "erin"]);
    await bench.channel.renew();
    for (const place of PLACES) await deliver(bench, pair.bot, typed(tenant, "erin", place, "enable"));
    return resultOf(await collect(bench));
  } finally {
    await tenant.close();
  }
}

function resultOf({ bot, echo, first }: Collected): ClicksResult {
  const [own, others, firsts] = [summaryOf(bot), summaryOf(echo), summaryOf(first)];
  return {
    approveClick: { bot: own, echo: others, cpuRatio: ratioOf(own.cpuMs, others.cpuMs) },
    approveClickFirstInAMinute: { ...firsts, cpuRatio: ratioOf(firsts.cpuMs, others.cpuMs) },
  };
}

function addChats({ teams }: Tenant): void {
  const model = teams.state.conversation("night-shift");
  const chats = PLACES.map((alias) => ({ ...model, alias, id: `19:${alias}@thread.v2` }));
  (teams.conversations as Conversation[]).push(...chats);
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
  let collected = { bot: emptySamples(), echo: emptySamples(), first: emptySamples() };
  for (let block = 0; block < WARM_UP_BLOCKS + BLOCKS; block += 1) {
    if (block === WARM_UP_BLOCKS)
      collected = { bot: emptySamples(), echo: emptySamples(), first: emptySamples() };
    await bench.channel.renew();
    const cards = await openRequests(bench, block * BLOCK);
    const samples = { bot: emptySamples(), echo: emptySamples() };
    for (const card of cards) {
      // Made before the first click: by the second the card has lost its button.
      const activity = approval(bench.tenant, card);
      for (const name of NAMES) await click(bench, name, activity, samples[name]);
      await advance([bench.pair.bot, bench.pair.echo], CLICK_PAUSE_MS);
    }
    keep(collected, samples);
    say(
      `approve click ${block + 1}/${WARM_UP_BLOCKS + BLOCKS}: bot ${round(median(samples.bot.cpuMs))} ms, echo ${round(median(samples.echo.cpuMs))} ms`,
    );
    bench.tenant.teams.calls.length = 0;
    bench.tenant.defender.calls.length = 0;
    await advance([bench.pair.bot, bench.pair.echo], PAUSE_MS);
  }
  return collected;
}

function keep(collected: Collected, { bot, echo }: Pair<Samples>): void {
  for (const kind of ["cpuMs", "latencyMs"] as const) {
    collected.first[kind].push(...bot[kind].slice(0, 1));
    collected.bot[kind].push(...bot[kind].slice(1));
    collected.echo[kind].push(...echo[kind].slice(1));
  }
}

/** Ana asks for as many isolations as a block has clicks; resolves with their cards. */
async function openRequests(bench: Bench, from: number): Promise<Message[]> {
  const { tenant, pair } = bench;
  const known = new Set(tenant.teams.state.allMessages().map(({ id }) => id));
  for (const [index, place] of PLACES.entries()) {
    const command = `isolate ${nameOf(from + index)} beaconing to a known host`;
    await deliver(bench, pair.bot, typed(tenant, "ana", place, command));
    await advance([pair.bot, pair.echo], CLICK_PAUSE_MS);
  }
  // A card may be sent by the loop that the request woke.
  await pair.bot.quiet();
  const cards = tenant.teams.state
    .allMessages()
    .filter((message) => !known.has(message.id) && buttonTitles(cardOf(message)).includes("Approve"));
  if (cards.length !== BLOCK) throw new Error(`${cards.length} of ${BLOCK} requests were opened`);
  await advance([pair.bot, pair.echo], OPENED_PAUSE_MS);
  return cards;
}

function approval(tenant: Tenant, on: Message): Json {
  const action = actionOf(cardOf(on), "Approve");
  if (action === null) throw new Error("the card has no button to approve");
  return clicked(tenant, "carla", on, action);
}

async function click(bench: Bench, name: "bot" | "echo", activity: Json, samples: Samples): Promise<void> {
  const child = bench.pair[name];
  const before = child.cpuMs();
  const { body, ms } = await deliver(bench, child, activity);
  samples.cpuMs.push(child.cpuMs() - before);
  samples.latencyMs.push(ms);
  const fits =
    name === "bot" ? /"statusCode":200.*"Approved|"statusCode":200.*"Executing/s : /"statusCode":200/;
  if (!fits.test(body)) throw new Error(`the ${name} answered ${body.slice(0, 400)}`);
  // The call to Defender and the new cards, so that the next click starts from rest.
  if (name === "bot") await child.quiet();
}

async function deliver({ channel }: Bench, child: Child, activity: Json) {
  const answer = await channel.deliver(child.url, activity);
  if (answer.status >= 300) throw new Error(`the turn was answered ${answer.status}`);
  return answer;
}

function cardOf({ attachments }: Message): unknown {
  return attachments[0]?.content;
}
