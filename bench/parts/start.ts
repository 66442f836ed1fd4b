import { setTimeout as delay } from "node:timers/promises";
import { say } from "../progress.ts";
import { NAMES, ratioOf, type Pair } from "../rounds.ts";
import { median, round } from "../stats.ts";
import { startTenant, type Tenant } from "../tenant.ts";

/** From the start of the process to its first answer, and the memory it holds when it has nothing to do. */
export interface StartResult {
  readonly start: {
    readonly emptyStore: Started;
  };
}

interface Started {
  readonly readyMs: Compared;
  /** Processor time until then: what of it is not other people's doing. */
  readonly readyCpuMs: Compared;
  readonly rssMiB: Compared;
}

type Compared = Pair<number> & { readonly ratio: number };

const STARTS = 9;
/** After so long at rest the memory is read. */
const REST_MS = 3_000;

export async function start(): Promise<StartResult> {
  const tenant = await startTenant();
  try {
    return { start: { emptyStore: await startedOf(tenant, "emptyStore", emptyFolder) } };
  } finally {
    await tenant.close();
  }
}

function emptyFolder(tenant: Tenant, round: number): string {
  return `${tenant.folder}/empty-${round}`;
}

async function startedOf(
  tenant: Tenant,
  title: string,
  dataDir: (tenant: Tenant, round: number) => string,
): Promise<Started> {
  const readyMs = { bot: [] as number[], echo: [] as number[] };
  const readyCpuMs = { bot: [] as number[], echo: [] as number[] };
  const rssMiB = { bot: [] as number[], echo: [] as number[] };
  for (let again = 0; again < STARTS; again += 1) {
    for (const name of NAMES) {
      const child = await tenant.start(name, { clock: false, env: { DATA_DIR: dataDir(tenant, again) } });
      await delay(REST_MS);
      readyMs[name].push(child.readyMs);
      readyCpuMs[name].push(child.readyCpuMs);
      rssMiB[name].push(child.rssMiB());
      await child.stop();
    }
    say(
      `${title} ${again + 1}/${STARTS}: ready in ${told(readyMs, again)} ms, CPU ${told(readyCpuMs, again)} ms, ${told(rssMiB, again)} MiB`,
    );
  }
  return { readyMs: compared(readyMs), readyCpuMs: compared(readyCpuMs), rssMiB: compared(rssMiB) };
}

function told({ bot, echo }: Pair<readonly number[]>, at: number): string {
  return `${round(bot[at] ?? 0, 0)} (echo ${round(echo[at] ?? 0, 0)})`;
}

function compared(values: Pair<readonly number[]>): Compared {
  const [bot, echo] = [median(values.bot), median(values.echo)];
  return { bot: round(bot, 0), echo: round(echo, 0), ratio: ratioOf(bot, echo) };
}
