import type { Failing, Health } from "../../shared/health.ts";
import type { Policy } from "../../policy/model.ts";

/** Orchestrators ask often and wait briefly. */
const PATIENCE_MS = 4_000;
/** Whoever asks more often does not make the store write more often, while it works. */
const FRESH_MS = 2_000;

/** What is looked at when somebody asks; anything else has been reported by whoever works with it. */
export interface Readiness {
  readonly health: Health;
  /** Rejects when nothing can be written. */
  readonly probeStore: () => Promise<void>;
  /** Throws when the policy file can't be used. */
  readonly policy: () => Policy;
}

/** Tells what fails now of all that the bot needs. Takes at most 4 s, and never rejects. */
export function createReadiness(readiness: Readiness): () => Promise<readonly Failing[]> {
  const { health, policy } = readiness;
  const writes = createWriteCheck(readiness);
  return async () => {
    if (await writes()) health.passed("store");
    else health.failed("store");
    if (await succeeds(async () => policy())) health.passed("policy");
    else health.failed("policy", "the policy file of the configuration can't be used");
    return health.failing();
  };
}

/** Whether the store can be written to; several that ask at a time share one look. */
function createWriteCheck({ health, probeStore }: Readiness): () => Promise<boolean> {
  let wroteAt = -Infinity;
  let looking: Promise<void> | null = null;
  async function look(): Promise<void> {
    await probeStore();
    wroteAt = performance.now();
  }
  return async () => {
    const hasFailed = health.failing().some(({ part }) => part === "store");
    if (!hasFailed && performance.now() - wroteAt < FRESH_MS) return true;
    return succeeds(() => (looking ??= look().finally(() => (looking = null))));
  };
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE_MS);
  const done = work().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
