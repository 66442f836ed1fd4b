import type { ConfirmedClock } from "./ports.ts";

/**
 * What time it is, when clocks may lie: the system's is set by people and services and jumps, a steady one stands still
 * while a machine sleeps and knows only what it was told at start. The `Date` header of an answer from Microsoft tells
 * which of them is right.
 */

/** Clocks that are further apart than this, in milliseconds, are not the same time. */
export const APART_MS = 300_000;

/** Epoch milliseconds, all read at the same moment. */
export interface Readings {
  /** What the bot has gone by so far. */
  readonly steady: number;
  readonly system: number;
  /** What a service said since the two were last seen together; null: none has answered. */
  readonly service: number | null;
}

export interface Judgement {
  /** What the bot goes by from now on. */
  readonly now: number;
  readonly earliest: number;
  readonly latest: number;
  /** What is wrong, in words for whoever runs the machine; null: nothing. */
  readonly doubt: string | null;
}

/** Which time it is. Two clocks that agree are believed, if a service does not say otherwise. */
export function judgeClocks({ steady, system, service }: Readings): Judgement {
  const agreed = (now: number, doubt: string | null = null) => ({ now, earliest: now, latest: now, doubt });
  if (near(steady, system) && (service === null || near(system, service))) {
    // Where a service confirms it, small corrections of the system's clock are taken over.
    return agreed(service === null ? steady : system);
  }
  if (service !== null && near(system, service)) return agreed(system);
  if (service !== null && near(steady, service)) {
    return agreed(steady, `the system clock is off by ${minutes(system - service)}`);
  }
  const all = [steady, system, ...(service === null ? [] : [service])];
  return {
    now: steady,
    earliest: Math.min(...all),
    latest: Math.max(...all),
    doubt:
      service === null
        ? `the system clock jumped by ${minutes(system - steady)}, and no service has said yet what time it is`
        : `the system clock is off by ${minutes(system - service)}`,
  };
}

/** Whether two times may be the same. */
export function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= APART_MS;
}

/**
 * Whether something that began at `since` and is good for so long still is, in milliseconds. What seems to begin in the future
 * was written down by a clock that was ahead, and is over.
 */
export function isOn(since: number, ms: number, now: number): boolean {
  return now >= since && now - since < ms;
}

function minutes(ms: number): string {
  return `${ms < 0 ? "-" : "+"}${Math.round(Math.abs(ms) / 60_000)} minutes`;
}

/** A clock that is never in doubt. @param now gives epoch milliseconds */
export function certain(now: () => number): ConfirmedClock {
  return { now, earliest: now, latest: now };
}
