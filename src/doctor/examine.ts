import { createEntraApplication } from "../adapters/entra/index.ts";
import { createHealth } from "../shared/health.ts";
import { createTransport } from "../adapters/transport/index.ts";
import type { Log } from "../shared/ports.ts";
import { entraOptionsOf, lineOf, readSettings, type Settings } from "../config/settings.ts";
import { checkCalls } from "./calls.ts";
import { createDoctorsDefender } from "./defender.ts";
import { checkNetwork } from "./network.ts";
import { checkPeople } from "./people.ts";
import type { Finding } from "./report.ts";
import { checkConfiguration, checkStore } from "./setup.ts";
import { checkTokens } from "./tokens.ts";

/** The report says it better. */
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const now = (): number => Date.now();

async function checkAll(settings: Settings): Promise<readonly Finding[]> {
  const { config, problems } = settings;
  const transport = createTransport(config.proxy);
  const own = checkConfiguration(settings, now());
  // Without a credential that can be read there is nothing to get tokens with.
  const hasCredential = problems.every(({ name }) => name === "POLICY_FILE");
  const application = hasCredential
    ? createEntraApplication(entraOptionsOf(config), {
        ...{ clock: { now }, transport, log },
        health: createHealth(log),
      })
    : null;
  const defender =
    application === null ? null : createDoctorsDefender(config, application, { log, transport }, now);
  const outside = await Promise.all([
    checkNetwork(config, transport, now),
    checkStore(config, log),
    checkPeople(config, defender),
    ...(application === null ? [] : [checkTokens(config, application, now)]),
    ...(defender === null ? [] : [checkCalls(config, defender, now)]),
  ]);
  return [...own, ...outside.flat()];
}

/** All that is right and wrong with a configuration, tested against the real services. */
export async function examine(env: Readonly<NodeJS.ProcessEnv>): Promise<readonly Finding[]> {
  const read = readSettings(env);
  if (read.ok) return checkAll(read.settings);
  return read.problems.map((problem) => ({
    check: "configuration",
    status: "failed",
    text: lineOf(problem),
  }));
}
