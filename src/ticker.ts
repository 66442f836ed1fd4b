import type { Log } from "./core/ports.ts";

/** Runs the steps of the loops again and again, each on its own, until it is stopped. */
export interface Ticker {
  /** Lets every step look now rather than at its next turn. */
  kick(): void;
  /** Stops and waits for the steps under way. */
  stop(): Promise<void>;
}

const PAUSE_MS = 1000;
const PAUSE_AFTER_ERROR_MS = 5000;

export function startTicker(steps: readonly (() => Promise<void>)[], log: Log): Ticker {
  const loops = steps.map((step) => startLoop(step, log));
  return {
    kick: () => loops.forEach((loop) => loop.kick()),
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

function startLoop(step: () => Promise<void>, log: Log): Ticker {
  let stopped = false;
  let kicked = false;
  let wake: () => void = () => {};

  async function pause(ms: number): Promise<void> {
    if (kicked || stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!stopped) {
      kicked = false;
      let wait = PAUSE_MS;
      try {
        await step();
      } catch (error) {
        log.error("loop step failed", { error });
        wait = PAUSE_AFTER_ERROR_MS;
      }
      await pause(wait);
    }
  }

  const running = run();
  return {
    kick() {
      kicked = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
