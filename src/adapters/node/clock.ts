import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { judgeClocks, near, type Judgement } from "../../shared/clock.ts";
import type { Health } from "../../shared/health.ts";
import type { ConfirmedClock } from "../../shared/ports.ts";
import type { Transport } from "../transport/index.ts";

/** How often the services are asked for the time while it is in doubt, in milliseconds. */
const ASK_EVERY_MS = 15_000;
const ASK_MS = 4_000;
/**
 * So long after the start nothing ends because of time, unless a service has said what time it is: a machine may start
 * with a wrong clock, and by that everything in the store would be over at once.
 */
const UNTOLD_MS = 60_000;
/** Between two looks at the clocks; a look costs little, and reading the time has to cost nothing. */
const LOOK_EVERY_MS = 200;

/** The clocks of this machine, and how to have a service say the time. */
export interface Clocks {
  /** Epoch milliseconds. */
  readonly system: () => number;
  /** Milliseconds since some moment; never goes back. */
  readonly steady: () => number;
  /** Makes some call to a service; what its answer says comes in by `heard`. */
  readonly ask: () => void;
}

export interface SystemClock extends ConfirmedClock {
  /** A service said what time it is (epoch milliseconds). */
  heard(time: number): void;
  /** Why the time is in doubt, or the system's clock wrong; null: neither. */
  doubt(): string | null;
}

/**
 * The bot's clock: steady from the start on, whatever is done to the system's clock, and moved only to where the
 * system's clock is confirmed by a service. Until the system's first jump it is that clock; but at the start, until a
 * service has spoken or none has for a minute, it says of no time that it is over.
 */
export function createClock({ system, steady, ask }: Clocks): SystemClock {
  // As what has to be added to the steady time.
  let own = system() - steady();
  let service: number | null = null;
  let together = true;
  let untoldUntil = steady() + UNTOLD_MS;
  let askedAt = -Infinity;
  let judged: Judgement | null = null;
  let judgedAt = -Infinity;

  function look(): Judgement {
    const ticks = steady();
    const readings = { steady: own + ticks, system: system() };
    const isTogether = near(readings.steady, readings.system);
    // After a sleep the steady clock is late, and what a service said before is late with it: it has to say it again.
    if (together && !isTogether) [service, askedAt] = [null, -Infinity];
    together = isTogether;
    const judgement = judgeClocks({ ...readings, service: service === null ? null : service + ticks });
    const found = ticks < untoldUntil ? { ...judgement, earliest: 0 } : judgement;
    own = found.now - ticks;
    if ((found.doubt !== null || ticks < untoldUntil) && ticks - askedAt >= ASK_EVERY_MS) {
      askedAt = ticks;
      ask();
    }
    [judged, judgedAt] = [found, ticks];
    return found;
  }

  function current(): Judgement {
    const since = steady() - judgedAt;
    return judged === null || since >= LOOK_EVERY_MS || since < 0 ? look() : moved(judged, since);
  }

  return {
    now: () => Math.floor(current().now),
    earliest: () => Math.floor(current().earliest),
    latest: () => Math.ceil(current().latest),
    doubt: () => current().doubt,
    heard(time) {
      // A jump that nobody has noticed yet must not take this answer for one from before it.
      look();
      [service, untoldUntil] = [time - steady(), -Infinity];
      look();
    },
  };
}

function moved(judged: Judgement, by: number): Judgement {
  const { now, earliest, latest } = judged;
  return { ...judged, now: now + by, earliest: earliest + by, latest: latest + by };
}

/** A step that tells what is the matter with the time. */
export async function reportClock(clock: SystemClock, health: Health): Promise<void> {
  const doubt = clock.doubt();
  if (doubt === null) health.passed("clock");
  else health.failed("clock", doubt);
}

/** The clock of this process. @param services URLs of the services that are believed; the first is asked when in doubt */
export function createSystemClock(services: readonly string[], transport: Transport): SystemClock {
  const [first = ""] = services;
  const clock = createClock({
    system: () => Date.now(),
    steady: () => performance.now(),
    // What it says is heard like every other answer's time.
    ask: () =>
      void transport.exchange({ method: "HEAD", url: first, headers: {}, timeoutMs: ASK_MS, maxBytes: 0 }),
  });
  listen(new Set(services.map((url) => new URL(url).host)), (time) => clock.heard(time));
  return clock;
}

/** Hears the `Date` header of every answer from these hosts, by whatever client it was asked for. */
function listen(hosts: ReadonlySet<string>, heard: (time: number) => void): void {
  function note(host: string | undefined, date: string | undefined, age: string | undefined): void {
    const time = Date.parse(date ?? "");
    // An answer out of a cache says when it was put there.
    if (host === undefined || !hosts.has(host) || age !== undefined || Number.isNaN(time)) return;
    heard(time);
  }
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = message as {
      request: { getHeader(name: string): unknown };
      response: IncomingMessage;
    };
    const { date, age } = response.headers;
    note(String(request.getHeader("host")), date, age);
  });
  subscribe("undici:request:headers", (message) => {
    const { request, response } = message as {
      request: { origin: string | URL };
      response: { headers: readonly Uint8Array[] };
    };
    const header = (name: string) => {
      const texts = response.headers.map((part) => Buffer.from(part).toString("latin1"));
      const at = texts.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
      return at === -1 ? undefined : texts[at + 1];
    };
    note(new URL(String(request.origin)).host, header("date"), header("age"));
  });
}
