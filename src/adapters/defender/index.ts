import type { Clock, Defender, Log, Permission } from "../../core/ports.ts";
import { createBudget } from "./budget.ts";
import type { CallerDeps, Lane, Timing } from "./caller.ts";
import { createClient } from "./client.ts";
import { createReader } from "./reader.ts";

export interface DefenderOptions {
  /** Origin of Defender's API, e.g. `https://api.security.microsoft.com`. */
  readonly url: string;
  readonly timing?: Partial<Timing>;
}

export interface DefenderDeps {
  /** That person's token for the permission; `force` asks Entra for a new one. Its errors reach the caller as they are. */
  personToken(
    person: { oid: string; tid: string },
    permission: Permission,
    signal: AbortSignal,
    options?: { force?: boolean },
  ): Promise<string>;
  /** The application's token; reads only. */
  applicationToken(signal: AbortSignal, options?: { force?: boolean }): Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

const TIMING: Timing = { attemptMs: 4_000, totalMs: 10_000, backoffMs: 400 };

/** Defender's API at `options.url`; the call budget is shared by everything made from it. */
export function createDefender(options: DefenderOptions, deps: DefenderDeps): Defender {
  const caller: CallerDeps = {
    url: options.url.replace(/\/+$/, ""),
    clock: deps.clock,
    log: deps.log,
    budget: createBudget(deps.clock),
    timing: { ...TIMING, ...options.timing },
  };
  // Remembered beyond one call: a change is not sent again here, the next attempt has to bring a new token.
  const refused = new Set<string>();
  return {
    as(person, signal) {
      return createClient(caller, personLane(deps, refused, person, signal));
    },
    asApplication(signal) {
      return createReader(caller, applicationLane(deps, refused, signal));
    },
  };
}

function personLane(
  deps: DefenderDeps,
  refused: Set<string>,
  person: { oid: string; tid: string },
  signal: AbortSignal,
): Lane {
  const key = (permission: Permission) => `${person.tid}|${person.oid}|${permission}`;
  return {
    payer: "person",
    signal,
    token: ({ permission }) =>
      renewed(refused, key(permission), (force) =>
        deps.personToken(person, permission, signal, force ? { force } : undefined),
      ),
    tokenRefused: ({ permission }) => refused.add(key(permission)),
  };
}

function applicationLane(deps: DefenderDeps, refused: Set<string>, signal: AbortSignal): Lane {
  const key = "application";
  return {
    payer: "application",
    signal,
    token: () =>
      renewed(refused, key, (force) => deps.applicationToken(signal, force ? { force } : undefined)),
    tokenRefused: () => refused.add(key),
  };
}

async function renewed(
  refused: Set<string>,
  key: string,
  acquire: (force: boolean) => Promise<string>,
): Promise<string> {
  const force = refused.has(key);
  const token = await acquire(force);
  if (force) refused.delete(key);
  return token;
}
