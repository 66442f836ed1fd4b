import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isIPv6, type Socket } from "node:net";

export interface ConnectionBounds {
  /** Connections in all. */
  readonly total: number;
  /** From one address (of IPv6: one /64, which is what one customer has). */
  readonly perNetwork: number;
}

/** The connections of a server. */
export interface Connections {
  /** Ends those that have no request in hand: silent ones, half headers, whatever has had its answer. */
  endIdle(): void;
}

interface Connection {
  readonly network: string;
  readonly requests: Set<IncomingMessage>;
}

/**
 * Bounds the connections of a server. A new one is let in, and the one that has been silent for longest gives way to it:
 * first of the same network, and when all are too many, of the network that has most. Whoever opens many so keeps out
 * itself only, and a reverse proxy, from whose address everybody comes, goes on. A connection whose request is all there
 * and not answered yet gives way to nobody.
 */
export function boundConnections(server: Server, { total, perNetwork }: ConnectionBounds): Connections {
  /** Those that have been silent for longest come first. */
  const open = new Map<Socket, Connection>();
  server.on("connection", (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? "");
    open.set(socket, { network, requests: new Set() });
    socket.once("close", () => open.delete(socket));
    const sizes = sizesOf(open);
    if ((sizes.get(network) ?? 0) > perNetwork) (silentOf(open, network) ?? socket).destroy();
    else if (open.size > total) (silentOf(open, largest(sizes)) ?? socket).destroy();
  });
  const follow = (request: IncomingMessage, response: ServerResponse): void => {
    const connection = open.get(request.socket);
    connection?.requests.add(request);
    response.once("close", () => {
      connection?.requests.delete(request);
      if (connection === undefined || !open.delete(request.socket)) return;
      open.set(request.socket, connection);
    });
  };
  server.on("request", follow);
  // A request that asks before it sends its body is announced by this event instead.
  server.on("checkContinue", follow);
  return {
    endIdle() {
      for (const [socket, { requests }] of open) if (requests.size === 0) socket.destroySoon();
    },
  };
}

function sizesOf(open: ReadonlyMap<Socket, Connection>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { network } of open.values()) sizes.set(network, (sizes.get(network) ?? 0) + 1);
  return sizes;
}

function largest(sizes: ReadonlyMap<string, number>): string {
  let found: readonly [string, number] = ["", 0];
  for (const each of sizes) if (each[1] > found[1]) found = each;
  return found[0];
}

function silentOf(open: ReadonlyMap<Socket, Connection>, network: string): Socket | null {
  for (const [socket, connection] of open) {
    const isAtWork = [...connection.requests].some((request) => request.complete);
    if (connection.network === network && !isAtWork) return socket;
  }
  return null;
}

const MAPPED = /^::ffff:(?=\d+\.)/i;
/** Groups of 16 bits. */
const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

/** The address; of IPv6 its first 64 bits, spelled in one way. */
export function networkOf(address: string): string {
  const plain = address.replace(MAPPED, "");
  if (!isIPv6(plain)) return plain;
  const [left = [], right = []] = plain
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(Math.max(0, IPV6_GROUPS - left.length - right.length)).fill("0");
  const groups = plain.includes("::") ? [...left, ...zeros, ...right] : left;
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
