import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { historyOf } from "./crash-history.ts";
import { judge, type Verdict } from "./crash-judge.ts";
import { ASKERS, newShop, sitDown, type Shop } from "./crash-people.ts";
import { changesOf, settledTraces } from "./crash-traces.ts";
import type { StoreKind } from "./database.ts";
import { startTenant, type Tenant } from "./tenant.ts";

/**
 * Kills the real bot process with SIGKILL at random moments, while people ask and approve all the time, and starts it
 * again. How far a life goes is counted in what the services hear of it, not in time: on a slow machine the bot dies
 * at the same places as on a fast one.
 */

export interface CrashOptions {
  readonly kills: number;
  readonly store: StoreKind;
  /** Requests that are under way at each kill, at least. */
  readonly inFlight: number;
  readonly say?: (line: string) => void;
}

export interface CrashReport extends Verdict {
  /** Kills with enough requests under way. */
  readonly kills: number;
  /** Requests by the state they ended in. */
  readonly states: Readonly<Record<string, number>>;
  /** Changing calls that reached Defender. */
  readonly calls: number;
  /** Of those, the ones whose answer the bot did not live to hear. */
  readonly unheard: number;
  /** What happened to the requests that the problems name. */
  readonly history: readonly string[];
}

/** Two people for every third device, one for the others; no limits, so that the story can go on for ever. */
const POLICY = {
  version: 1,
  default: { approvals: 1, expires: "24h", selfApproval: false, reason: "required" },
  rules: [{ name: "pairs", when: { device: { name: ["pair-*"] } }, then: { approvals: 2 } }],
  limits: {},
  emergency: { enabled: false, actions: ["isolate"] },
};

/** Every call is a little slow, so that kills fall between a call and its answer as well. */
const SLOW_MS = 25;
/** Some people are always between two requests. */
const SPARE_CHAIRS = 8;
const LOOK_EVERY_MS = 2;
/** How long a life may take to have enough requests under way again. */
const FILL_MS = 120_000;
/** A life in which nothing more happens (all wait for leases of the last one) is long enough. */
const DULL_MS = 3000;
const LONGEST_MS = 60_000;
/** Some die about when they are ready; most of these before. */
const STILLBORN_MS = 1500;

/** What a kill waits for: what one service hears of the bot, how often at most, and how long after that it falls. */
interface Moment {
  readonly heard: (tenant: Tenant) => number;
  readonly most: number;
  readonly withinMs: number;
}

/** Lives take them in turn, so that each comes often enough. Twice the call that counts, once before its answer. */
const MOMENTS: readonly (Moment | "stillborn")[] = [
  { heard: (tenant) => changesOf(tenant).length, most: 3, withinMs: SLOW_MS },
  { heard: ({ defender }) => defender.calls.length, most: 60, withinMs: 2 * SLOW_MS },
  { heard: (tenant) => changesOf(tenant).length, most: 1, withinMs: 2 * SLOW_MS },
  { heard: ({ teams }) => teams.calls.length, most: 12, withinMs: 2 * SLOW_MS },
  { heard: ({ entra }) => entra.calls.length, most: 6, withinMs: 2 * SLOW_MS },
  "stillborn",
];

/** Runs the whole story and judges it. @throws Error when the tenant can't be started, or too little is going on */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-crash-"));
  const policyFile = join(folder, "policy.json");
  writeFileSync(policyFile, JSON.stringify(POLICY));
  // Restarts are what this story is made of.
  const compiled = join(folder, "compiled");
  const botEnv = { POLICY_FILE: policyFile, LOG_LEVEL: "warn", NODE_COMPILE_CACHE: compiled };
  const tenant = await startTenant({ store: options.store, limits: false, botEnv });
  try {
    const shop = newShop(tenant, options.inFlight);
    await setUp(tenant);
    const chairs = Array.from({ length: options.inFlight + SPARE_CHAIRS }, () => sitDown(shop));
    const unheard = await killAgainAndAgain(shop, options);
    await tenant.bot.start();
    shop.closed = true;
    await Promise.all(chairs);
    const traces = await settledTraces(tenant, shop.evidence);
    const verdict = judge(traces);
    const states = Object.groupBy(traces.requests, (request) => request.state);
    return {
      ...verdict,
      history: historyOf(verdict.problems, traces, tenant.bot.logFile),
      kills: options.kills,
      states: Object.fromEntries(Object.entries(states).map(([state, list]) => [state, list.length])),
      calls: traces.calls.length,
      unheard,
    };
  } finally {
    await tenant.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setUp(tenant: Tenant): Promise<void> {
  tenant.defender.setLimits(null);
  tenant.defender.setSpeed(100);
  tenant.entra.setRoles("erin", ["Admin", "Responder"]);
  for (const name of [...ASKERS, "carla", "david"]) {
    await tenant.ask(name, name, "signin", (shown) => shown.includes("signed in as"));
  }
  for (const { faults } of [tenant.defender, tenant.teams, tenant.entra]) faults.set({ delayMs: SLOW_MS });
}

/** Gives how many changing calls were under way at a kill. */
async function killAgainAndAgain(shop: Shop, { kills, say }: CrashOptions): Promise<number> {
  let unheard = 0;
  for (let kill = 0, life = 0; kill < kills; life += 1) {
    await live(shop, MOMENTS[life % MOMENTS.length]!);
    const underWay = shop.open;
    unheard += changesOf(shop.tenant).filter((call) => call.status === 0).length;
    shop.evidence.kills.push(Date.now());
    await shop.tenant.bot.kill();
    if (underWay < shop.inFlight) continue;
    kill += 1;
    say?.(`kill ${kill}: ${underWay} under way, ${changesOf(shop.tenant).length} calls so far`);
  }
  return unheard;
}

/** One life: from the start, sometimes not even to its end, to a random time near its moment. */
async function live(shop: Shop, moment: Moment | "stillborn"): Promise<void> {
  const { tenant } = shop;
  const starting = tenant.bot.start().catch(() => undefined);
  if (moment === "stillborn") return pause(Math.random() * STILLBORN_MS);
  await starting;
  if (!(await passing(FILL_MS, () => shop.open >= shop.inFlight))) {
    throw new Error(`only ${shop.open} requests are under way; see ${tenant.bot.logFile}`);
  }
  const last = moment.heard(tenant) + 1 + Math.floor(Math.random() * moment.most);
  const isDull = watchOver(tenant);
  await passing(LONGEST_MS, () => moment.heard(tenant) >= last || isDull());
  await pause(Math.random() * moment.withinMs);
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
