import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { createDefender } from "../../src/adapters/defender/index.ts";
import { createEntra, type Entra } from "../../src/adapters/entra/index.ts";
import { createFileDoors } from "../../src/adapters/files/index.ts";
import type { FileDoors } from "../../src/files/deps.ts";
import { startDrive, type SandboxDrive } from "../../sandbox/drive/server.ts";
import { createTransport, NO_PROXY_AT_ALL, type Transport } from "../../src/adapters/transport/index.ts";
import { openStore, type OpenStore } from "../../src/adapters/store/store.ts";
import type { Signer } from "../../src/audit/ports.ts";
import { createHealth, type Health } from "../../src/shared/health.ts";
import type { ConfirmedClock, Log } from "../../src/shared/ports.ts";
import { systemIds } from "../../src/adapters/node/ids.ts";
import { createSeal } from "../../src/adapters/node/seal.ts";
import { createSigner } from "../../src/adapters/node/signer.ts";
import { startDefender, type SandboxDefender } from "../../sandbox/defender/server.ts";
import { graphResource } from "../../sandbox/entra/scopes.ts";
import { startEntra, type SandboxEntra } from "../../sandbox/entra/server.ts";
import { startGraph, type SandboxGraph } from "../../sandbox/graph/server.ts";
import { personByKey, type PersonKey, SANDBOX_TENANT_ID } from "../../sandbox/people.ts";
import type { Sender } from "../../src/shared/people.ts";
import type { Defender } from "../../src/defender/client.ts";
import { lazily } from "../../src/texts/remembered.ts";
import { tlsDir, trust } from "./authority.ts";

/** The real clients, in this process, against the sandbox's Entra and Defender. */
export interface Services {
  readonly sandboxEntra: SandboxEntra;
  readonly sandboxDefender: SandboxDefender;
  /** The same alerts and devices, in Microsoft Graph's words. */
  readonly sandboxGraph: SandboxGraph;
  /** This and the next two are others after a restart. */
  readonly entra: Entra;
  readonly defender: Defender;
  readonly store: OpenStore;
  readonly signer: Signer;
  /** Everybody's OneDrive, on a listed host. */
  readonly drive: SandboxDrive;
  readonly files: FileDoors;
  /** The bot's clock. */
  readonly clock: ConfirmedClock;
  /** How the bot says its parts are. */
  readonly health: Health;
  /** Moves the bot's clock. */
  advance(ms: number): void;
  /** By so many milliseconds other clocks of the bot are earlier or later than the one it goes by. */
  disagree(apart: { readonly earlier?: number; readonly later?: number }): void;
  /** Signs a person in with a Teams SSO token. */
  signIn(key: PersonKey): Promise<Sender>;
  /** What the bot's commands find in their environment. */
  readonly env: Readonly<Record<"DATA_DIR" | "DATABASE_URL", string>>;
  /** Ends the bot's part, and starts it anew after `meanwhile`, perhaps with alerts from the other API. */
  restart(meanwhile: () => Promise<void>, changed?: Pick<ServicesOptions, "alertsApi">): Promise<void>;
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
  /** Where alerts come from; default Microsoft Graph. */
  readonly alertsApi?: "mde" | "graph";
  /** What every call goes through. */
  readonly over?: (transport: Transport) => Transport;
  /** `postgres://…`; default SQLite. */
  readonly databaseUrl?: string;
}

/** A folder with a store in which nothing is: to copy it takes a fifth of the time that it takes to make one. */
const emptyStore = lazily(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "empty-store-"));
  process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  await (await openStore({ dataDir, databaseUrl: null, log: silentLog })).close();
  return dataDir;
});

export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  let { alertsApi = "graph" } = options;
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-services-"));
  const sandboxEntra = await startEntra({
    tlsDir: await tlsDir(),
    redirectUris: [`${PUBLIC_URL}/auth/end`],
  });
  trust(sandboxEntra.caFile);
  let skew = 0;
  let apart = { earlier: 0, later: 0 };
  const now = () => Date.now() + skew;
  const clock: ConfirmedClock = {
    now,
    earliest: () => now() - apart.earlier,
    latest: () => now() + apart.later,
  };
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
  const dataDir = join(folder, "data");
  cpSync(await emptyStore(), dataDir, { recursive: true });
  const { databaseUrl = null } = options;
  const seal = createSeal(randomBytes(32), null);
  const health = createHealth(silentLog);
  const { over = (one: Transport) => one } = options;
  const transport = over(createTransport(NO_PROXY_AT_ALL));
  async function open() {
    const store = await openStore({ dataDir, databaseUrl, log: silentLog });
    const deps = { store, seal, clock, ids: systemIds, transport, log: silentLog, health };
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
      {
        url: sandboxDefender.url,
        graphUrl: sandboxGraph.url,
        fileHosts: [new URL(sandboxDefender.url).host],
        alertsApi,
        appId: sandboxEntra.clientId,
      },
      {
        personToken: (person, permission, signal, how) => entra.personToken(person, permission, signal, how),
        applicationToken: (resource, signal, how) => entra.applicationToken(resource, signal, how),
        transport,
        clock,
        log: silentLog,
      },
    );
    return { store, entra, defender };
  }
  const drive = await startDrive({ now });
  const hosts = [drive.host, new URL(sandboxDefender.url).host];
  let bot = await open();
  return {
    sandboxEntra,
    sandboxDefender,
    sandboxGraph,
    get entra() {
      return bot.entra;
    },
    get defender() {
      return bot.defender;
    },
    get store() {
      return bot.store;
    },
    env: { DATA_DIR: dataDir, DATABASE_URL: databaseUrl ?? "" },
    async restart(meanwhile, changed = {}) {
      await bot.store.close();
      await meanwhile();
      alertsApi = changed.alertsApi ?? alertsApi;
      bot = await open();
    },
    signer: createSigner(seal),
    drive,
    files: createFileDoors({ hosts, transport, seal }),
    clock,
    health,
    disagree: ({ earlier = 0, later = 0 }) => void (apart = { earlier, later }),
    advance(ms) {
      skew += ms;
    },
    async signIn(key) {
      const sender = senderOf(key);
      await bot.entra.signIn(sender, await sandboxEntra.ssoToken(key), AbortSignal.timeout(10_000));
      return sender;
    },
    async close() {
      await bot.store.close();
      await drive.close();
      await sandboxGraph.close();
      await sandboxDefender.close();
      await sandboxEntra.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
