import type { Log } from "../../shared/ports.ts";

/** Runs the steps of the loops again and again, each on its own, until it is stopped. */
export interface Ticker {
  /** Lets every step look in a moment rather than at its next turn. */
  kick(): void;
  /** Stops and waits for the steps under way. */
  stop(): Promise<void>;
}

const PAUSE_MS = 1000;
/** Whoever kicks is answering a person: that comes first, and several kicks at a time are one. */
const KICK_MS = 20;
const PAUSE_AFTER_ERROR_MS = 5000;

/** Starts at once; a step that fails is logged, and tried again after a pause. */
export function startTicker(steps: readonly (() => Promise<void>)[], log: Log): Ticker {
  const loops = steps.map((step) => startLoop(step, log));
  let kicking: NodeJS.Timeout | null = null;
  function kick(): void {
    kicking = null;
    for (const loop of loops) loop.kick();
  }
  return {
    kick: () => void (kicking ??= setTimeout(kick, KICK_MS)),
    async stop() {
      if (kicking !== null) clearTimeout(kicking);
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
