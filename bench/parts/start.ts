import { setTimeout as delay } from "node:timers/promises";
import { amount, type Effort } from "../effort.ts";
import { copyFullStore } from "../full-store.ts";
import { say } from "../progress.ts";
import { NAMES, ratioOf, type Name, type Trio } from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/** From the start of the process to its first answer, and the memory it holds when it has nothing to do. */
export interface StartResult {
  readonly start: {
    readonly readyMs: Compared;
    /** Processor time until then: what of it is not other people's doing. */
    readonly readyCpuMs: Compared;
    readonly rssMiB: Compared;
  };
}

/** Medians; the bot on an empty store beside the echo, and beside itself on a full one. */
export interface Compared extends Trio<number> {
  readonly ratio: number;
  readonly fullStoreRatio: number;
}

type Values = Trio<number[]>;

/** After so long at rest the memory is read. */
const REST_MS = 3_000;

export async function start(effort: Effort): Promise<StartResult> {
  const tenant = await startTenant();
  try {
    await copyFullStore(tenant.dataDir("full"), amount(effort, 100_000, 1_000));
    const [readyMs, readyCpuMs, rssMiB] = [empty(), empty(), empty()];
    const starts = amount(effort, 9, 1);
    for (let again = 0; again < starts; again += 1) {
      for (const name of NAMES) {
        const child = await tenant.start(name, { clock: false, env: dataDirOf(tenant, name, again) });
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

/** An empty store is empty at each start. */
function dataDirOf(tenant: Tenant, name: Name, again: number): Record<string, string> {
  return name === "bot" ? { DATA_DIR: `${tenant.folder}/empty-${again}` } : {};
}

function empty(): Values {
  return { bot: [], full: [], echo: [] };
}

function told(values: Values): string {
  const last = (name: Name) => round(values[name].at(-1) ?? 0, 0);
  return `${last("bot")} (full store ${last("full")}, echo ${last("echo")})`;
}

function compared(values: Values): Compared {
  const [bot, full, echo] = [median(values.bot), median(values.full), median(values.echo)];
  return {
    ...{ bot: round(bot, 0), full: round(full, 0), echo: round(echo, 0) },
    ratio: ratioOf(bot, echo),
    fullStoreRatio: ratioOf(full, bot),
  };
}
