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
};

const WELCOME = [
  "As Ana, type in channel SOC: isolate ward3-nurse12 beaconing to a known C2 host (and click Sign in once).",
  "As Carla, next to her, click Approve. Ctrl-C stops everything; --reset starts over.",
];

function readOptions(): { reset: boolean; port: number } | null {
  try {
    const { values } = parseArgs({
      options: {
        reset: { type: "boolean", default: false },
        port: { type: "string", default: String(PORTS.page) },
      },
    });
    const port = Number(values.port);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return { reset: values.reset, port };
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
    process.stderr.write("Usage: npm run sandbox [-- --reset] [--port N]\n");
    return 64;
  }
  try {
    const ports = { ...PORTS, page: options.port };
    const sandbox = await startSandbox({ dataDir: DATA_DIR, reset: options.reset, ports, ownPolicy: true });
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
