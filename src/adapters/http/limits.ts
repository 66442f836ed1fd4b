import type { BodyBounds } from "./body.ts";
import type { ConnectionBounds } from "./connections.ts";

/** What a client may take of the server, and for how long (milliseconds). */
export interface Limits {
  /** For the headers of a request, from the opening of the connection on. */
  readonly headersMs: number;
  /** For the whole request. */
  readonly requestMs: number;
  /** How often the two above are looked at. */
  readonly checkMs: number;
  /** A connection on which nothing moves. */
  readonly silentMs: number;
  /** A connection after an answer. */
  readonly keepAliveMs: number;
  readonly connections: ConnectionBounds;
  readonly bodies: BodyBounds;
}

export const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 20_000,
  checkMs: 1_000,
  silentMs: 30_000,
  // Longer than the load balancers' usual 60 s, so that it is they who close.
  keepAliveMs: 65_000,
  // A proxy for a whole company keeps some hundred at most.
  connections: { total: 2_000, perNetwork: 1_000 },
  bodies: { count: 500, bytes: 32 * 1024 * 1024 },
};
