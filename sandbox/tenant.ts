import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createBotProcess } from "./bot-process.ts";
import type { BotProcess } from "./bot-process.ts";
import { createAlertDesk } from "./controls/alert-desk.ts";
import { createDeviceDesk } from "./controls/device-desk.ts";
import { createDirectoryDesk } from "./controls/directory-desk.ts";
import { createPeopleDesk } from "./controls/people-desk.ts";
import { createServiceSwitches } from "./controls/service-switches.ts";
import { startDefender } from "./defender/server.ts";
import type { SandboxDefender } from "./defender/server.ts";
import { graphResource } from "./entra/scopes.ts";
import { startEntra } from "./entra/server.ts";
import type { SandboxEntra } from "./entra/server.ts";
import { claimFolder, policyIn, secretsIn, tellAddress } from "./folder.ts";
import type { Secrets } from "./folder.ts";
import { startGraph } from "./graph/server.ts";
import type { SandboxGraph } from "./graph/server.ts";
import { hintsIn } from "./hints.ts";
import { startPage } from "./page-server/page-server.ts";
import { PEOPLE, personByKey } from "./people.ts";
import { freePort } from "./ports.ts";
import { seedTenant } from "./seed.ts";
import { startTeams } from "./teams/teams.ts";
import type { Teams } from "./teams/teams.ts";

const ROOT = join(import.meta.dirname, "..");
const ENTRY = join(ROOT, "tools", "start.mjs");

/** Loopback ports; 0 takes any free one, a taken one gives way to the next. */
export interface SandboxPorts {
  readonly page: number;
  readonly bot: number;
  readonly entra: number;
  readonly signInPages: number;
  readonly defender: number;
  readonly graph: number;
  readonly teams: number;
  readonly drive: number;
}

export interface SandboxOptions {
  /** Everything is kept here: certificates, secrets, chats, the bot's data and its log. */
  readonly dataDir: string;
  /** Left out: any free ports. */
  readonly ports?: SandboxPorts;
  /** Install the bot and set channel SOC up, unless done before; default true. */
  readonly seed?: boolean;
  /** How many devices are generated beside those of the hospital; left out: none. */
  readonly scale?: number;
  /** Remove all data first. */
  readonly reset?: boolean;
  /** Give the bot the sandbox's own policy, as a file in `dataDir`; default: the one that is built into it. */
  readonly ownPolicy?: boolean;
  /** Further variables for the bot, or other values of those set here. */
  readonly botEnv?: Readonly<Record<string, string>>;
  /** Teams' rate limits; default on. */
  readonly limits?: boolean;
  /** Script that Node runs as the bot; default: the one of `npm start`. */
  readonly entry?: string;
  /** Start the bot right away; default true. Without it nothing is seeded. */
  readonly startBot?: boolean;
}

/** A running tenant with handles to all of its parts. */
export interface Sandbox {
  /** Where a person opens it. */
  readonly url: string;
  readonly entra: SandboxEntra;
  readonly defender: SandboxDefender;
  /** The same alerts and devices as `defender`, in Microsoft Graph's words. */
  readonly graph: SandboxGraph;
  readonly teams: Teams;
  readonly bot: BotProcess;
  /** Removes chats and the bot's data, and sets the tenant up anew; `defender` and `graph` are others afterwards. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const ANY_PORTS: SandboxPorts = {
  ...{ page: 0, bot: 0, entra: 0, signInPages: 0, defender: 0, graph: 0, teams: 0, drive: 0 },
};

/** Ports that are free now, each promised to one part only. */
async function claimPorts(wanted: SandboxPorts): Promise<SandboxPorts> {
  const claimed = { ...wanted };
  const promised: number[] = [];
  for (const name of Object.keys(wanted) as (keyof SandboxPorts)[]) {
    // Only the bot must be told its port beforehand; the others bind 0 themselves.
    if (wanted[name] === 0 && name !== "bot") continue;
    claimed[name] = await freePort(wanted[name], promised);
    promised.push(claimed[name]);
  }
  return claimed;
}

/** The two views of one world of alerts and devices. */
interface SecurityApis {
  readonly defender: SandboxDefender;
  readonly graph: SandboxGraph;
}

interface Services extends SecurityApis {
  readonly entra: SandboxEntra;
  readonly teams: Teams;
}

async function startSecurityApis(
  entra: SandboxEntra,
  ports: Pick<SandboxPorts, "defender" | "graph">,
  scale = 0,
): Promise<SecurityApis> {
  const defender = await startDefender({ entra, port: ports.defender, scale });
  return { defender, graph: await startGraph({ entra, defender, port: ports.graph }) };
}

async function startServices(
  dataDir: string,
  secrets: Secrets,
  ports: SandboxPorts,
  options: SandboxOptions,
): Promise<Services> {
  const entra = await startEntra({
    tlsDir: join(dataDir, "tls"),
    port: ports.entra,
    pagesPort: ports.signInPages,
    clientSecret: secrets.clientSecret,
    redirectUris: [`http://127.0.0.1:${ports.bot}/auth/end`],
  });
  const apis = await startSecurityApis(entra, ports, options.scale);
  entra.addResource(graphResource(apis.graph.url));
  const teams = await startTeams({
    entra: {
      ssoToken: (key) => entra.ssoToken(personByKey(key).key),
      verifyAccessToken: (token) => entra.verifyAccessToken(token),
    },
    people: PEOPLE,
    clientId: entra.clientId,
    tenantId: entra.tenantId,
    botUrl: `http://127.0.0.1:${ports.bot}`,
    port: ports.teams,
    drivePort: ports.drive,
    stateFile: join(dataDir, "channel.json"),
    limits: options.limits ?? true,
  });
  return { ...apis, entra, teams };
}

/** The bot's whole environment: what is named here and nothing else, so that nothing of the caller's can redirect it. */
function botEnvironment(
  { entra, defender, graph, teams }: Services,
  dataDir: string,
  secrets: Secrets,
  port: number,
): Record<string, string> {
  return {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TENANT_ID: entra.tenantId,
    CLIENT_ID: entra.clientId,
    CLIENT_SECRET: secrets.clientSecret,
    TOKEN_KEY: secrets.tokenKey,
    ENTRA_AUTHORITY: entra.url,
    DEFENDER_URL: defender.url,
    GRAPH_URL: graph.url,
    BOT_OPENID_URL: teams.openIdUrl,
    BOT_SERVICE_HOSTS: teams.serviceHost,
    FILE_HOSTS: [new URL(defender.url).host, teams.drive.host].join(","),
    DATA_DIR: join(dataDir, "bot"),
    NODE_EXTRA_CA_CERTS: entra.caFile,
    ALERT_POLL_SECONDS: "5",
    LOG_LEVEL: "info",
  };
}

function portOf({ url }: { readonly url: string }): number {
  return Number(new URL(url).port);
}

/** Starts the whole tenant on this machine: Entra ID, Defender, Graph, Teams, the page, and the real bot in its own process. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dataDir = resolve(options.dataDir);
  const seededFile = join(dataDir, "seeded");
  const release = claimFolder(dataDir, options.reset === true);
  const secrets = secretsIn(dataDir);
  const policyFile = options.ownPolicy === true ? policyIn(dataDir) : null;
  const ports = await claimPorts(options.ports ?? ANY_PORTS);
  const services = await startServices(dataDir, secrets, ports, options);
  const { entra, teams } = services;
  let apis: SecurityApis = services;
  const bot = createBotProcess({
    entry: options.entry ?? ENTRY,
    folder: dataDir,
    env: {
      ...botEnvironment(services, dataDir, secrets, ports.bot),
      ...(policyFile === null ? {} : { POLICY_FILE: policyFile }),
      ...options.botEnv,
    },
    url: `http://127.0.0.1:${ports.bot}`,
    logFile: join(dataDir, "bot.log"),
  });

  const alerts = createAlertDesk(() => apis.defender);
  const devices = createDeviceDesk(() => apis.defender);
  const directory = createDirectoryDesk(() => apis.graph);
  const people = createPeopleDesk(entra);
  const switches = createServiceSwitches(() => ({ ...apis, entra, teams }));

  async function startAndSeed(): Promise<void> {
    await bot.start();
    if (options.seed === false || existsSync(seededFile)) return;
    await seedTenant(teams);
    writeFileSync(seededFile, "");
  }

  async function reset(): Promise<void> {
    await switches.mendAll();
    await bot.stop();
    rmSync(seededFile, { force: true });
    rmSync(join(dataDir, "bot"), { recursive: true, force: true });
    if (policyFile !== null) {
      rmSync(policyFile, { force: true });
      policyIn(dataDir);
    }
    teams.reset();
    // At the same addresses, with fleet and alerts as on the first day.
    await Promise.all([apis.defender.close(), apis.graph.close()]);
    const samePorts = { defender: portOf(apis.defender), graph: portOf(apis.graph) };
    apis = await startSecurityApis(entra, samePorts, options.scale);
    for (const desk of [alerts, devices, directory, people]) desk.reset();
    for (const { key, mustConsent } of PEOPLE) entra.requireConsent(key, mustConsent === true);
    await startAndSeed();
  }

  const page = await startPage({
    ...{ teams, bot, alerts, devices, directory, people, services: switches, reset, port: ports.page },
    ...hintsIn(join(ROOT, "manifest")),
    policyFile: policyFile === null ? null : relative(process.cwd(), policyFile),
  });
  tellAddress(dataDir, page.url);

  async function close(): Promise<void> {
    await bot.stop();
    await Promise.all([
      page.close(),
      teams.close(),
      apis.defender.close(),
      apis.graph.close(),
      entra.close(),
    ]);
    release();
  }

  try {
    if (options.startBot !== false) await startAndSeed();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ url: page.url, entra, teams, bot, reset, close },
    get defender() {
      return apis.defender;
    },
    get graph() {
      return apis.graph;
    },
  };
}
