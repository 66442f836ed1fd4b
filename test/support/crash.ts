import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "../../src/adapters/store/store.ts";
import type { Message } from "../../src/sandbox/teams/types.ts";
import { judge, type Evidence, type Verdict } from "./crash-judge.ts";
import type { StoreKind } from "./database.ts";
import { silentLog } from "./services.ts";
import { shownIn, startTenant, type Tenant } from "./tenant.ts";

/**
 * Kills the real bot process with SIGKILL at random moments, while people ask and approve all the time, and starts it
 * again. How far a life goes is counted in what the bot does (calls, posts), not in time: a slow machine is killed at
 * the same places as a fast one.
 */

export interface CrashOptions {
  readonly kills: number;
  readonly store: StoreKind;
  /** Requests that are under way at each kill. */
  readonly inFlight: number;
  readonly say?: (line: string) => void;
}

export interface CrashReport extends Verdict {
  readonly kills: number;
  /** Requests that were under way at each kill, at least. */
  readonly leastUnderWay: number;
  /** Requests by the state they ended in. */
  readonly states: Readonly<Record<string, number>>;
  readonly calls: number;
}

/** Two people for every third device, one for the others; no limits, so that the story can go on for ever. */
const POLICY = {
  version: 1,
  default: { approvals: 1, expires: "24h", selfApproval: false, reason: "required" },
  rules: [{ name: "pairs", when: { device: { name: ["pair-*"] } }, then: { approvals: 2 } }],
  limits: {},
  emergency: { enabled: false, actions: ["isolate"] },
};

/** Every call and post is a little slow, so that kills fall between a call and its answer as well. */
const SLOW_MS = 25;
const LONGEST_LIFE = 90;
const LOOK_EVERY_MS = 100;
const MOST_ASKING = 3;
/** Some are always between two requests. */
const SPARE_CHAIRS = 10;
const GIVE_UP_MS = 60_000;
const SETTLE_MS = 120_000;
/** A life in which nothing happens (all wait for leases of the last one) is long enough. */
const DULL_LIFE_MS = 5000;
/** How long a life may take to have enough requests under way again. */
const FILL_MS = 20_000;

interface Field {
  readonly tenant: Tenant;
  readonly evidence: Evidence;
  readonly inFlight: number;
  /** Whether that many were under way at once: from then on kills count, and people approve. */
  full: boolean;
  stopped: boolean;
  serial: number;
  /** Requests that are under way. */
  open: number;
  /** How many are asking at this moment. */
  asking: number;
}

/** Runs the whole story and judges it. Throws only when the tenant itself can't be started. */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-crash-"));
  const policyFile = join(folder, "policy.json");
  writeFileSync(policyFile, JSON.stringify(POLICY));
  const tenant = await startTenant({
    store: options.store,
    limits: false,
    botEnv: {
      POLICY_FILE: policyFile,
      LOG_LEVEL: "warn",
      // Restarts are what this story is made of.
      NODE_COMPILE_CACHE: join(folder, "compiled"),
    },
  });
  try {
    const field = newField(tenant, options.inFlight);
    await setUp(tenant);
    const players = Array.from({ length: options.inFlight + SPARE_CHAIRS }, () => play(field));
    let leastUnderWay = Infinity;
    for (let kill = 0; kill < options.kills;) {
      const underWay = await liveAndDie(field);
      if (underWay < options.inFlight) continue;
      kill += 1;
      leastUnderWay = Math.min(leastUnderWay, underWay);
      options.say?.(`kill ${kill}: ${underWay} under way, ${field.serial} asked, ${posts(tenant)} calls`);
    }
    await start(tenant);
    field.stopped = true;
    await Promise.all(players);
    return { ...(await verdictOn(field)), kills: options.kills, leastUnderWay };
  } finally {
    await tenant.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function newField(tenant: Tenant, inFlight: number): Field {
  const evidence: Evidence = { asked: [], approved: [] };
  return { tenant, evidence, inFlight, full: false, stopped: false, serial: 0, open: 0, asking: 0 };
}

async function setUp(tenant: Tenant): Promise<void> {
  tenant.defender.setLimits(null);
  tenant.defender.setSpeed(100);
  tenant.defender.faults.set({ delayMs: SLOW_MS });
  for (const name of ["ana", "carla", "david"]) {
    await tenant.ask(name, name, "signin", (shown) => shown.includes("signed in as"));
  }
}

async function start(tenant: Tenant): Promise<void> {
  if (tenant.bot.pid() === null) await tenant.bot.start();
}

/**
 * One life: from the start (sometimes not even to its end) to where enough requests are under way, and through some of
 * the bot's deeds to the kill. Gives how many were under way then.
 */
async function liveAndDie(field: Field): Promise<number> {
  const { tenant } = field;
  const starting = start(tenant).catch(() => undefined);
  if (Math.random() < 0.85) {
    await starting;
    await passing(FILL_MS, () => field.open >= field.inFlight);
    const deeds = () => tenant.defender.calls.length + tenant.teams.calls.length;
    const last = deeds() + 1 + Math.floor(Math.random() * LONGEST_LIFE);
    await passing(DULL_LIFE_MS, () => deeds() >= last);
  }
  await pause(Math.random() * SLOW_MS * 2);
  const underWay = field.open;
  await tenant.bot.kill();
  await starting;
  return underWay;
}

/** Until it is so, at most so long. */
async function passing(ms: number, isSo: () => boolean): Promise<void> {
  const until = Date.now() + ms;
  while (!isSo() && Date.now() < until) await pause(2);
}

function posts({ defender }: Tenant): number {
  return defender.calls.filter((call) => call.method === "POST").length;
}

/** What one chair is about at the moment: the thread of the message, and a reason that no other request has. */
interface Asked {
  readonly thread: string;
  readonly reason: string;
  readonly people: readonly string[];
}

/** One analyst's chair: asks, has it approved, waits for the end, asks again. */
async function play(field: Field): Promise<void> {
  while (!field.stopped) {
    if ((await until(field, () => takeTurn(field))) === null) continue;
    const asked = await ask(field).finally(() => (field.asking -= 1));
    if (asked === null) continue;
    field.open += 1;
    field.full ||= field.open >= field.inFlight;
    while (!field.full && !field.stopped) await pause(LOOK_EVERY_MS);
    const approved = await Promise.all(asked.people.map((who) => approve(field, who, asked)));
    if (approved.every(Boolean)) await until(field, () => (isOver(field.tenant, asked) ? true : null));
    field.open -= 1;
  }
}

const FINAL = /"text":"(Succeeded|Failed|Interrupted|TimedOut|Denied|Expired)"/;

/** Asking costs most of Defender's budget: if all asked at once, none would come to be approved in one life. */
function takeTurn(field: Field): true | null {
  if (field.asking >= MOST_ASKING || field.tenant.bot.status().state !== "running") return null;
  field.asking += 1;
  return true;
}

/** Asks for an isolation of a device of its own; null: the bot was killed over it, or had no time. */
async function ask(field: Field): Promise<Asked | null> {
  const { tenant, evidence } = field;
  field.serial += 1;
  const isPair = field.serial % 3 === 0;
  const name = `${isPair ? "pair" : "single"}-${field.serial}`;
  const model = tenant.defender.device("ward3-nurse12");
  const id = field.serial.toString(16).padStart(40, "c4a5");
  tenant.defender.devices.push({ ...model, id, computerDnsName: `${name}.contoso.example`, machineTags: [] });
  const reason = `${name}-reason`;
  const { message, answer } = tenant.teams.send("ana", "soc", `isolate ${name}.contoso.example ${reason}`);
  const { status } = await answer;
  const acknowledged = status >= 200 && status < 300;
  evidence.asked.push({ reason, thread: message.id, acknowledged });
  if (!acknowledged) return null;
  const asked = { thread: message.id, reason, people: isPair ? ["carla", "david"] : ["carla"] };
  const answered = () => (repliesTo(tenant, asked).length > 0 ? true : null);
  await until(field, answered);
  return cardsOf(tenant, asked).length > 0 ? asked : null;
}

/** Clicks Approve until the bot has said yes: on whichever copy it knows. */
async function approve(field: Field, who: string, asked: Asked): Promise<boolean> {
  const upn = { carla: "carla.weiss@contoso.example", david: "david.lind@contoso.example" }[who] ?? "";
  const yes = await until(field, async () => {
    for (const card of cardsOf(field.tenant, asked)) {
      if (await saysYes(field.tenant, who, upn, card)) return true;
    }
    return null;
  });
  if (yes !== null) field.evidence.approved.push({ reason: asked.reason, thread: asked.thread, upn });
  return yes !== null;
}

async function saysYes({ teams }: Tenant, who: string, upn: string, card: Message): Promise<boolean> {
  if (!JSON.stringify(teams.card(who, card.id)).includes('"Approve"')) return false;
  const outcome = await teams.click(who, card.id, "Approve");
  const said = JSON.stringify(outcome);
  return (outcome.kind === "card" && said.includes(upn)) || said.includes("approved this already");
}

function repliesTo(tenant: Tenant, { thread }: Pick<Asked, "thread">): readonly Message[] {
  return tenant.teams.messages("soc").filter((one) => one.rootId === thread && one.author === null);
}

/** The copies of a request's card, newest first: after a crash there may be one that the bot does not know. */
function cardsOf(tenant: Tenant, asked: Pick<Asked, "thread" | "reason">): readonly Message[] {
  return repliesTo(tenant, asked)
    .filter((message) => shownIn(message).includes(`"${asked.reason}"`))
    .toReversed();
}

function isOver(tenant: Tenant, asked: Pick<Asked, "thread" | "reason">): boolean {
  return cardsOf(tenant, asked).some((card) => FINAL.test(shownIn(card)));
}

/** It has ended, or its card says that a lost answer is being looked for. */
function isSettled(tenant: Tenant, asked: Pick<Asked, "thread" | "reason">): boolean {
  const isLooking = (card: Message) => shownIn(card).includes("looking whether the action was started");
  return isOver(tenant, asked) || cardsOf(tenant, asked).some(isLooking);
}

/** Looks again and again until there is something; null: the story is over, or it took too long. */
async function until<T>(field: Field, find: () => T | null | Promise<T | null>): Promise<T | null> {
  const last = Date.now() + GIVE_UP_MS;
  while (Date.now() < last && !field.stopped) {
    const found = await find();
    if (found !== null) return found;
    await pause(LOOK_EVERY_MS);
  }
  return null;
}

/** Lets the bot finish, stops it, and looks at what it has left behind. */
async function verdictOn({ tenant, evidence }: Field): Promise<Omit<CrashReport, "kills" | "leastUnderWay">> {
  const databaseUrl = tenant.database.env["DATABASE_URL"] ?? null;
  const where = { dataDir: join(tenant.dataDir, "bot"), databaseUrl, log: silentLog };
  await settled(tenant, evidence);
  await tenant.bot.stop();
  const store = await openStore(where);
  try {
    const { records, requests } = await store.transaction(async (tx) => {
      const chain = await tx.audit.list(null, 10_000_000);
      const ids = new Set(chain.flatMap((record) => record.requestId ?? []));
      const found = await Promise.all([...ids].map((id) => tx.requests.get(id)));
      return { records: chain.toReversed(), requests: found.filter((one) => one !== null) };
    });
    const threads = new Set(
      tenant.teams.messages("soc").flatMap((one) => (one.author === null ? (one.rootId ?? []) : [])),
    );
    const calls = tenant.defender.calls.filter((call) => call.method === "POST").map((call) => call.body);
    const states = Object.groupBy(requests, (request) => request.state);
    return {
      ...judge({ ...evidence, records, requests, calls, answered: threads }),
      states: Object.fromEntries(Object.entries(states).map(([state, list]) => [state, list.length])),
      calls: calls.length,
    };
  } finally {
    await store.close();
  }
}

/** Until everything that was approved has come to an end that its card shows, one that waits for a person, or a look. */
async function settled(tenant: Tenant, evidence: Evidence): Promise<void> {
  const last = Date.now() + SETTLE_MS;
  while (evidence.approved.some((one) => !isSettled(tenant, one)) && Date.now() < last) {
    await pause(LOOK_EVERY_MS);
  }
}
