import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { clockState, setClock, type ClockState } from "./clock.ts";

/** One bot in a process of its own, seen from outside: the kernel counts its CPU and its memory. */
export interface Child {
  readonly pid: number;
  /** Where it answers. */
  readonly url: string;
  /** Milliseconds from its start until its first answer. */
  readonly readyMs: number;
  /** CPU milliseconds that it had used by then. */
  readonly readyCpuMs: number;
  /** CPU milliseconds of all its threads since its start. */
  cpuMs(): number;
  /** Memory that it holds now, in MiB. */
  rssMiB(): number;
  /** Resolves when it has nothing to do any more: twice in a row hardly any CPU used. */
  quiet(): Promise<void>;
  /** Sets its clock; resolves when it is set. */
  setClock(next: ClockState): Promise<void>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** Script that Node runs. */
  readonly entry: string;
  /** Working folder, also of its log. */
  readonly folder: string;
  readonly name: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Whether it runs on the bench's clock, or as it would by itself. */
  readonly clock: boolean;
  /** More of Node's options, a profiler's for instance. */
  readonly nodeOptions?: readonly string[];
}

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 5;
const STOP_WITHIN_MS = 15_000;
const QUIET_LOOK_MS = 8;
const QUIET_CPU_MS = 0.3;
const QUIET_LOOKS = 400;

const running = new Set<ChildProcess>();
// A bench that ends in any way takes the bots along.
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Starts it and waits until it answers 200. @throws Error when it ends before, or takes longer than a minute */
export async function startChild(options: ChildOptions): Promise<Child> {
  const logFile = `${options.folder}/${options.name}.log`;
  const url = `http://127.0.0.1:${options.port}`;
  const started = performance.now();
  const child = launch(options, logFile);
  running.add(child);
  child.once("exit", () => running.delete(child));
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null || performance.now() - started > READY_WITHIN_MS) {
      child.kill("SIGKILL");
      throw new Error(`${options.name} did not start: ${readFileSync(logFile, "utf8").slice(-2_000)}`);
    }
    await delay(ASK_EVERY_MS);
  }
  const readyMs = performance.now() - started;
  const pid = child.pid ?? 0;
  const seen = observed(pid);
  return { pid, ...seen, ...controlled(child), url, readyMs, readyCpuMs: seen.cpuMs() };
}

function launch(options: ChildOptions, logFile: string): ChildProcess {
  const log = openSync(logFile, "a");
  const clock = new URL("./clock.ts", import.meta.url).href;
  const preload = options.clock ? ["--import", clock] : [];
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), ...preload, options.entry], {
    cwd: options.folder,
    env: { ...options.env, ...(options.clock ? { BENCH_CLOCK: JSON.stringify(clockState()) } : {}) },
    stdio: ["ignore", log, log, ...(options.clock ? (["ipc"] as const) : [])],
  });
  closeSync(log);
  return child;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

function observed(pid: number): Pick<Child, "cpuMs" | "rssMiB" | "quiet"> {
  const cpuMs = (): number =>
    // schedstat counts nanoseconds; `stat` would count hundredths of a second.
    readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
      const [ran = "0"] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ");
      return sum + Number(ran) / 1e6;
    }, 0);
  return {
    cpuMs,
    rssMiB: () => {
      const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return Number(kib) / 1024;
    },
    async quiet() {
      let calm = 0;
      for (let look = 0, last = cpuMs(); calm < 2 && look < QUIET_LOOKS; look += 1) {
        await delay(QUIET_LOOK_MS);
        const used = cpuMs();
        calm = used - last < QUIET_CPU_MS ? calm + 1 : 0;
        last = used;
      }
    },
  };
}

function controlled(child: ChildProcess): Pick<Child, "setClock" | "stop"> {
  return {
    async setClock(next) {
      const set = once(child, "message");
      child.send(next);
      await set;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Sets the clock of the bench and of all children forward. */
export async function advance(children: readonly Child[], ms: number): Promise<void> {
  const state = clockState();
  const next = { ...state, skew: state.skew + ms };
  setClock(next);
  await Promise.all(children.map((child) => child.setClock(next)));
}
