import type { ConfidentialClientApplication as Application } from "@azure/msal-node";
import { explain } from "./classify.ts";
import type { CredentialHealth } from "./credential-health.ts";
import { authOf } from "./credential.ts";
import { createDiscovery, type Discovery } from "./discovery.ts";
import { msal } from "./msal.ts";
import { createNetwork, Refusal, type Network } from "./network.ts";
import type { EntraDeps, EntraOptions } from "./options.ts";

/** One operation of msal: a client with nothing in it but what the operation brings. */
export interface Session {
  readonly app: Application;
  /** Runs a call of `app`. @throws as `explain` says */
  call<T>(work: (app: Application) => Promise<T>): Promise<T>;
  /** The id_token that Entra sent in this session, null when nothing came by network. */
  readonly idToken: () => string | null;
  /** AADSTS numbers of the last call, if Entra refused it. */
  readonly refused: () => readonly number[] | null;
}

export interface Clients {
  /**
   * A fresh client; with `cache` (msal's JSON text) it starts from that. One person's tokens never share a client
   * with another's, and msal's own memory of throttling doesn't outlive the operation.
   * @throws UserError `unreachable`, Fault
   */
  open(whose: "person" | "application", signal: AbortSignal, cache?: string): Promise<Session>;
  /** @throws UserError `unreachable` */
  readonly discover: () => Promise<Discovery>;
}

/** Makes msal clients for the bot's app registration. @throws Fault `configuration` */
export function createClients(
  options: EntraOptions,
  { log, transport }: Pick<EntraDeps, "log" | "transport">,
  health: CredentialHealth,
): Clients {
  const credentials = authOf(options.credential, { log, transport });
  const discovery = createDiscovery(options, transport);
  async function discover(): Promise<Discovery> {
    try {
      return await discovery();
    } catch (error) {
      if (error instanceof Refusal) health.refusedOther(error.codes);
      throw explain(error, log, "application");
    }
  }
  const open: Clients["open"] = async (whose, signal, cache) => {
    const { text: metadata } = await discover();
    const network = createNetwork(transport, signal);
    const app = new (msal().ConfidentialClientApplication)({
      auth: { ...authorityOf(options, metadata), ...credentials(signal) },
      system: { networkClient: network, disableInternalRetries: true },
    });
    if (cache !== undefined) app.getTokenCache().deserialize(cache);
    async function call<T>(work: (client: Application) => Promise<T>): Promise<T> {
      try {
        return await work(app);
      } catch (error) {
        if (whose === "person") health.refusedOther(codesOf(network) ?? []);
        throw explain(network.failure() ?? error, log, whose);
      }
    }
    return { app, call, idToken: network.idToken, refused: () => codesOf(network) };
  };
  return { open, discover };
}

function codesOf(network: Network): readonly number[] | null {
  const failure = network.failure();
  return failure instanceof Refusal ? failure.codes : null;
}

/** @param metadata Entra's discovery document as JSON text: msal looks for none itself */
function authorityOf({ authority, clientId, tenantId }: EntraOptions, metadata: string) {
  return {
    clientId,
    authority: `${authority}/${tenantId}`,
    knownAuthorities: [new URL(authority).host],
    authorityMetadata: metadata,
  };
}
