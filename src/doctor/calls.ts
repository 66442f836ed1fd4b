import type { Config } from "../config/environment.ts";
import { UserError } from "../shared/errors.ts";
import type { Finding } from "./report.ts";
import type { Defender } from "../defender/client.ts";

const WAIT_MS = 20_000;

/** Whether the application may read what the poll and the tracking read: one small call each. */
export async function checkCalls(
  config: Config,
  defender: Defender,
  now: () => number,
): Promise<readonly Finding[]> {
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
