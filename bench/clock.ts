import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";

/**
 * One clock for all processes of a run, which may run faster than the machine's and can be set forward. Imported by the
 * bench, and preloaded into both bots (`node --import`), so that neither knows of it: Teams and Defender allow so many
 * calls per minute and hour, and waiting for those would take days. It moves `Date` and, where asked, timers of up to a
 * second, the pauses of loops; time-outs, which are longer, stay real, and so does what the bench measures (its own
 * `performance.now`).
 */

/** What a bot is told of the clock at its start, in `BENCH_CLOCK`. */
export interface ClockState {
  /** Real epoch milliseconds at which the bench's clock was right. */
  readonly origin: number;
  /** Milliseconds of the bench's clock per real one; 1 or more. */
  readonly rate: number;
  /** Whether short timers run at that rate too. */
  readonly timers: boolean;
  /** Milliseconds it has been set forward. */
  readonly skew: number;
}

/** What takes longer guards against real slowness. */
const LONGEST_PAUSE_MS = 1_000;

const RealDate = globalThis.Date;
let state: ClockState = { origin: RealDate.now(), rate: 1, timers: false, skew: 0 };

/** Milliseconds of the bench's clock, since 1970. */
export function now(): number {
  return Math.floor(state.origin + (RealDate.now() - state.origin) * state.rate + state.skew);
}

export function clockState(): ClockState {
  return state;
}

/** The machine's time again, from now on at that rate. For the bots that are started after this. */
export function restartClock(rate: number, timers: "real timers" | "fast timers" = "real timers"): void {
  state = { origin: RealDate.now(), rate, timers: timers === "fast timers", skew: 0 };
}

export function setClock(next: ClockState): void {
  state = next;
}

function BenchDate(this: unknown, ...args: readonly unknown[]): unknown {
  if (new.target === undefined) return new RealDate(now()).toString();
  return Reflect.construct(RealDate, args.length === 0 ? [now()] : args, new.target);
}
Object.setPrototypeOf(BenchDate, RealDate);
Object.assign(BenchDate, { prototype: RealDate.prototype, now, parse: RealDate.parse, UTC: RealDate.UTC });
RealDate.prototype.constructor = BenchDate;
Object.assign(globalThis, { Date: BenchDate });

type Timer = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => NodeJS.Timeout;

function hasten(): void {
  const later: Timer = timers.setTimeout;
  const again: Timer = timers.setInterval;
  const real = timersPromises.setTimeout;
  const scaled = (ms = 0): number => (ms <= LONGEST_PAUSE_MS ? ms / state.rate : ms);
  const setTimeout: Timer = (callback, ms, ...args) => later(callback, scaled(ms), ...args);
  const setInterval: Timer = (callback, ms, ...args) => again(callback, scaled(ms), ...args);
  Object.assign(timers, { setTimeout, setInterval });
  Object.assign(globalThis, { setTimeout, setInterval });
  Object.assign(timersPromises, {
    setTimeout: (ms?: number, ...rest: [unknown, object]) => real(scaled(ms), ...rest),
  });
  syncBuiltinESMExports();
}

const given = process.env["BENCH_CLOCK"];
if (given !== undefined) {
  state = JSON.parse(given) as ClockState;
  // A bot compares the two: a machine whose time of day runs ahead of its steady clock has a clock that nobody may go by.
  const { origin } = state;
  Object.defineProperty(performance, "now", { value: () => now() - origin });
  if (state.timers) hasten();
  process.on("message", (next: ClockState) => {
    state = next;
    process.send?.("set");
  });
  // Being told the time is no reason to stay alive.
  process.channel?.unref();
} else {
  // The services are in this process, and Node would tell the machine's time in their answers, by a `Date` of its own: a bot
  // that hears it believes that its clock is off, and asks again and again, in the middle of what is measured.
  subscribe("http.server.request.start", (message) => {
    const { response } = message as { readonly response: ServerResponse };
    response.setHeader("date", new Date().toUTCString());
  });
}
