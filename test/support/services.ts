import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { randomBytes } from "node:crypto";
import { createDefender } from "../../src/adapters/defender/index.ts";
import { createEntra, type Entra } from "../../src/adapters/entra/index.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../src/adapters/transport/index.ts";
import { openStore, type OpenStore } from "../../src/adapters/store/store.ts";
import type { Signer } from "../../src/core/audit-ports.ts";
import type { Clock, Defender, Log } from "../../src/core/ports.ts";
import type { Sender } from "../../src/core/model.ts";
import { systemIds } from "../../src/ids.ts";
import { createSeal } from "../../src/seal.ts";
import { createSigner } from "../../src/signer.ts";
import { startDefender, type SandboxDefender } from "../../src/sandbox/defender/server.ts";
import { graphResource } from "../../src/sandbox/entra/scopes.ts";
import { startEntra, type SandboxEntra } from "../../src/sandbox/entra/server.ts";
import { startGraph, type SandboxGraph } from "../../src/sandbox/graph/server.ts";
import { personByKey, type PersonKey, SANDBOX_TENANT_ID } from "../../src/sandbox/people.ts";

/** The real clients, in this process, against the sandbox's Entra and Defender. */
export interface Services {
  readonly sandboxEntra: SandboxEntra;
  readonly sandboxDefender: SandboxDefender;
  /** The same alerts and devices, in Microsoft Graph's words. */
  readonly sandboxGraph: SandboxGraph;
  readonly entra: Entra;
  readonly defender: Defender;
  readonly store: OpenStore;
  readonly signer: Signer;
  /** The bot's clock. */
  readonly clock: Clock;
  /** Moves the bot's clock. */
  advance(ms: number): void;
  /** Signs a person in with a Teams SSO token. */
  signIn(key: PersonKey): Promise<Sender>;
  close(): Promise<void>;
}

const PUBLIC_URL = "http://127.0.0.1:3978";

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

export function senderOf(key: PersonKey): Sender {
  const { oid, teamsId, name } = personByKey(key);
  return { oid, tid: SANDBOX_TENANT_ID, teamsId, name };
}

export interface ServicesOptions {
  /** Whether Defender's clock moves with the bot's; default: it is the machine's. */
  readonly oneClock?: boolean;
  /** Where alerts come from; default Defender's own API. */
  readonly alertsApi?: "mde" | "graph";
}

export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  const { alertsApi = "mde" } = options;
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-services-"));
  const sandboxEntra = await startEntra({
    tlsDir: join(folder, "tls"),
    redirectUris: [`${PUBLIC_URL}/auth/end`],
  });
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(sandboxEntra.caFile, "utf8")]);
  let skew = 0;
  const clock: Clock = { now: () => Date.now() + skew };
  const defenderClock = options.oneClock === true ? { clock: () => clock.now() } : {};
  const sandboxDefender = await startDefender({
    entra: sandboxEntra,
    speed: 100,
    limits: null,
    ...defenderClock,
  });
  const sandboxGraph = await startGraph({
    entra: sandboxEntra,
    defender: sandboxDefender,
    limits: null,
    ...defenderClock,
  });
  sandboxEntra.addResource(graphResource(sandboxGraph.url));
  const store = await openStore({ dataDir: join(folder, "data"), databaseUrl: null, log: silentLog });
  const seal = createSeal(randomBytes(32), null);
  const transport = createTransport(NO_PROXY_AT_ALL);
  const deps = { store, seal, transport, clock, ids: systemIds, log: silentLog };
  const entra = createEntra(
    {
      authority: sandboxEntra.url,
      tenantId: sandboxEntra.tenantId,
      clientId: sandboxEntra.clientId,
      credential: { kind: "secret", secret: sandboxEntra.clientSecret },
      defenderResource: "https://api.securitycenter.microsoft.com",
      graphUrl: sandboxGraph.url,
      alertsApi,
      botScope: "https://api.botframework.com/.default",
      publicUrl: PUBLIC_URL,
    },
    deps,
  );
  const defender = createDefender(
    { url: sandboxDefender.url, graphUrl: sandboxGraph.url, alertsApi },
    {
      personToken: (person, permission, signal, how) => entra.personToken(person, permission, signal, how),
      applicationToken: (resource, signal, how) => entra.applicationToken(resource, signal, how),
      transport,
      clock,
      log: silentLog,
    },
  );
  return {
    sandboxEntra,
    sandboxDefender,
    sandboxGraph,
    entra,
    defender,
    store,
    signer: createSigner(seal),
    clock,
    advance(ms) {
      skew += ms;
    },
    async signIn(key) {
      const sender = senderOf(key);
      await entra.signIn(sender, await sandboxEntra.ssoToken(key), AbortSignal.timeout(10_000));
      return sender;
    },
    async close() {
      await store.close();
      await sandboxGraph.close();
      await sandboxDefender.close();
      await sandboxEntra.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
