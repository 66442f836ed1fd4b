import { Fault } from "../../shared/errors.ts";
import type { Clients } from "./clients.ts";
import type { CredentialHealth } from "./credential-health.ts";
import type { Lanes } from "./lanes.ts";
import type { EntraDeps, EntraOptions } from "./options.ts";
import type { ApplicationResource } from "./resources.ts";

/** A token is renewed so long before its end, and used until shortly before it, should Entra be away meanwhile. */
const RENEW_MS = 300_000;
const MARGIN_MS = 30_000;

/** @throws UserError `unreachable`; Fault when Entra refuses the application */
export type ApplicationTokens = (
  resource: ApplicationResource,
  force: boolean,
  signal: AbortSignal,
) => Promise<string>;

/** Client-credential tokens, kept in memory; from 5 min before their end they are renewed while callers go on with what is held. Callers at a time share one request. */
export function createApplicationTokens(
  options: EntraOptions,
  clients: Clients,
  lanes: Lanes,
  clock: EntraDeps["clock"],
  health: CredentialHealth,
): ApplicationTokens {
  const scopes: Readonly<Record<ApplicationResource, string>> = {
    defender: `${options.defenderResource}/.default`,
    graph: `${options.graphUrl}/.default`,
    bot: options.botScope,
  };
  const kept = new Map<ApplicationResource, { token: string; endsAt: number }>();
  async function fetchToken(resource: ApplicationResource, signal: AbortSignal): Promise<string> {
    const session = await clients.open("application", signal);
    const request = { scopes: [scopes[resource]], skipCache: true };
    const result = await session
      .call((app) => app.acquireTokenByClientCredential(request))
      .catch((error: unknown) => {
        // What passes by itself is no fault of the set-up's, and not thrown as one.
        if (error instanceof Fault) health.refused(resource, session.refused() ?? []);
        throw error;
      });
    if (result === null) throw new Fault("entra", "Entra ID sent no token for the application", { resource });
    health.accepted(resource);
    kept.set(resource, { token: result.accessToken, endsAt: result.expiresOn?.getTime() ?? 0 });
    return result.accessToken;
  }
  function renew(resource: ApplicationResource, signal: AbortSignal | null): Promise<string> {
    return lanes.run(`application ${resource}`, "token", signal, (own) => fetchToken(resource, own));
  }
  return async (resource, force, signal) => {
    const held = kept.get(resource);
    const left = (held?.endsAt ?? 0) - clock.now();
    if (held === undefined || force || left <= MARGIN_MS) return renew(resource, signal);
    // What Entra said against it is logged by then; the next caller tries again.
    if (left <= RENEW_MS) void renew(resource, null).catch(() => undefined);
    return held.token;
  };
}
