import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEntra, type Entra, type EntraOptions } from "../../../src/adapters/entra/index.ts";
import { openStore, type OpenStore } from "../../../src/adapters/store/store.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../../src/adapters/transport/index.ts";
import { createSeal } from "../../../src/adapters/node/seal.ts";
import { startEntra, type SandboxEntra } from "../../../sandbox/entra/server.ts";
import { tlsDir, trust } from "../../support/authority.ts";
import { personByKey, type PersonKey } from "../../../sandbox/people.ts";
import { createHealth } from "../../../src/shared/health.ts";
import type { Sender } from "../../../src/shared/people.ts";

export const PUBLIC_URL = "https://bot.contoso.example";
export const DEFENDER = "https://api.securitycenter.microsoft.com";

/** TOKEN_KEY and TOKEN_KEY_PREVIOUS. */
interface Keys {
  readonly tokenKey?: Uint8Array;
  readonly previousTokenKey?: Uint8Array;
}

export interface Bench {
  readonly sandbox: SandboxEntra;
  readonly store: OpenStore;
  /** Every line logged so far, as JSON. */
  readonly logged: string[];
  readonly folder: string;
  /** Moves the bot's clock by milliseconds. */
  skip(ms: number): void;
  /** A bot of its own (as after a restart) on the same store. */
  bot(change?: Partial<EntraOptions> & Keys): Entra;
  sender(key: PersonKey): Sender;
  signal(): AbortSignal;
  close(): Promise<void>;
}

/** The sandbox's Entra, a store in a temporary folder (or that database), and bots that use both. */
export async function openBench(databaseUrl: string | null = null): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "entra-test-"));
  const sandbox = await startEntra({ tlsDir: await tlsDir(), redirectUris: [`${PUBLIC_URL}/auth/end`] });
  trust(sandbox.caFile);
  const logged: string[] = [];
  const write = (event: string, fields?: Record<string, unknown>) =>
    void logged.push(JSON.stringify({ event, ...fields }));
  const log = { info: write, warn: write, error: write };
  const store = await openStore({ dataDir: join(folder, "data"), databaseUrl, log });
  const ownKey = randomBytes(32);
  let offset = 0;
  const deps = {
    store,
    transport: createTransport(NO_PROXY_AT_ALL),
    log,
    health: createHealth(log),
    clock: { now: () => Date.now() + offset },
    ids: {
      uuid: randomUUID,
      requestId: () => "ABCD-EFGH",
      secret: () => randomBytes(16).toString("base64url"),
    },
  };
  const options: EntraOptions = {
    authority: sandbox.url,
    tenantId: sandbox.tenantId,
    clientId: sandbox.clientId,
    credential: { kind: "secret", secret: sandbox.clientSecret },
    defenderResource: DEFENDER,
    graphUrl: "https://graph.microsoft.com",
    alertsApi: "mde",
    botScope: "https://api.botframework.com/.default",
    publicUrl: PUBLIC_URL,
  };
  return {
    ...{ sandbox, store, logged, folder },
    skip: (ms) => void (offset += ms),
    bot: ({ tokenKey = ownKey, previousTokenKey, ...change } = {}) =>
      createEntra(
        { ...options, ...change },
        { ...deps, seal: createSeal(tokenKey, previousTokenKey ?? null) },
      ),
    sender: (key) => {
      const { oid, teamsId, name } = personByKey(key);
      return { oid, tid: sandbox.tenantId, teamsId, name };
    },
    signal: () => AbortSignal.timeout(20_000),
    close: async () => {
      await sandbox.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
