import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { BotStatus } from "./page-server/view.ts";

/** SIGTERM gives the bot 10 s to finish turns in hand; then it is killed. */
const STOP_AFTER_MS = 12_000;
const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

export interface BotProcessOptions {
  /** Script that Node runs. */
  readonly entry: string;
  /** Working folder: one without an `.env` file, which could redirect the bot. */
  readonly folder: string;
  /** The whole environment of the child, nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Origin at which `/readyz` answers. */
  readonly url: string;
  /** Output of the bot is appended here. */
  readonly logFile: string;
  readonly readyWithinMs?: number;
}

export interface BotProcess {
  readonly url: string;
  readonly logFile: string;
  status(): BotStatus;
  /** Calls back at every change of status until the returned function is called. */
  onStatus(listener: () => void): () => void;
  /** Process id while it runs. */
  pid(): number | null;
  /** Starts and waits until it is ready. @throws Error when it ends first, or isn't ready in time */
  start(): Promise<void>;
  /** SIGTERM; resolves with the exit code once it has ended. */
  stop(): Promise<number | null>;
  /** SIGKILL: no clean-up, as in a crash. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Its whole environment, as of the next start. */
  env(): Readonly<Record<string, string>>;
  /** Changes the environment for the next start. */
  setEnv(change: Readonly<Record<string, string>>): void;
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/readyz", url), { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** The real bot in a process of its own. */
export function createBotProcess(options: BotProcessOptions): BotProcess {
  const listeners = new Set<() => void>();
  let env = options.env;
  let child: ChildProcess | null = null;
  let status: BotStatus = { state: "stopped", detail: null };

  function become(next: BotStatus): void {
    status = next;
    for (const listener of listeners) listener();
  }

  function launch(): ChildProcess {
    mkdirSync(dirname(options.logFile), { recursive: true });
    const log = openSync(options.logFile, "a");
    const launched = spawn(process.execPath, [options.entry], {
      cwd: options.folder,
      env,
      stdio: ["ignore", log, log],
      // A group of its own: Ctrl-C in the terminal is for the sandbox, which then stops the bot in order.
      detached: process.platform !== "win32",
    });
    closeSync(log);
    const over = (detail: string): void => {
      if (child !== launched) return;
      child = null;
      become({ state: "crashed", detail });
    };
    // A sandbox that ends in any way takes the bot along.
    const takeAlong = (): void => void launched.kill("SIGKILL");
    process.once("exit", takeAlong);
    launched.once("exit", (code, signal) => {
      process.off("exit", takeAlong);
      over(describeEnd(code, signal));
    });
    launched.once("error", (error) => over(error.message));
    return launched;
  }

  async function start(): Promise<void> {
    if (child !== null) return;
    become({ state: "starting", detail: null });
    const launched = launch();
    child = launched;
    const deadline = Date.now() + (options.readyWithinMs ?? READY_WITHIN_MS);
    while (child === launched && Date.now() < deadline) {
      if (await isReady(options.url)) {
        if (child === launched) become({ state: "running", detail: null });
        return;
      }
      await delay(ASK_EVERY_MS);
    }
    const why = status.detail ?? "not ready in time";
    throw new Error(`The bot did not start (${why}); see ${options.logFile}`);
  }

  /** Ends the child with a signal; from here on its end is no crash. */
  async function end(signal: NodeJS.Signals, detail: string | null): Promise<number | null> {
    const ending = child;
    if (ending === null) return null;
    child = null;
    const over = ended(ending);
    ending.kill(signal);
    const timer = setTimeout(() => ending.kill("SIGKILL"), STOP_AFTER_MS);
    const code = await over;
    clearTimeout(timer);
    become({ state: "stopped", detail });
    return code;
  }

  return {
    url: options.url,
    logFile: options.logFile,
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pid: () => child?.pid ?? null,
    start,
    stop: () => end("SIGTERM", null),
    async kill() {
      await end("SIGKILL", "killed");
    },
    async restart() {
      await end("SIGTERM", null);
      await start();
    },
    env: () => env,
    setEnv(change) {
      env = { ...env, ...change };
    },
  };
}
