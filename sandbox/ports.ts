import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

const TRIES = 50;

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const actual = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(actual));
    });
  });
}

/**
 * The preferred loopback port, or the next one that is free and not promised to somebody else; 0: any.
 * @throws Error when none is free
 */
export async function freePort(preferred: number, promised: readonly number[] = []): Promise<number> {
  for (let port = preferred; port < preferred + TRIES; port += 1) {
    const free =
      preferred === 0 || !promised.includes(port) ? await tryPort(preferred === 0 ? 0 : port) : null;
    if (free !== null && !promised.includes(free)) return free;
  }
  throw new Error(`No free port from ${preferred} on`);
}
