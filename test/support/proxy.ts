import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** An outgoing HTTP proxy on the loopback address, as a company has one. */
export interface ForwardProxy {
  readonly url: string;
  /** `host:port` of every tunnel that was asked for, in order. */
  readonly asked: string[];
  /** Answers every CONNECT with this status from now on; null: lets it through. */
  refuse(status: number | null): void;
  /** Cuts the tunnels that are open. */
  cut(): void;
  close(): Promise<void>;
}

/** @param route the port on this machine that stands for `host:port` */
export async function openProxy(route: (authority: string) => number | null): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let status: number | null = null;
  const server = createServer((_, response) => void response.writeHead(405).end());
  server.on("connect", (request: IncomingMessage, near: Socket) => {
    const authority = request.url ?? "";
    asked.push(authority);
    sockets.add(near);
    const port = route(authority);
    if (status !== null || port === null) {
      near.end(`HTTP/1.1 ${status ?? 502} Refused\r\n\r\n`);
      return;
    }
    const far = connect(port, "127.0.0.1", () => {
      near.write("HTTP/1.1 200 Connection established\r\n\r\n");
      near.pipe(far).pipe(near);
    });
    sockets.add(far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    cut,
    refuse: (wanted) => void (status = wanted),
    close: async () => {
      cut();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
