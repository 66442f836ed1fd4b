import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const TRIES = 50;
/** Below what Linux (from 32768), macOS and Windows (from 49152) hand out by themselves for connections. */
const ANY = { from: 10_000, below: 32_768 };

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/**
 * Keeps a number for this process until it ends, against others that ask in the same way: by the UDP socket of that
 * number, so that its TCP stays free for whom it is meant.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => resolve(false));
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });
}

async function anyPort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(ANY.from, ANY.below);
    if ((await claim(port)) && (await isFree(port))) return port;
  }
  throw new Error("No free port");
}

/**
 * The preferred loopback port, or the next one that is free and not promised to somebody else.
 * 0: any, which nobody else takes while its server is yet to start, or starts again.
 * @throws Error when none is free
 */
export async function freePort(preferred: number, promised: readonly number[] = []): Promise<number> {
  if (preferred === 0) return anyPort();
  for (let port = preferred; port < preferred + TRIES; port += 1) {
    if (!promised.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port from ${preferred} on`);
}
