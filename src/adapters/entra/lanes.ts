import { unreachable } from "../../shared/errors.ts";

/** Work at Entra ends after so long, waiting in the lane included: clicks have to be answered within 5 s. */
const DEADLINE_MS = 4_500;

export interface Lanes {
  /**
   * Runs `work` after what is ahead in the same lane; while work of the same name is under way or waiting, its
   * outcome is shared. The work ends by its own deadline; `signal` ends only this caller's waiting.
   * @throws UserError `unreachable` when `signal` ends it
   */
  run<T>(
    lane: string,
    name: string,
    signal: AbortSignal | null,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

/** Lanes with single-flight: one person's tokens are never changed by two at a time, nor fetched twice. */
export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  const flights = new Map<string, Promise<unknown>>();
  function start<T>(lane: string, flight: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Not `AbortSignal.timeout`, which fires, at some cost, long after the work is done.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
    const started = (tails.get(lane) ?? Promise.resolve()).then(() => work(deadline.signal));
    const tail = started.then(
      () => undefined,
      () => undefined,
    );
    const ended = tail.then(() => {
      clearTimeout(timer);
      flights.delete(flight);
      if (tails.get(lane) === ended) tails.delete(lane);
    });
    tails.set(lane, ended);
    flights.set(flight, started);
    return started;
  }
  return {
    run: <T>(
      lane: string,
      name: string,
      signal: AbortSignal | null,
      work: (signal: AbortSignal) => Promise<T>,
    ) => {
      const flight = `${lane} ${name}`;
      const flying = flights.get(flight) as Promise<T> | undefined;
      const outcome = flying ?? start(lane, flight, work);
      return signal === null ? outcome : orAborted(outcome, signal);
    },
  };
}

/** The caller's signal, and the deadline for all that a caller waits for. */
export function withDeadline(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
}

/** The outcome, unless the signal comes first; then the work goes on unheard. @throws UserError `unreachable` */
export async function orAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(unreachable("Entra ID"));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([outcome, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
