import { rolesIn, type Entra } from "./adapters/entra/index.ts";
import type { Config } from "./config/environment.ts";
import { applicationGrants, type Grant } from "./defender/operations.ts";
import type { Log } from "./shared/ports.ts";

/** What a start tells of a set-up that works only in part, one WARN line each. */

const WAIT_MS = 15_000;

/** MC1220762: Microsoft has announced the end of Defender's own alert API. */
export function warnOfAlerts(config: Config, log: Log): void {
  if (config.alertPollMs === 0)
    log.warn("proactive alerts are switched off", { variable: "ALERT_POLL_SECONDS" });
  if (config.alertsApi !== "mde") return;
  log.warn("alerts come from an API that Microsoft ends on 2027-02-01", {
    variable: "ALERTS_API",
    instead: "graph",
  });
}

/** Names each permission that the application's tokens lack. A token that can't be got says nothing of permissions. */
export async function warnOfPermissions(
  config: Config,
  entra: Pick<Entra, "applicationToken">,
  log: Log,
): Promise<void> {
  const wanted = applicationGrants(config.alertsApi, config.alertPollMs > 0);
  const apis = [...new Set(wanted.map(({ api }) => api))];
  await Promise.all(
    apis.map(async (api) => {
      const held = await rolesHeld(entra, api);
      const missing =
        held === null ? [] : wanted.filter((one) => one.api === api && !held.includes(one.permission));
      for (const one of missing) log.warn("an application permission is missing", missingFields(one));
    }),
  );
}

async function rolesHeld(
  entra: Pick<Entra, "applicationToken">,
  api: Grant["api"],
): Promise<readonly string[] | null> {
  try {
    return rolesIn(await entra.applicationToken(api, AbortSignal.timeout(WAIT_MS)));
  } catch {
    // Whoever needs the token next says what is wrong with it.
    return null;
  }
}

const NAMES = { defender: "WindowsDefenderATP", graph: "Microsoft Graph" } as const;

function missingFields({ api, permission }: Grant): Readonly<Record<string, string>> {
  const todo = `an administrator of Entra ID adds it to the bot's app registration (${NAMES[api]}, application permissions) and grants admin consent`;
  return { permission, api: NAMES[api], todo };
}
