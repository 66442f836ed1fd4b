import { lazily } from "../texts/remembered.ts";

const parts: (() => unknown)[] = [];

/**
 * What takes long to load and no start needs: it is made when it is needed first, and right after the start if nobody has
 * needed it by then. Whoever comes first waits for no more than what they need.
 */
export function afterStart<T>(load: () => T): () => T {
  const part = lazily(load);
  parts.push(part);
  return part;
}

/**
 * Loads what was put off, one part after the other; what comes in meanwhile is answered in between.
 * @throws what a part throws that can't be loaded: an installation that lacks it is found before somebody needs it
 */
export async function loadRest(): Promise<void> {
  for (const part of parts) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    part();
  }
}
