import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Server as NodeServer } from "node:http";
import { pino } from "pino";

/** The part of restify 12 that is used; its published types are for version 8. */
export interface Restify extends Pick<EventEmitter, "on" | "removeListener"> {
  readonly server: NodeServer;
  get(path: string, handler: unknown): void;
  post(path: string, handler: unknown): void;
}

type Class = new (options: object) => unknown;

/**
 * A server as `restify.createServer` makes it. Not by that: with it come restify's plugins, which nobody uses here, half of all
 * its modules.
 */
export function createRestify(): Restify {
  const Server = createRequire(import.meta.url)("restify/lib/server") as Class;
  const Router = createRequire(import.meta.url)("restify/lib/router") as Class;
  const options = { name: "bot", noWriteContinue: true, log: pino({ name: "bot" }) };
  return new Server({ ...options, router: new Router(options) }) as Restify;
}
