import type { Failing, Health } from "./core/health.ts";
import type { Policy } from "./core/policy-model.ts";

/** Orchestrators ask often and wait briefly. */
const PATIENCE_MS = 4_000;

/** What is looked at when somebody asks; anything else has been reported by whoever works with it. */
export interface Readiness {
  readonly health: Health;
  /** Rejects when nothing can be written. */
  readonly probeStore: () => Promise<void>;
  /** Throws when the policy file can't be used. */
  readonly policy: () => Policy;
}

/** What fails now of all that the bot needs. Takes at most 4 s, and never rejects. */
export async function failingParts({ health, probeStore, policy }: Readiness): Promise<readonly Failing[]> {
  if (await succeeds(probeStore)) health.passed("store");
  else health.failed("store");
  if (await succeeds(async () => policy())) health.passed("policy");
  else health.failed("policy", "the policy file of the configuration can't be used");
  return health.failing();
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
