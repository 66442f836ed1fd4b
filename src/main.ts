import { config as readDotenv } from "dotenv";
import { createAuditSink } from "./adapters/audit-sink/index.ts";
import { createDefender } from "./adapters/defender/index.ts";
import { createEntra, type Entra } from "./adapters/entra/index.ts";
import { createFileDoors } from "./adapters/files/index.ts";
import { createServer, type Server } from "./adapters/http/index.ts";
import type { PrometheusMetrics } from "./adapters/metrics/index.ts";
import { openStore, type OpenStore } from "./adapters/store/store.ts";
import { createCards, type Cards } from "./adapters/teams/cards.ts";
import { createTransport, type Transport } from "./adapters/transport/index.ts";
import { createTeams, type Teams, type TeamsDeps } from "./adapters/teams/index.ts";
import type { Deps } from "./bot/deps.ts";
import { createMemory } from "./bot/memory.ts";
import { createHuntBook } from "./requests/facts/hunt-book.ts";
import { createVainBook } from "./requests/facts/sparing.ts";
import { createHolderBook } from "./requests/facts/holder-devices.ts";
import { createFirstHand } from "./requests/execute/first-hand.ts";
import { createLoops, type Loops } from "./bot/loops.ts";
import { markUntold } from "./bot/deduplicate.ts";
import { onTurn } from "./bot/on-turn.ts";
import { createSystemClock, reportClock, type SystemClock } from "./adapters/node/clock.ts";
import { createTongues } from "./messaging/language.ts";
import { createOutbox } from "./messaging/outbox.ts";
import { postSubjects } from "./bot/post-subjects.ts";
import { COMMANDS } from "./commands/index.ts";
import { loadRest } from "./shared/after-start.ts";
import type { Config, ConfigProblem } from "./config/environment.ts";
import type { AuditDoors } from "./audit/ports.ts";
import { Fault } from "./shared/errors.ts";
import { createHealth } from "./shared/health.ts";
import { loadTraces } from "./adapters/traces/load.ts";
import type { Log, Seal, Traces } from "./shared/ports.ts";
import { systemIds } from "./adapters/node/ids.ts";
import { createLog } from "./adapters/node/log.ts";
import { observedLog, observedMessenger, observedStore, observedTurn, traced } from "./observed.ts";
import { createPolicySource } from "./adapters/policy-file/reload.ts";
import { createReadiness } from "./adapters/http/readiness.ts";
import { createSeal } from "./adapters/node/seal.ts";
import { defenderOptionsOf, entraOptionsOf, lineOf, readSettings, type Settings } from "./config/settings.ts";
import { createSigner } from "./adapters/node/signer.ts";
import { warnOfAlerts, warnOfPermissions } from "./start-warnings.ts";
import { startTicker, type Ticker } from "./adapters/node/ticker.ts";
import type { Defender } from "./defender/client.ts";

/** EX_CONFIG of sysexits.h: configuration missing or bad. */
const EXIT_CONFIG = 78;
const SHUTDOWN_MS = 10_000;

function refuse(problems: readonly ConfigProblem[]): never {
  process.stderr.write(`${problems.map(lineOf).join("\n")}\n`);
  process.exit(EXIT_CONFIG);
}

function configure(): Pick<Settings, "config" | "policyFile" | "policySource"> {
  readDotenv({ quiet: true });
  const read = readSettings(process.env);
  if (!read.ok) refuse(read.problems);
  const { policy, problems } = read.settings;
  if (policy === null || problems.length > 0) refuse(problems);
  return read.settings;
}

/** Believed when clocks disagree: they are reached by TLS, and the bot's work depends on them. The first is asked. */
function clockOf(config: Config, transport: Transport): SystemClock {
  const { entraAuthority, tenantId, defenderUrl, graphUrl } = config;
  const discovery = `${entraAuthority}/${tenantId}/v2.0/.well-known/openid-configuration`;
  return createSystemClock([discovery, defenderUrl, graphUrl], transport);
}

function defenderOf({ config, clock, transport, log, metrics }: Parts, entra: Entra): Defender {
  return createDefender(defenderOptionsOf(config), {
    personToken: (person, permission, signal, how) => entra.personToken(person, permission, signal, how),
    applicationToken: (resource, signal, how) => entra.applicationToken(resource, signal, how),
    transport,
    clock,
    log,
    observe: (operation, outcome, ms) => metrics.call("defender", operation, outcome, ms),
  });
}

type Turns = Pick<TeamsDeps, "handle" | "untold">;

function turnsOf({ traces, metrics }: Parts, deps: () => Deps): Turns {
  return {
    handle: (turn, signal) =>
      traces.turn(turn.kind, () => observedTurn(turn.kind, metrics, () => onTurn(deps(), turn, signal))),
    untold: (turn) => markUntold(deps(), turn),
  };
}

function teamsOf(
  { config, clock, transport, store, log }: Parts,
  entra: Entra,
  cards: Cards,
  turns: Turns,
): Teams {
  return createTeams(
    {
      clientId: config.clientId,
      tenantId: config.tenantId,
      publicUrl: config.publicUrl,
      openIdUrl: config.botOpenIdUrl,
      issuer: config.botTokenIssuer,
      audience: config.botOAuthScope,
      serviceHosts: config.botServiceHosts,
    },
    {
      ...turns,
      botToken: (signal, force) => entra.applicationToken("bot", signal, { force }),
      render: (content, tongue) => cards.render(content, tongue),
      tongueFor: createTongues(store, config.language, log),
      usual: config.language,
      transport,
      clock,
      log,
    },
  );
}

function auditOf({ config, transport, metrics }: Parts, seal: Seal): AuditDoors {
  return {
    signer: createSigner(seal),
    sink: config.auditSinkUrl === null ? null : createAuditSink(config.auditSinkUrl, transport),
    health: { broken: () => metrics.auditBroken() },
  };
}

interface Bot {
  readonly server: Server;
  readonly ticker: Ticker;
  readonly loops: Loops;
  readonly entra: Pick<Entra, "applicationToken">;
}

/** Nobody asks for figures: nothing is counted, and the library is not loaded. */
const UNCOUNTED: PrometheusMetrics = {
  turn: () => {},
  call: () => {},
  line: () => {},
  auditBroken: () => {},
  text: async () => null,
};

async function metricsOf(config: Config, store: OpenStore): Promise<PrometheusMetrics> {
  if (config.metricsToken === null) return UNCOUNTED;
  const { createMetrics } = await import("./adapters/metrics/index.ts");
  return createMetrics(config.metricsToken, store);
}

/** Nobody collects traces: none are made, and the library is not loaded. */
const UNTRACED: Traces = {
  turn: (_kind, run) => run(),
  call: () => {},
  close: async () => {},
};

async function tracesOf(config: Config, transport: Transport, log: Log): Promise<Traces> {
  if (config.tracesUrl === null) return UNTRACED;
  const { createTraces } = await loadTraces();
  return createTraces(config.tracesUrl, transport, log);
}

interface Parts {
  readonly transport: Transport;
  readonly config: Config;
  readonly policyFile: string | null;
  readonly clock: SystemClock;
  readonly store: OpenStore;
  readonly metrics: PrometheusMetrics;
  readonly traces: Traces;
  readonly log: Log;
}

function assemble(parts: Parts): Bot {
  const { config, clock, transport, store: opened, metrics, log } = parts;
  const health = createHealth(log);
  const store = observedStore(opened, health);
  const seal = createSeal(config.tokenKey, config.previousTokenKey);
  const entra = createEntra(entraOptionsOf(config), {
    ...{ store, seal, clock, ids: systemIds, transport, log, health },
  });
  const cards = createCards({ log, fileHosts: config.fileHosts });
  const turns = turnsOf(parts, () => deps);
  const teams = teamsOf(parts, entra, cards, turns);
  const deps: Deps = {
    defender: defenderOf(parts, entra),
    identity: entra,
    credential: entra.credential,
    files: createFileDoors({ hosts: config.fileHosts, transport, seal }),
    messenger: observedMessenger(teams.messenger, metrics),
    outbox: createOutbox(postSubjects(() => deps)),
    store,
    clock,
    ids: systemIds,
    log,
    policy: createPolicySource(parts.policyFile, log),
    commands: COMMANDS,
    readsAlerts: config.alertPollMs > 0,
    audit: auditOf(parts, seal),
    firstHand: createFirstHand(opened),
    holderBook: createHolderBook(clock),
    huntBook: createHuntBook(clock),
    vainBook: createVainBook(clock),
    memory: createMemory(),
    health,
    kick: () => ticker.kick(),
  };
  const loops = createLoops(deps, config);
  const ticker = startTicker([() => reportClock(clock, deps.health), ...loops.steps], log);
  const failing = createReadiness({ health, probeStore: opened.probe, policy: deps.policy });
  return { server: serverOf(parts, entra, teams, failing), ticker, loops, entra };
}

function serverOf(
  { config, metrics, log }: Parts,
  entra: Entra,
  teams: Teams,
  failing: ReturnType<typeof createReadiness>,
): Server {
  return createServer(
    { port: config.port, host: config.host, log },
    {
      messages: (request) => teams.messages(request),
      authStart: (ticket, signal) => entra.popupStart(ticket, signal),
      authEnd: (query, signal) => entra.popupEnd(query, signal),
      failing,
      ...(config.metricsToken === null
        ? {}
        : { metrics: (authorization: string | undefined) => metrics.text(authorization) }),
    },
  );
}

/** Ends the process in order on SIGTERM and SIGINT; what is to be finished before is told once it runs. */
function stopOnSignal(log: Log): (bot: Bot, store: OpenStore, traces: Traces) => void {
  let finish = (): Promise<void> => Promise.resolve();
  let stopping = false;
  async function stop(signal: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info("stopping", { signal });
    // Turns end by then; a loop that hangs in a call is carried on by the next start, as after a crash.
    setTimeout(() => process.exit(0), SHUTDOWN_MS);
    await finish();
    process.exit(0);
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  return (bot, store, traces) => {
    finish = async () => {
      await Promise.all([bot.server.close(SHUTDOWN_MS), bot.ticker.stop()]);
      // A database that is away is no reason to stay.
      await bot.loops.handOver().catch(() => undefined);
      await Promise.all([store.close(), traces.close()]);
    };
  };
}

async function main(): Promise<void> {
  const { config, policyFile, policySource } = configure();
  const plainLog = createLog(config.logLevel);
  process.on("unhandledRejection", (error) => plainLog.error("unhandled rejection", { error }));
  const finishFirst = stopOnSignal(plainLog);
  const store = await openStore({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    log: plainLog,
    onReplaced() {
      plainLog.error("the store was restored from a backup while this bot was running; it ends");
      process.exit(1);
    },
  });
  const transport = createTransport(config.proxy);
  const traces = await tracesOf(config, transport, plainLog);
  const metrics = traced(await metricsOf(config, store), traces);
  const log = observedLog(plainLog, metrics);
  const clock = clockOf(config, transport);
  // After a kill no request waits for the process that is gone, unless another one may be at work on it.
  await store.freeHeld(clock.now()).catch((error: unknown) => {
    // It is given back in its time, and keeps nobody from starting.
    log.warn("what a killed process held is not given back early", { error });
  });
  const bot = assemble({ config, policyFile, clock, transport, store, metrics, traces, log });
  finishFirst(bot, store, traces);
  warnOfAlerts(config, log);
  const { port } = await bot.server.listen();
  log.info("listening", { port, policy: policySource });
  await Promise.all([loadRest(), warnOfPermissions(config, bot.entra, log)]);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error.code === "configuration" || error.code === "token-key" ? EXIT_CONFIG : 1);
}
