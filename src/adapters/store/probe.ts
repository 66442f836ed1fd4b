import { siteOf } from "./site-of.ts";
import type { StoreContents, StoreOptions } from "./site.ts";

/** What is there before a bot starts on it, and where. */
export interface StoreProbe extends StoreContents {
  /** For whoever looks after it. */
  readonly name: string;
}

/**
 * Looks at a store without changing it, beside a bot that may be running.
 * @throws Fault `store`: unreachable, not writable, damaged, or of a newer version of this software
 */
export async function probeStore(options: StoreOptions): Promise<StoreProbe> {
  const site = await siteOf(options);
  return { name: site.name, ...(await site.probe()) };
}
