import { setTimeout as delay } from "node:timers/promises";
import { amount, type Effort } from "../effort.ts";
import { copyFullStore } from "../full-store.ts";
import { say } from "../progress.ts";
import { ratioOf } from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant, type Which } from "../tenant.ts";

/**
 * From the start of the process to its first answer, and the memory it holds when it has nothing to do. `npm start` lets
 * Node keep the compiled code for the next start: told are the first start and the later ones, of the echo too.
 */
export interface StartResult {
  readonly start: {
    readonly readyMs: Compared;
    /** Processor time until then: what of it is not other people's doing. */
    readonly readyCpuMs: Compared;
    readonly rssMiB: Compared;
  };
}

/** Medians. */
export type Compared = Readonly<Record<Name, number>> & {
  /** To the echo as it is. */
  readonly ratio: number;
  readonly firstRatio: number;
  /** Both with kept code. */
  readonly cachedRatio: number;
  /** The bot on the full store, to the bot on an empty one. */
  readonly fullStoreRatio: number;
};

const NAMES = ["first", "bot", "full", "echo", "cachedEcho"] as const;

type Name = (typeof NAMES)[number];

const WHICH: Readonly<Record<Name, Which>> = {
  first: "bot",
  bot: "bot",
  full: "full",
  echo: "echo",
  cachedEcho: "echo",
};

type Values = Readonly<Record<Name, number[]>>;

/** After so long at rest the memory is read. */
const REST_MS = 3_000;

export async function start(effort: Effort): Promise<StartResult> {
  const tenant = await startTenant();
  try {
    await copyFullStore(tenant.dataDir("full"), amount(effort, 100_000, 1_000));
    const [readyMs, readyCpuMs, rssMiB] = [empty(), empty(), empty()];
    const starts = amount(effort, 7, 1);
    // What is kept for later starts is written when a process ends.
    for (const name of ["bot", "cachedEcho"] as const) {
      await (await started(tenant, name, -1)).stop();
    }
    for (let again = 0; again < starts; again += 1) {
      for (const name of NAMES) {
        const child = await started(tenant, name, again);
        await delay(REST_MS);
        readyMs[name].push(child.readyMs);
        readyCpuMs[name].push(child.readyCpuMs);
        rssMiB[name].push(child.rssMiB());
        await child.stop();
      }
      say(
        `start ${again + 1}/${starts}: ready in ${told(readyMs)} ms, CPU ${told(readyCpuMs)} ms, ${told(rssMiB)} MiB`,
      );
    }
    return {
      start: {
        readyMs: compared(readyMs),
        readyCpuMs: compared(readyCpuMs),
        rssMiB: compared(rssMiB),
      },
    };
  } finally {
    await tenant.close();
  }
}

/** An empty store is empty at each start, and a first start finds nothing kept. */
function started(tenant: Tenant, name: Name, again: number) {
  const { folder } = tenant;
  const kept: Readonly<Record<Name, string | null>> = {
    first: `${folder}/first-${again}`,
    bot: `${folder}/kept-bot`,
    full: `${folder}/kept-bot`,
    echo: null,
    cachedEcho: `${folder}/kept-echo`,
  };
  const cache = kept[name];
  const env = {
    ...(cache === null ? { NODE_DISABLE_COMPILE_CACHE: "1" } : { NODE_COMPILE_CACHE: cache }),
    ...(name === "full" ? {} : { DATA_DIR: `${folder}/empty-${name}-${again}` }),
  };
  return tenant.start(WHICH[name], { clock: false, env });
}

function empty(): Values {
  return { first: [], bot: [], full: [], echo: [], cachedEcho: [] };
}

function told(values: Values): string {
  return NAMES.map((name) => `${name} ${round(values[name].at(-1) ?? 0, 0)}`).join(", ");
}

function compared(values: Values): Compared {
  const all = Object.fromEntries(NAMES.map((name) => [name, round(median(values[name]), 0)]));
  const { first, bot, full, echo, cachedEcho } = all as Record<Name, number>;
  return {
    ...{ first, bot, full, echo, cachedEcho },
    ratio: ratioOf(bot, echo),
    firstRatio: ratioOf(first, echo),
    cachedRatio: ratioOf(bot, cachedEcho),
    fullStoreRatio: ratioOf(full, bot),
  };
}
