import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { freePort } from "../../sandbox/ports.ts";

/** A TCP line on the loopback address that a test can break in the ways that real ones break. */
export interface Line {
  readonly port: number;
  /** Resets what is open; new connections work. */
  cut(): void;
  /** Resets what is open, and refuses new connections. */
  refuse(): Promise<void>;
  /** Nothing goes through any more, on old connections and on new ones, which are still accepted. */
  hang(): void;
  /** Works again; what was held back by `hang` goes through now. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** A line to a port of the loopback address. */
export async function openLine(target: number): Promise<Line> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let hanging = false;

  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("data", (chunk: Buffer) => to.write(chunk));
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => pairs.delete(pair));
      if (hanging) from.pause();
    }
  });
  // The same one again after `refuse`.
  const port = await freePort(0);
  async function listen(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  }
  function cut(): void {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    pairs.clear();
  }
  async function refuse(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cut();
    await closed;
  }

  await listen();
  return {
    port,
    cut,
    refuse,
    hang() {
      hanging = true;
      for (const socket of [...pairs].flat()) socket.pause();
    },
    async restore() {
      hanging = false;
      for (const socket of [...pairs].flat()) socket.resume();
      if (!server.listening) await listen();
    },
    close: refuse,
  };
}

/** The same address by way of the line. */
export function through(line: Line, url: string): string {
  const changed = new URL(url);
  changed.port = String(line.port);
  return changed.href;
}
