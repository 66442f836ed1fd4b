import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { randomBytes } from "node:crypto";
import { createDefender } from "../../src/adapters/defender/index.ts";
import { createEntra, type Entra } from "../../src/adapters/entra/index.ts";
import { openStore, type OpenStore } from "../../src/adapters/store/store.ts";
import type { Signer } from "../../src/core/audit-ports.ts";
import type { Clock, Defender, Log } from "../../src/core/ports.ts";
import type { Sender } from "../../src/core/model.ts";
import { systemIds } from "../../src/ids.ts";
import { createSeal } from "../../src/seal.ts";
import { createSigner } from "../../src/signer.ts";
import { startDefender, type SandboxDefender } from "../../src/sandbox/defender/server.ts";
import { startEntra, type SandboxEntra } from "../../src/sandbox/entra/server.ts";
import { personByKey, type PersonKey, SANDBOX_TENANT_ID } from "../../src/sandbox/people.ts";

/** The real clients, in this process, against the sandbox's Entra and Defender. */
export interface Services {
  readonly sandboxEntra: SandboxEntra;
  readonly sandboxDefender: SandboxDefender;
  readonly entra: Entra;
  readonly defender: Defender;
  readonly store: OpenStore;
  /** The bot's clock; the sandbox keeps its own. */
  readonly signer: Signer;
  readonly clock: Clock;
  /** Moves the bot's clock. */
  advance(ms: number): void;
  /** Signs a person in with a Teams SSO token. */
  signIn(key: PersonKey): Promise<Sender>;
  close(): Promise<void>;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

export function senderOf(key: PersonKey): Sender {
  const { oid, teamsId, name } = personByKey(key);
  return { oid, tid: SANDBOX_TENANT_ID, teamsId, name };
}

export async function startServices(): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-services-"));
  const sandboxEntra = await startEntra({ tlsDir: join(folder, "tls") });
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(sandboxEntra.caFile, "utf8")]);
  const sandboxDefender = await startDefender({ entra: sandboxEntra, speed: 100, limits: null });
  let skew = 0;
  const clock: Clock = { now: () => Date.now() + skew };
  const store = await openStore({ dataDir: join(folder, "data"), databaseUrl: null, log: silentLog });
  const seal = createSeal(randomBytes(32), null);
  const deps = { store, seal, clock, ids: systemIds, log: silentLog };
  const entra = createEntra(
    {
      authority: sandboxEntra.url,
      tenantId: sandboxEntra.tenantId,
      clientId: sandboxEntra.clientId,
      credential: { kind: "secret", secret: sandboxEntra.clientSecret },
      defenderResource: "https://api.securitycenter.microsoft.com",
      graphUrl: "https://graph.microsoft.com",
      botScope: "https://api.botframework.com/.default",
      publicUrl: "http://127.0.0.1:3978",
    },
    deps,
  );
  const defender = createDefender(
    { url: sandboxDefender.url },
    {
      personToken: (person, permission, signal, how) => entra.personToken(person, permission, signal, how),
      applicationToken: (signal, how) => entra.applicationToken("defender", signal, how),
      clock,
      log: silentLog,
    },
  );
  return {
    sandboxEntra,
    sandboxDefender,
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
      await sandboxDefender.close();
      await sandboxEntra.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
