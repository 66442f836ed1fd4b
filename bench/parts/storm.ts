import { setTimeout as delay } from "node:timers/promises";
import { openChannel, signIn, typed } from "../channel.ts";
import type { Child } from "../child.ts";
import { restartClock } from "../clock.ts";
import { amount, type Effort } from "../effort.ts";
import { addChats } from "../places.ts";
import { say } from "../progress.ts";
import { round } from "../stats.ts";
import { createTally, type Tally } from "../tally.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/**
 * Many alerts at once into conversations that all subscribed, with Teams' limits enforced: each alert belongs on one card
 * in each of them. The clock runs faster, so that the minutes which the limits make of it pass quickly.
 */
export interface StormResult {
  readonly storm: readonly Storm[];
}

export interface Storm {
  readonly alerts: number;
  readonly conversations: number;
  readonly cards: number;
  /** Alerts that a conversation never got to see. */
  readonly lost: number;
  /** Alerts that a conversation saw on more than one card. */
  readonly duplicates: number;
  /** Posts that were done, but whose answer Teams did not give: only these may make duplicates. */
  readonly unclear: number;
  /** Sends that Teams refused for coming too fast. */
  readonly violations: number;
  readonly cpuMsPerCard: number;
  /** Per alert and conversation. */
  readonly cpuMsPerAlert: number;
  /** Until the last card, on the bench's clock. */
  readonly minutes: number;
}

interface Asked {
  readonly alerts: number;
  readonly conversations: number;
  /** Bench milliseconds per real one: the bot needs real time for its work. */
  readonly rate: number;
  /** One post in so many is done but not answered; 0: none. */
  readonly unclearEvery: number;
}

const INCIDENTS = 60;
const LOOK_MS = 500;
/** Without any card for so long on the bench's clock, nothing comes any more. */
const SILENT_MS = 15 * 60_000;
/** After the last alert, so that one shown twice is seen; on the bench's clock. */
const AFTER_MS = 90_000;

export async function storm(effort: Effort): Promise<StormResult> {
  const alerts = amount(effort, 10_000, 200);
  const invocations: readonly Asked[] = [
    { alerts, conversations: 1, rate: 4, unclearEvery: 0 },
    { alerts: alerts / 5, conversations: 1, rate: 4, unclearEvery: amount(effort, 10, 2) },
    { alerts, conversations: amount(effort, 50, 3), rate: amount(effort, 1, 4), unclearEvery: 0 },
  ];
  const results: Storm[] = [];
  for (const invocation of invocations) results.push(await stormOf(invocation));
  return { storm: results };
}

async function stormOf(invocation: Asked): Promise<Storm> {
  restartClock(invocation.rate, "fast timers");
  const tenant = await startTenant({ limits: true });
  try {
    const places = addChats(tenant, invocation.conversations);
    const bot = await tenant.start("bot");
    await subscribe(tenant, bot, places);
    await bot.quiet();
    return await measure(tenant, bot, invocation, places);
  } finally {
    await tenant.close();
  }
}

async function subscribe(tenant: Tenant, bot: Child, places: readonly string[]): Promise<void> {
  await signIn(tenant, bot.url, ["erin"]);
  const channel = openChannel(tenant, 1);
  for (const place of places) {
    await channel.renew();
    await channel.deliver(bot.url, typed(tenant, "erin", place, "subscribe"));
  }
  channel.close();
}

async function measure(
  tenant: Tenant,
  bot: Child,
  invocation: Asked,
  places: readonly string[],
): Promise<Storm> {
  const tally = createTally(tenant, places, invocation.unclearEvery);
  const [cpu, started] = [bot.cpuMs(), Date.now()];
  for (let index = 0; index < invocation.alerts; index += 1) {
    const incidentId = 8_000 + (index % INCIDENTS);
    tally.expect(tenant.defender.raiseAlert({ incidentId }).id);
  }
  await shown(tally, invocation);
  const cpuMs = bot.cpuMs() - cpu;
  const minutes = round((tally.lastAt() - started) / 60_000, 1);
  await delay(AFTER_MS / invocation.rate);
  const { cards, ...counts } = tally.counts();
  return {
    ...{ alerts: invocation.alerts, conversations: invocation.conversations, cards, ...counts },
    cpuMsPerCard: round(cpuMs / cards),
    cpuMsPerAlert: round(cpuMs / (invocation.alerts * invocation.conversations)),
    minutes,
  };
}

/** Resolves when every alert stands everywhere, or nothing has come for a long time. */
async function shown(tally: Tally, { alerts, conversations }: Asked): Promise<void> {
  let told = 0;
  while (tally.counts().lost > 0 && Date.now() - tally.lastAt() < SILENT_MS) {
    await delay(LOOK_MS);
    const share = Math.floor(
      (10 * (alerts * conversations - tally.counts().lost)) / (alerts * conversations),
    );
    if (share > told)
      say(`storm of ${alerts} into ${conversations}: ${share * 10} %, ${tally.counts().cards} cards`);
    told = share;
  }
}
