import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startDefender, type SandboxDefender } from "../sandbox/defender/server.ts";
import { graphResource } from "../sandbox/entra/scopes.ts";
import { startEntra, type SandboxEntra } from "../sandbox/entra/server.ts";
import { startGraph, type SandboxGraph } from "../sandbox/graph/server.ts";
import { PEOPLE, personByKey } from "../sandbox/people.ts";
import { freePort } from "../sandbox/ports.ts";
import { startTeams, type Teams } from "../sandbox/teams/teams.ts";
import { startChild, type Child } from "./child.ts";

/** What can be started: the bot, the bot on a store of its own that is full already, or the bare echo. */
export type Which = "bot" | "full" | "echo";

/** The sandbox's Entra, Defender, Graph and Teams, and the bots beside each other on them. */
export interface Tenant {
  readonly entra: SandboxEntra;
  readonly defender: SandboxDefender;
  readonly teams: Teams;
  /** Folder of this run. */
  readonly folder: string;
  start(which: Which, options?: StartOptions): Promise<Child>;
  /** Where that bot keeps its data, if nothing else is said. */
  dataDir(which: Which): string;
  close(): Promise<void>;
}

export interface StartOptions {
  /** Run on the bench's clock. */
  readonly clock?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = join(import.meta.dirname, "..");
/** As `npm start` does it. */
const BOT = join(ROOT, "tools", "start.mjs");
const ENTRIES = { bot: BOT, full: BOT, echo: join(ROOT, "bench", "echo.ts") } as const;
/** What is asked for is approved by one person, however often, for a day: the benchmark opens hundreds of requests. */
const POLICY = { version: 1, default: { approvals: 1, expires: "24h" }, rules: [] };

/** Starts the services; Teams' limits are held against the bots only where that is what is measured. */
export async function startTenant(options: { limits: boolean } = { limits: false }): Promise<Tenant> {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-bench-"));
  const entra = await startEntra({ tlsDir: join(folder, "tls") });
  const defender = await startDefender({ entra, speed: 1_000, limits: null });
  const graph = await startGraph({ entra, defender, limits: null });
  entra.addResource(graphResource(graph.url));
  const teams = await startTeams({
    entra: {
      ssoToken: (key) => entra.ssoToken(personByKey(key).key),
      verifyAccessToken: (token) => entra.verifyAccessToken(token),
    },
    people: PEOPLE,
    clientId: entra.clientId,
    tenantId: entra.tenantId,
    limits: options.limits,
  });
  writeFileSync(join(folder, "policy.json"), JSON.stringify(POLICY));
  const tokenKey = randomBytes(32).toString("base64");
  const children: Child[] = [];
  const dataDir = (which: Which) => join(folder, which, "data");
  return {
    ...{ entra, defender, teams, folder, dataDir },
    async start(which, start = {}) {
      const port = await freePort(0);
      const env = {
        ...environment({ entra, defender, graph, teams }, folder, port),
        DATA_DIR: dataDir(which),
        TOKEN_KEY: tokenKey,
        ...start.env,
      };
      const own = join(folder, which);
      mkdirSync(own, { recursive: true });
      const { clock = true } = start;
      const child = await startChild({
        entry: ENTRIES[which],
        folder: own,
        name: which,
        env,
        port,
        clock,
        nodeOptions: profiling(),
      });
      children.push(child);
      return child;
    },
    async close() {
      await Promise.all(children.map((child) => child.stop()));
      await Promise.all([teams.close(), graph.close(), defender.close(), entra.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** With BENCH_CPU_PROF, each process leaves its CPU profile in that folder when it ends. */
function profiling(): readonly string[] {
  const folder = process.env["BENCH_CPU_PROF"];
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${resolve(folder)}`];
}

interface Services extends Pick<Tenant, "entra" | "defender" | "teams"> {
  readonly graph: SandboxGraph;
}

function environment(
  { entra, defender, graph, teams }: Services,
  folder: string,
  port: number,
): Record<string, string> {
  return {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TENANT_ID: entra.tenantId,
    CLIENT_ID: entra.clientId,
    CLIENT_SECRET: entra.clientSecret,
    ENTRA_AUTHORITY: entra.url,
    DEFENDER_URL: defender.url,
    GRAPH_URL: graph.url,
    // As in the figures so far, so that they can be compared; both APIs go through the same reading of fields.
    ALERTS_API: "mde",
    BOT_OPENID_URL: teams.openIdUrl,
    BOT_TOKEN_ISSUER: teams.issuer,
    BOT_SERVICE_HOSTS: teams.serviceHost,
    POLICY_FILE: join(folder, "policy.json"),
    NODE_EXTRA_CA_CERTS: entra.caFile,
    NODE_ENV: "production",
    // Not the one of whoever runs the bot from this folder.
    NODE_COMPILE_CACHE: join(folder, "compiled"),
  };
}
