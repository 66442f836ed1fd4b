import { once } from "node:events";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, isIP, type AddressInfo, type Server, type Socket } from "node:net";
import type { IncomingMessage, ServerResponse } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { generate } from "selfsigned";

export interface Place {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on the loopback address, and can be closed whatever is open. */
async function listening(server: Server): Promise<Place> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Bytes and nothing else. */
export function openTcp(onSocket: (socket: Socket) => void): Promise<Place> {
  return listening(createTcpServer(onSocket));
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

function nameOf(name: string) {
  return isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name };
}

/** A certificate that signs itself, for these names. */
export async function certificateFor(...names: string[]): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: names[0] ?? "" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: names.map(nameOf) },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** From now on this process trusts that certificate, as NODE_EXTRA_CA_CERTS would make it. */
export function trust({ cert }: Certificate): void {
  setDefaultCACertificates([...getCACertificates("default"), cert]);
}

export function openTls(
  certificate: Certificate,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Place> {
  return listening(createTlsServer({ ...certificate }, answer));
}
