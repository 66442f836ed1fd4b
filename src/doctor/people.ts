import { scopeOf } from "../adapters/entra/index.ts";
import { COMMANDS } from "../commands/index.ts";
import type { Config } from "../config/environment.ts";
import { entraOptionsOf } from "../config/settings.ts";
import type { Defender } from "../defender/client.ts";
import { DefenderError } from "../defender/error.ts";
import { delegatedGrant, type Grant } from "../defender/operations.ts";
import type { Finding } from "./report.ts";

const WAIT_MS = 20_000;
const NAMES = { defender: "WindowsDefenderATP", graph: "Microsoft Graph" } as const;
const PERMISSIONS = [...new Set(COMMANDS.flatMap((command) => command.permissions))].toSorted();

/**
 * What people's commands need, and what of it an administrator has not consented to. Never `failed`: a tenant may leave
 * it to its people to agree, and the application needs no right to read who has.
 * @param defender null: there is no credential to ask with
 */
export async function checkPeople(
  config: Config,
  defender: Pick<Defender, "consentedGrants"> | null,
): Promise<readonly Finding[]> {
  const options = entraOptionsOf(config);
  const scopes = PERMISSIONS.map((permission) => scopeOf(options, permission));
  const needed = `People's commands need these delegated permissions: ${scopes.join(", ")}. Admin consent for them spares each person the question.`;
  return [finding("note", needed), ...(await consentOf(config, defender))];
}

async function consentOf(
  { alertsApi }: Config,
  defender: Pick<Defender, "consentedGrants"> | null,
): Promise<readonly Finding[]> {
  if (defender === null) return [unknown("the application has no credential to ask with")];
  try {
    const granted = await defender.consentedGrants(AbortSignal.timeout(WAIT_MS));
    return granted === null
      ? [unknown("the directory does not tell all of it")]
      : consentFindings(granted, alertsApi);
  } catch (error) {
    const isForbidden = error instanceof DefenderError && error.status === 403;
    return [unknown(isForbidden ? "the application may not read it" : "Microsoft Graph did not tell")];
  }
}

/** A warning for each delegated permission that is not among those consented to for everybody, or one line that all are. */
function consentFindings(granted: readonly Grant[], alertsApi: Config["alertsApi"]): readonly Finding[] {
  const held = new Set(granted.map(keyOf));
  const needed = Map.groupBy(PERMISSIONS, (permission) => keyOf(delegatedGrant(permission, alertsApi)));
  const missing = [...needed].filter(([key]) => !held.has(key));
  if (missing.length === 0) return [finding("ok", "An administrator has consented to all of them.")];
  return missing.map(([key, permissions]) => {
    const commands = COMMANDS.filter((command) =>
      command.permissions.some((one) => permissions.includes(one)),
    );
    const names = commands.map(({ name }) => name).join(", ");
    return finding(
      "warning",
      `${key}: no admin consent. An administrator of Entra ID adds it to the bot's app registration (API permissions, delegated) and grants admin consent. Until then these commands stop working for everybody who has not agreed to it, or may not: ${names}.`,
    );
  });
}

/** As an administrator finds it. */
function keyOf({ api, permission }: Grant): string {
  return `${NAMES[api]} ${permission}`;
}

function unknown(why: string): Finding {
  return finding(
    "note",
    `Whether an administrator has consented to them can't be told: ${why}. To check, open the Entra admin centre, Enterprise applications, the bot, Permissions, Admin consent: each of them has to stand there. With the application permission Directory.Read.All (Microsoft Graph; it reads only) this check is made here.`,
  );
}

function finding(status: Finding["status"], text: string): Finding {
  return { check: "people", status, text };
}
