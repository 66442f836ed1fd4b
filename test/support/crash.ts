import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom, type Random } from "../../sandbox/defender/random.ts";
import { historyOf } from "./crash-history.ts";
import { comeAgain } from "./crash-clicks.ts";
import { endHalt, openCopies, type Copies } from "./crash-copies.ts";
import { judge, type Verdict } from "./crash-judge.ts";
import { sitDown, tidyUp } from "./crash-people.ts";
import { ASKERS, happens, newShop, tell, type Shop } from "./crash-shop.ts";
import { chainIn, changesOf, settledTraces } from "./crash-traces.ts";
import { MOMENTS, POLICY, SLOW_MS, type Moment } from "./crash-moments.ts";
import type { StoreKind } from "./database.ts";
import { forgeClock, type ForgedClock } from "./forged-clock.ts";
import type { BotProcess } from "../../sandbox/bot-process.ts";
import { startTenant, type Tenant } from "./tenant.ts";

/**
 * Kills the real bot process with SIGKILL at random moments, while people ask and decide all the time, clicks of every
 * verb come again, copies of the store are made and put back, and the clock lies; and starts it again. How far a life goes is counted in what the services hear of it, not in time: on a slow machine the bot dies
 * at the same places as on a fast one.
 */

export interface CrashOptions {
  readonly store: StoreKind;
  /** What is done, and by whom, follows from it; when, in the end, the machine says. */
  readonly seed: number;
  /** Goes on until there were so many kills... */
  readonly kills: number;
  /** ...and so many restores... */
  readonly restores: number;
  /** ...or until so many milliseconds are over. */
  readonly longestMs?: number;
  /** Requests that are under way at each kill, at least. */
  readonly inFlight: number;
  readonly say?: (line: string) => void;
}

export interface CrashReport extends Verdict {
  readonly seed: number;
  /** Processes that were killed with enough requests under way. */
  readonly kills: number;
  readonly restores: number;
  /** Lives that began under a forged clock, or in which it was set. */
  readonly forged: number;
  /** Requests by the state they ended in. */
  readonly states: Readonly<Record<string, number>>;
  /** The most steps of any request. */
  readonly largest: number;
  /** Changing calls that reached Defender. */
  readonly calls: number;
  /** Messages and clicks that people have sent, and that came again. */
  readonly activities: number;
  /** Of those calls, the ones whose answer the bot did not live to hear. */
  readonly unheard: number;
  /** What was done to the bot, and what happened to the requests that the problems name, in order. */
  readonly history: readonly string[];
}

/** Some people are always between two requests. */
const SPARE_CHAIRS = 5;
/** How many more than there have to be are waited for: some end before the kill. */
const MARGIN = 2;
const LOOK_EVERY_MS = 2;
/** How long a life may take to have enough requests under way again. */
const FILL_MS = 120_000;
/** A life in which nothing more happens (all wait for leases of the last one) is long enough. */
const DULL_MS = 3000;
const LONGEST_MS = 60_000;
/** Some die about when they are ready; most of these before. */
const STILLBORN_MS = 1500;

/** What the clock of the machine is set to, in milliseconds ahead: over leases, over expiries, and back. */
const JUMPS = [46, 25 * 60, 8 * 24 * 60, -90, -30 * 60].map((minutes) => minutes * 60_000);
/** How often a life has its clock set, begins with a wrong one, sees a backup; how often one ends with a restore. */
const JUMPS_IN = 0.25;
const BEGINS_WRONG = 0.15;
const COPIED_IN = 0.12;
const PUT_BACK_AFTER = 0.06;
/** Instances on PostgreSQL: one, two or all of them are killed at one moment, and the others go on. */
const INSTANCES = 3;
/** Until a change of an account is seen. */
const LAG_MS = 2000;
/** A clock that is wrong at the start of the machine is put right soon. */
const PUT_RIGHT_MS = 2000;

/** What the story is told with. */
interface Stage {
  readonly shop: Shop;
  readonly clock: ForgedClock;
  readonly copies: Copies;
  readonly random: Random;
}

/** Runs the whole story and judges it. @throws Error when the tenant can't be started, or too little is going on */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-crash-"));
  const policyFile = join(folder, "policy.json");
  writeFileSync(policyFile, JSON.stringify(POLICY));
  const clock = forgeClock();
  const botEnv = { ...clock.env, POLICY_FILE: policyFile, LOG_LEVEL: "warn", ALERT_POLL_SECONDS: "0" };
  const tenant = await startTenant({ store: options.store, limits: false, botEnv });
  const bots = [tenant.bot];
  while (options.store === "PostgreSQL" && bots.length < INSTANCES) bots.push(await tenant.anotherBot());
  const shop = newShop(tenant, bots, options.inFlight);
  const copies = openCopies(shop, randomOf(options, 0));
  try {
    await setUp(tenant);
    const report = await play({ shop, clock, copies, random: randomOf(options, 1) }, options);
    return report;
  } finally {
    await tenant.close();
    copies.close();
    clock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everybody has a stream of their own, so that one who is late changes nothing for the others. */
function randomOf({ seed }: CrashOptions, who: number): Random {
  return seededRandom(seed * 1_000_003 + who);
}

async function play(stage: Stage, options: CrashOptions): Promise<CrashReport> {
  const { shop } = stage;
  const chairs = Array.from({ length: options.inFlight + SPARE_CHAIRS }, (_, index) =>
    sitDown(shop, randomOf(options, 10 + index)),
  );
  const others = [comeAgain(shop, randomOf(options, 2)), tidyUp(shop, randomOf(options, 4))];
  const counts = await killAgainAndAgain(stage, options);
  shop.closed = true;
  await Promise.all([...chairs, ...others]);
  const traces = await settledTraces(shop);
  const verdict = judge(traces);
  const states = Object.groupBy(traces.requests, (request) => request.state);
  return {
    seed: options.seed,
    ...verdict,
    history: historyOf(verdict.problems, traces, {
      logFiles: logFilesOf(shop),
      deliveries: shop.tenant.teams.deliveries,
    }),
    ...counts,
    restores: traces.restores.length,
    states: Object.fromEntries(Object.entries(states).map(([state, list]) => [state, list.length])),
    largest: Math.max(...traces.requests.map(({ steps }) => steps?.count ?? 1)),
    calls: traces.calls.length,
    activities: shop.tenant.teams.deliveries.length,
  };
}

function logFilesOf({ bots }: Shop): readonly string[] {
  return bots.map(({ logFile }) => logFile).filter((file) => existsSync(file));
}

async function setUp(tenant: Tenant): Promise<void> {
  tenant.defender.setLimits(null);
  tenant.graph.setLimits(null);
  tenant.defender.setSpeed(100);
  tenant.graph.people.setLag(LAG_MS);
  tenant.entra.setRoles("erin", ["Admin", "Responder"]);
  tenant.entra.setRoles("noor", ["Responder"]);
  tenant.defender.setRbac("noor", [{ group: "Workstations", permissions: ["view"] }]);
  tenant.entra.requireConsent("frida", false);
  for (const name of [...ASKERS, "carla", "david"]) {
    await tenant.ask(name, name, "signin", (shown) => shown.includes("signed in as"));
  }
  for (const { faults } of [tenant.defender, tenant.graph, tenant.teams, tenant.entra])
    faults.set({ delayMs: SLOW_MS });
}

type Counts = Pick<CrashReport, "kills" | "forged" | "unheard">;

async function killAgainAndAgain(stage: Stage, options: CrashOptions): Promise<Counts> {
  const { shop, clock, random } = stage;
  const counts = { kills: 0, forged: 0, unheard: 0 };
  const last = Date.now() + (options.longestMs ?? Infinity);
  let halted = false;
  for (let life = 0; Date.now() < last && !isEnough(counts.kills, shop, options); life += 1) {
    const { lied, copied, victims } = await live(stage, MOMENTS[life % MOMENTS.length]!, halted);
    counts.forged += lied ? 1 : 0;
    const underWay = shop.open;
    counts.unheard += changesOf(shop.tenant).filter((call) => call.status === 0).length;
    shop.evidence.kills.push(Date.now());
    await Promise.all(victims.map((bot) => bot.kill()));
    tell(shop, `kill of ${victims.length}, ${underWay} under way`);
    clock.set(0);
    // It was made beside a bot that died meanwhile, and is whole all the same.
    await copied;
    if (underWay >= shop.inFlight) counts.kills += victims.length;
    options.say?.(
      `kill ${counts.kills}: ${underWay} under way, ${changesOf(shop.tenant).length} calls so far`,
    );
    // One in the second half of a short run, whatever the dice say.
    const isDue = shop.evidence.restores.length < options.restores && counts.kills > options.kills / 2;
    if (happens(random, PUT_BACK_AFTER) || isDue) halted = (await putBack(stage, options)) || halted;
    else if (MOMENTS[life % MOMENTS.length] !== "stillborn") halted = false;
  }
  await startAll(shop);
  if (halted) await endHalt(shop);
  return counts;
}

function isEnough(kills: number, { evidence }: Shop, options: CrashOptions): boolean {
  return kills >= options.kills && evidence.restores.length >= options.restores;
}

async function startAll({ bots }: Shop): Promise<void> {
  await Promise.all(bots.map((bot) => bot.start()));
}

async function putBack({ shop, copies }: Stage, options: CrashOptions): Promise<boolean> {
  if (copies.made() === 0) return false;
  await Promise.all(shop.bots.map((bot) => bot.kill()));
  shop.evidence.kills.push(Date.now());
  const done = await copies.putBack(() => chainIn(shop.tenant));
  if (done) options.say?.(`restore ${shop.evidence.restores.length}`);
  return done;
}

/** Whether the clock of a life lied, and the copy that is being made beside it. */
interface Lived {
  readonly lied: boolean;
  readonly copied: Promise<void> | null;
  /** Who is to be killed, at one moment. */
  readonly victims: readonly BotProcess[];
}

/** One life: from the start, sometimes not even to its end, to a random time near its moment. */
async function live(stage: Stage, moment: Moment | "stillborn", halted: boolean): Promise<Lived> {
  const { shop, clock, random, copies } = stage;
  const { tenant } = shop;
  const wrong = happens(random, BEGINS_WRONG) ? random.pick(JUMPS) : 0;
  clock.set(wrong);
  shop.evidence.lives.push({ at: Date.now(), ahead: wrong });
  tell(shop, `start${wrong === 0 ? "" : `, the clock ${wrong / 60_000} minutes ahead`}`);
  const victims = victimsAmong(shop.bots, random, moment === "stillborn");
  const starting = startAll(shop).catch(() => undefined);
  if (moment === "stillborn") await pause(random.int(STILLBORN_MS));
  else if (wrong !== 0) await pause(random.int(PUT_RIGHT_MS));
  if (moment === "stillborn") return { lied: wrong !== 0, copied: null, victims };
  clock.set(0);
  await starting;
  if (halted) await endHalt(shop);
  if (!(await passing(FILL_MS, () => shop.open >= shop.inFlight + MARGIN))) {
    throw new Error(`only ${shop.open} requests are under way; see ${tenant.bot.logFile}`);
  }
  const jump = happens(random, JUMPS_IN) ? random.pick(JUMPS) : 0;
  if (jump !== 0) tell(shop, `the clock is set ${jump / 60_000} minutes ahead`);
  clock.set(jump);
  const copying = happens(random, COPIED_IN) || shop.evidence.lives.length === 2 ? copies.make() : null;
  const end = moment.heard(tenant) + 1 + random.int(moment.most);
  const isDull = watchOver(tenant);
  await passing(LONGEST_MS, () => moment.heard(tenant) >= end || isDull());
  await pause(random.int(moment.withinMs));
  return { lied: jump !== 0 || wrong !== 0, copied: copying, victims };
}

/** Some of the instances, each as likely as any other. @param isStarting one that is being started is among them */
function victimsAmong(
  bots: readonly BotProcess[],
  random: Random,
  isStarting: boolean,
): readonly BotProcess[] {
  const isDown = (bot: BotProcess): boolean => bot.status().state !== "running";
  const first = (isStarting ? bots.find(isDown) : undefined) ?? random.pick(bots);
  return bots.filter((bot) => bot === first || happens(random, 0.5));
}

/** Tells whether the services have heard nothing of the bot for a while. */
function watchOver({ defender, teams, entra }: Tenant): () => boolean {
  let known = 0;
  let since = Date.now();
  return () => {
    const heard = defender.calls.length + teams.calls.length + entra.calls.length;
    if (heard !== known) [known, since] = [heard, Date.now()];
    return Date.now() - since > DULL_MS;
  };
}

/** Until it is so, at most so long; whether it is. */
async function passing(ms: number, isSo: () => boolean): Promise<boolean> {
  const until = Date.now() + ms;
  while (!isSo() && Date.now() < until) await pause(LOOK_EVERY_MS);
  return isSo();
}
