import { join } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "./tenant.ts";
import type { Sandbox, SandboxPorts } from "./tenant.ts";

/** `npm run sandbox`: a whole tenant on this machine, with the real bot, at one URL. */

const DATA_DIR = join(import.meta.dirname, "..", "data", "sandbox");
const PORTS: SandboxPorts = {
  page: 3980,
  bot: 3978,
  entra: 3981,
  signInPages: 3982,
  defender: 3983,
  teams: 3984,
  graph: 3985,
  drive: 3986,
};

/** More than the largest houses have. */
const MOST_DEVICES = 50_000;

const WELCOME = [
  "As Ana, type in channel SOC: isolate ward3-nurse12 beaconing to a known C2 host (and click Sign in once).",
  "As Carla, beside Ana, click Approve. Ctrl-C stops everything; --reset starts over.",
];

function readOptions(): { reset: boolean; port: number; scale: number } | null {
  try {
    const { values } = parseArgs({
      options: {
        reset: { type: "boolean", default: false },
        port: { type: "string", default: String(PORTS.page) },
        scale: { type: "string", default: "0" },
      },
    });
    const [port, scale] = [Number(values.port), Number(values.scale)];
    const fits = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;
    if (fits(port, 65_535) && fits(scale, MOST_DEVICES)) return { reset: values.reset, port, scale };
  } catch {
    // An unknown option: told below, as a bad port is.
  }
  return null;
}

/** Stops all parts once, whichever signal comes, however often. */
function stopOnSignals(sandbox: Sandbox): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void sandbox.close().finally(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
}

async function main(): Promise<number | null> {
  const options = readOptions();
  if (options === null) {
    process.stderr.write("Usage: npm run sandbox [-- --reset] [--port N] [--scale DEVICES]\n");
    return 64;
  }
  try {
    const ports = { ...PORTS, page: options.port };
    const { reset, scale } = options;
    const sandbox = await startSandbox({ dataDir: DATA_DIR, reset, scale, ports, ownPolicy: true });
    stopOnSignals(sandbox);
    process.stdout.write(`Sandbox ready: ${sandbox.url}\n${WELCOME.map((line) => `  ${line}\n`).join("")}`);
    return null;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

const exitCode = await main();
if (exitCode !== null) process.exit(exitCode);
