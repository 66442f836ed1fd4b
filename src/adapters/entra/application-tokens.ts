import { Fault } from "../../core/errors.ts";
import type { Clients } from "./clients.ts";
import type { Lanes } from "./lanes.ts";
import type { EntraDeps, EntraOptions } from "./options.ts";

/** What the application itself may get a token for. */
export type ApplicationResource = "defender" | "graph" | "bot";

/** A token is used until so long before its end. */
const MARGIN_MS = 300_000;

/** @throws UserError `unreachable`; Fault when Entra refuses the application */
export type ApplicationTokens = (
  resource: ApplicationResource,
  force: boolean,
  signal: AbortSignal,
) => Promise<string>;

/** Client-credential tokens, kept in memory until 5 min before their end; callers at a time share one request. */
export function createApplicationTokens(
  options: EntraOptions,
  clients: Clients,
  lanes: Lanes,
  clock: EntraDeps["clock"],
): ApplicationTokens {
  const scopes: Readonly<Record<ApplicationResource, string>> = {
    defender: `${options.defenderResource}/.default`,
    graph: `${options.graphUrl}/.default`,
    bot: options.botScope,
  };
  const kept = new Map<ApplicationResource, { token: string; usableUntil: number }>();
  async function fetchToken(resource: ApplicationResource, signal: AbortSignal): Promise<string> {
    const session = await clients.open("application", signal);
    const result = await session.call((app) =>
      app.acquireTokenByClientCredential({ scopes: [scopes[resource]], skipCache: true }),
    );
    if (result === null) throw new Fault("entra", "Entra ID sent no token for the application", { resource });
    const endsAt = result.expiresOn?.getTime() ?? 0;
    kept.set(resource, { token: result.accessToken, usableUntil: endsAt - MARGIN_MS });
    return result.accessToken;
  }
  return async (resource, force, signal) => {
    const held = kept.get(resource);
    if (!force && held !== undefined && clock.now() < held.usableUntil) return held.token;
    return lanes.run(`application ${resource}`, "token", signal, (own) => fetchToken(resource, own));
  };
}
