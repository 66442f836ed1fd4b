import { CLOUDS, TEAMS_HOST } from "./clouds.ts";
import { z } from "zod";
import type { EntraCredential } from "../adapters/entra/options.ts";
import type { ProxySettings } from "../adapters/transport/index.ts";
import {
  DEFAULT_DATA_DIR,
  isDatabaseUrl,
  isQuoted,
  variable,
  type Environment,
} from "../shared/variables.ts";
import { ALERT_SOURCES, type AlertSource } from "../shared/alert-sources.ts";
import { LANGUAGES, type Language } from "../texts/locale.ts";
import { loopbackAddressOf } from "../shared/safe-url.ts";
import { trimEndOf } from "../shared/trim.ts";
import * as kinds from "./kinds.ts";

/** Configuration from the environment. Nothing here reads `process.env`: main hands it in. */

export interface Config {
  readonly port: number;
  /** Address to listen on; null: all of them. A bot that is reached on this machine only listens nowhere else. */
  readonly host: string | null;
  readonly publicUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: EntraCredential;
  readonly tokenKey: Buffer;
  readonly previousTokenKey: Buffer | null;
  readonly entraAuthority: string;
  readonly defenderUrl: string;
  readonly defenderResource: string;
  readonly graphUrl: string;
  readonly botOpenIdUrl: string;
  readonly botTokenIssuer: string;
  readonly botOAuthScope: string;
  /** Exact `host[:port]`, lower case. */
  readonly botServiceHosts: readonly string[];
  /** Where files and packages may be fetched from, uploaded to or linked to: `host[:port]` or `*.domain`. */
  readonly fileHosts: readonly string[];
  readonly alertsApi: AlertSource;
  /** 0: no proactive alerts. */
  readonly alertPollMs: number;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly policyFile: string | null;
  readonly auditSinkUrl: string | null;
  readonly retentionMs: number;
  /** Base URL of the OpenTelemetry collector that gets traces; null: none are made. */
  readonly tracesUrl: string | null;
  /** Bearer token of `/metrics`; null: no such route. */
  readonly metricsToken: string | null;
  /** Of channels that did not choose, and of 1:1 chats whose client names no locale. */
  readonly language: Language;
  readonly logLevel: string;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case. */
  readonly proxy: ProxySettings;
}

/** One bad variable: what is wrong, and what a right one looks like. */
export interface ConfigProblem {
  readonly name: string;
  readonly problem: string;
  readonly example: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

interface Variable<T = unknown> {
  readonly schema: z.ZodType<T>;
  readonly example: string;
  readonly fallback?: string;
  readonly optional?: true;
}

const GUID_EXAMPLE = "11111111-2222-3333-4444-555555555555";
const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const text = z.string().min(1);

const VARIABLES = {
  PORT: { schema: kinds.whole(0, 65535), example: "3978", fallback: "3978" },
  PUBLIC_URL: { schema: kinds.publicOrigin, example: "https://bot.contoso.com" },
  TENANT_ID: { schema: kinds.guid, example: GUID_EXAMPLE },
  CLIENT_ID: { schema: kinds.guid, example: GUID_EXAMPLE },
  TOKEN_KEY: { schema: kinds.key, example: "the output of: openssl rand -base64 32" },
  TOKEN_KEY_PREVIOUS: { schema: kinds.key, example: "the TOKEN_KEY before the last change", optional: true },
  ENTRA_AUTHORITY: { schema: kinds.httpsOrigin, example: CLOUDS.commercial.ENTRA_AUTHORITY },
  DEFENDER_URL: { schema: kinds.origin, example: CLOUDS.commercial.DEFENDER_URL },
  DEFENDER_RESOURCE: { schema: text, example: CLOUDS.commercial.DEFENDER_RESOURCE },
  GRAPH_URL: { schema: kinds.origin, example: CLOUDS.commercial.GRAPH_URL },
  BOT_OPENID_URL: { schema: kinds.origin, example: CLOUDS.commercial.BOT_OPENID_URL },
  BOT_TOKEN_ISSUER: { schema: text, example: CLOUDS.commercial.BOT_TOKEN_ISSUER },
  BOT_OAUTH_SCOPE: { schema: text, example: CLOUDS.commercial.BOT_OAUTH_SCOPE },
  BOT_SERVICE_HOSTS: { schema: kinds.hosts, example: TEAMS_HOST },
  FILE_HOSTS: { schema: kinds.fileHosts, example: CLOUDS.commercial.FILE_HOSTS },
  ALERTS_API: { schema: kinds.oneOf(kinds.namesOf(ALERT_SOURCES)), example: "graph", fallback: "graph" },
  ALERT_POLL_SECONDS: { schema: kinds.whole(0, 3600), example: "20", fallback: "20" },
  DATABASE_URL: {
    schema: z.string().refine(isDatabaseUrl, "must be a URL that begins with postgres://"),
    example: "postgres://bot:secret@db.contoso.com/bot",
    optional: true,
  },
  DATA_DIR: { schema: text, example: DEFAULT_DATA_DIR, fallback: DEFAULT_DATA_DIR },
  METRICS_TOKEN: { schema: text, example: "the output of: openssl rand -hex 24", optional: true },
  POLICY_FILE: { schema: text, example: "./policy.json", optional: true },
  AUDIT_SINK_URL: { schema: kinds.endpoint, example: "https://collector.contoso.com/audit", optional: true },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: kinds.endpoint,
    example: "https://collector.contoso.com:4318",
    optional: true,
  },
  RETENTION_DAYS: { schema: kinds.whole(1, 3650), example: "90", fallback: "90" },
  HTTPS_PROXY: { schema: kinds.proxy, example: "http://proxy.contoso.com:8080", optional: true },
  HTTP_PROXY: { schema: kinds.proxy, example: "http://proxy.contoso.com:8080", optional: true },
  NO_PROXY: { schema: text, example: "db.contoso.com,.intern.contoso.com", optional: true },
  LANGUAGE: { schema: kinds.oneOf(LANGUAGES), example: "en", fallback: "en" },
  LOG_LEVEL: { schema: kinds.oneOf(LEVELS), example: "info", fallback: "info" },
} satisfies Record<string, Variable>;

type Values = { readonly [K in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[K]["schema"]> };

/** Reads the whole environment and lists every bad variable at once. */
export function readConfig(environment: Environment): ConfigResult {
  const problems: ConfigProblem[] = [];
  const cloud = variable(environment, "CLOUD") ?? "commercial";
  const known = Object.hasOwn(CLOUDS, cloud);
  if (!known) {
    problems.push({
      name: "CLOUD",
      problem: `must be ${kinds.namesOf(CLOUDS).join(" or ")}`,
      example: "commercial",
    });
  }
  const defaults: Environment = known ? CLOUDS[cloud as keyof typeof CLOUDS] : CLOUDS.commercial;
  const values: Record<string, unknown> = {};
  for (const [name, { schema, example, fallback, optional }] of Object.entries<Variable>(VARIABLES)) {
    const given =
      (isEitherCase(name) ? variable(environment, name.toLowerCase()) : null) ??
      variable(environment, name) ??
      defaults[name] ??
      fallback;
    if (given === undefined) {
      if (!optional) problems.push({ name, problem: "is missing", example });
      continue;
    }
    const read = isQuoted(given) ? null : schema.safeParse(given);
    if (read?.success) values[name] = read.data;
    else problems.push({ name, problem: read?.error.issues[0]?.message ?? QUOTED, example });
  }
  const credential = readCredential(environment);
  if ("name" in credential) problems.push(credential);
  if (problems.length > 0 || "name" in credential) return { ok: false, problems };
  return { ok: true, config: assemble(values as Values, credential) };
}

const QUOTED = "stands in quotes, which belong to it here: leave them out";

/** As every other tool on that machine reads them: the name in small letters first. */
function isEitherCase(name: string): boolean {
  return name.endsWith("_PROXY");
}

function assemble(values: Values, credential: EntraCredential): Config {
  return Object.freeze({
    port: values.PORT,
    host: loopbackAddressOf(new URL(values.PUBLIC_URL)),
    publicUrl: values.PUBLIC_URL,
    tenantId: values.TENANT_ID.toLowerCase(),
    clientId: values.CLIENT_ID.toLowerCase(),
    credential,
    tokenKey: values.TOKEN_KEY,
    previousTokenKey: values.TOKEN_KEY_PREVIOUS ?? null,
    entraAuthority: values.ENTRA_AUTHORITY,
    defenderUrl: values.DEFENDER_URL,
    defenderResource: trimEndOf(values.DEFENDER_RESOURCE, "/"),
    graphUrl: values.GRAPH_URL,
    botOpenIdUrl: values.BOT_OPENID_URL,
    botTokenIssuer: values.BOT_TOKEN_ISSUER,
    botOAuthScope: values.BOT_OAUTH_SCOPE,
    botServiceHosts: values.BOT_SERVICE_HOSTS,
    fileHosts: values.FILE_HOSTS,
    alertsApi: values.ALERTS_API,
    alertPollMs: values.ALERT_POLL_SECONDS * 1000,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.DATA_DIR,
    policyFile: values.POLICY_FILE ?? null,
    auditSinkUrl: values.AUDIT_SINK_URL ?? null,
    tracesUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    metricsToken: values.METRICS_TOKEN ?? null,
    retentionMs: values.RETENTION_DAYS * 86_400_000,
    language: values.LANGUAGE,
    logLevel: values.LOG_LEVEL,
    proxy: {
      https: values.HTTPS_PROXY ?? null,
      http: values.HTTP_PROXY ?? null,
      except: values.NO_PROXY ?? null,
    },
  });
}

const CREDENTIALS = [
  ["CLIENT_SECRET", (value: string): EntraCredential => ({ kind: "secret", secret: value })],
  ["CLIENT_CERTIFICATE_FILE", (value: string): EntraCredential => ({ kind: "certificate", file: value })],
  ["FEDERATED_TOKEN_FILE", (value: string): EntraCredential => ({ kind: "federated", tokenFile: value })],
  [
    "MANAGED_IDENTITY_CLIENT_ID",
    (value: string): EntraCredential => ({ kind: "managed-identity", clientId: value }),
  ],
] as const;

function readCredential(environment: Environment): EntraCredential | ConfigProblem {
  const given = CREDENTIALS.filter(([name]) => variable(environment, name) !== null);
  const [only] = given;
  const names = CREDENTIALS.map(([name]) => name).join(", ");
  if (only === undefined) {
    return {
      name: "CLIENT_SECRET",
      problem: `is missing (one of ${names} is needed)`,
      example: "the secret's value",
    };
  }
  if (given.length > 1) {
    const both = given.map(([name]) => name).join(" and ");
    return { name: only[0], problem: `only one credential may be set, found ${both}`, example: "leave one" };
  }
  const value = variable(environment, only[0]) ?? "";
  return isQuoted(value) ? { name: only[0], problem: QUOTED, example: "the value alone" } : only[1](value);
}
