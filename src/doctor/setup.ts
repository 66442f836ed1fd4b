import { probeStore } from "../adapters/store/probe.ts";
import type { Config } from "../config/environment.ts";
import { Fault } from "../shared/errors.ts";
import type { Log } from "../shared/ports.ts";
import { createSeal } from "../adapters/node/seal.ts";
import { createSigner } from "../adapters/node/signer.ts";
import { lineOf, type Settings } from "../config/settings.ts";
import type { Finding } from "./report.ts";

/** The variables themselves, and the files that they name. `now`: epoch milliseconds. */
export function checkConfiguration(
  { config, problems, policy, policySource }: Settings,
  now: number,
): readonly Finding[] {
  const rules = policy?.rules.length ?? 0;
  const policyWords = `Policy: ${policySource}, ${rules} rule${rules === 1 ? "" : "s"}.`;
  return [
    ...problems.map((problem): Finding => ({
      check: "configuration",
      status: "failed",
      text: lineOf(problem),
    })),
    ...(problems.length > 0
      ? []
      : [{ check: "configuration", status: "ok", text: `All variables are set. ${policyWords}` } as const]),
    ...(policy?.warnings ?? []).map((text): Finding => ({
      check: "configuration",
      status: "warning",
      text: `Policy: ${text}.`,
    })),
    ...alertsOf(config, now),
  ];
}

/** A month before the end of what Microsoft ends (MC1220762) there is no time left to put it off. */
const MDE_ALERTS_FAIL_FROM = Date.UTC(2027, 0, 1);

function alertsOf({ alertsApi, alertPollMs }: Config, now: number): readonly Finding[] {
  const finding = (status: Finding["status"], text: string): Finding => ({
    check: "configuration",
    status,
    text,
  });
  const silent = "ALERT_POLL_SECONDS is 0: no alert is posted before somebody asks for it.";
  const ending = `ALERTS_API is mde: Microsoft ends that API on 2027-02-01. Grant what Microsoft Graph needs (README, step 1), then set it to graph.`;
  return [
    ...(alertPollMs > 0 ? [] : [finding("warning", silent)]),
    ...(alertsApi !== "mde" ? [] : [finding(now < MDE_ALERTS_FAIL_FROM ? "warning" : "failed", ending)]),
  ];
}

/** Whether the store can be used, whether TOKEN_KEY fits it, and with which key its audit checkpoints are signed. */
export async function checkStore(config: Config, log: Log): Promise<readonly Finding[]> {
  try {
    const probe = await probeStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, log });
    const state = probe.exists ? "can be used" : "can be used; the first start makes it";
    const signer = createSigner(createSeal(config.tokenKey, config.previousTokenKey));
    const key = probe.auditKeys.at(-1);
    return [
      { check: "store", status: "ok", text: `${probe.name} ${state}.` },
      key === undefined
        ? { check: "store", status: "note", text: "The first start makes the key of the audit checkpoints." }
        : { check: "store", status: "ok", text: `Public key of the audit checkpoints: ${key.publicKey}` },
      ...(key === undefined || signer.usable(key) !== null
        ? []
        : [
            {
              check: "store",
              status: "failed",
              text: "TOKEN_KEY does not open what is stored: everybody would have to sign in again. Set the key before it as TOKEN_KEY_PREVIOUS.",
            } as const,
          ]),
    ];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const variable = config.databaseUrl === null ? "DATA_DIR" : "DATABASE_URL";
    return [{ check: "store", status: "failed", text: `${variable}: ${error.message}.` }];
  }
}
