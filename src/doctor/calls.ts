import { createDefender } from "../adapters/defender/index.ts";
import type { Entra } from "../adapters/entra/index.ts";
import type { Transport } from "../adapters/transport/index.ts";
import type { Config } from "../config/environment.ts";
import { Fault, UserError } from "../shared/errors.ts";
import type { Log } from "../shared/ports.ts";
import type { Finding } from "./report.ts";
import type { Defender } from "../defender/client.ts";

const WAIT_MS = 20_000;

/** Whether the application may read what the poll and the tracking read: one small call each. */
export async function checkCalls(
  config: Config,
  application: Pick<Entra, "applicationToken">,
  { log, transport }: { readonly log: Log; readonly transport: Transport },
  now: () => number,
): Promise<readonly Finding[]> {
  const defender = createDefender(
    {
      url: config.defenderUrl,
      graphUrl: config.graphUrl,
      fileHosts: config.fileHosts,
      alertsApi: config.alertsApi,
      appId: config.clientId,
    },
    {
      personToken: () => Promise.reject(new Fault("invariant", "the doctor speaks for no person")),
      applicationToken: (resource, signal, how) => application.applicationToken(resource, signal, how),
      transport,
      clock: { now },
      log,
    },
  );
  const signal = AbortSignal.timeout(WAIT_MS);
  const checks = [
    tried("Machine actions can be read", () => defender.asApplication(signal).machineActions({ top: 1 })),
    ...(config.alertPollMs === 0
      ? []
      : [tried("Alerts can be read", () => firstPage(defender, now(), signal))]),
  ];
  return Promise.all(checks);
}

async function firstPage(defender: Defender, since: number, signal: AbortSignal): Promise<void> {
  await defender.changedAlerts(since, signal)[Symbol.asyncIterator]().next();
}

async function tried(what: string, call: () => Promise<unknown>): Promise<Finding> {
  try {
    await call();
    return { check: "calls", status: "ok", text: `${what}.` };
  } catch (error) {
    const text = error instanceof UserError ? error.message : "Entra ID issued no token for it.";
    return { check: "calls", status: "failed", text: `${what}: no. ${text}` };
  }
}
