import { config as readDotenv } from "dotenv";
import { parseArgs } from "node:util";
import { createEntraApplication } from "../adapters/entra/index.ts";
import { createHealth } from "../shared/health.ts";
import { createTransport } from "../adapters/transport/index.ts";
import type { Log } from "../shared/ports.ts";
import { entraOptionsOf, lineOf, readSettings, type Settings } from "../config/settings.ts";
import { checkCalls } from "./calls.ts";
import { checkNetwork } from "./network.ts";
import { isHealthy, toJson, toText, type Finding } from "./report.ts";
import { checkConfiguration, checkPeople, checkStore } from "./setup.ts";
import { checkTokens } from "./tokens.ts";

/** `npm run doctor [-- --json]`: tests a configuration against the real services; changes nothing. */

const EXIT_USAGE = 64;
/** The report says it better. */
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const now = (): number => Date.now();

async function examine(settings: Settings): Promise<readonly Finding[]> {
  const { config, problems } = settings;
  const transport = createTransport(config.proxy);
  const own = [...checkConfiguration(settings, now()), ...checkPeople(config)];
  // Without a credential that can be read there is nothing to get tokens with.
  const hasCredential = problems.every(({ name }) => name === "POLICY_FILE");
  const application = hasCredential
    ? createEntraApplication(entraOptionsOf(config), {
        ...{ clock: { now }, transport, log },
        health: createHealth(log),
      })
    : null;
  const outside = await Promise.all([
    checkNetwork(config, transport, now),
    checkStore(config, log),
    ...(application === null
      ? []
      : [checkTokens(config, application, now), checkCalls(config, application, { log, transport }, now)]),
  ]);
  return [...own, ...outside.flat()];
}

async function main(): Promise<number> {
  readDotenv({ quiet: true });
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const read = readSettings(process.env);
  const findings = read.ok
    ? await examine(read.settings)
    : read.problems.map((problem): Finding => ({
        check: "configuration",
        status: "failed",
        text: lineOf(problem),
      }));
  process.stdout.write(values.json ? toJson(findings) : toText(findings));
  return isHealthy(findings) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError) || !("code" in error)) throw error;
  process.stderr.write(`${error.message}\nUsage: npm run doctor [-- --json]\n`);
  process.exitCode = EXIT_USAGE;
}
