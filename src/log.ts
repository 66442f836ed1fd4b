import { pino, type Logger } from "pino";
import { Fault } from "./core/errors.ts";
import type { Log } from "./core/ports.ts";

/** Fields whose values never reach a log line, wherever they stand (CONTRACT §6.7). */
const SECRET_FIELDS = [
  "token",
  "accessToken",
  "refreshToken",
  "idToken",
  "assertion",
  "authorization",
  "secret",
  "clientSecret",
  "tokenKey",
  "password",
  "code",
  "ticket",
  "verifier",
];

/** JSON lines on stdout; tokens, secrets and causes' internals stay out. */
export function createLog(level: string): Log {
  const logger = pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: "[redacted]",
    },
    serializers: { error: describe, cause: describe },
    // Wherever a token got to that nobody thought of: in a text, a name, a field.
    hooks: { streamWrite: (text) => text.replace(BEARER, "[redacted]") },
  });
  return {
    info: (event, fields) => line(logger, "info", event, fields),
    warn: (event, fields) => line(logger, "warn", event, fields),
    error: (event, fields) => line(logger, "error", event, fields),
  };
}

function line(
  logger: Logger,
  level: "info" | "warn" | "error",
  event: string,
  fields: Record<string, unknown> = {},
): void {
  logger[level](fields, event);
}

/** JSON Web Tokens. */
const BEARER = /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?/g;
const MAX_DEPTH = 3;

/** An error as fields: name, message, where. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? error : undefined;
  return {
    name: error.name,
    message: error.message.slice(0, 500),
    stack: error.stack?.split("\n").slice(1, 6).join("\n"),
    ...(error instanceof Fault ? { code: error.code, fields: error.fields } : {}),
    ...(error.cause === undefined || depth >= MAX_DEPTH ? {} : { cause: describe(error.cause, depth + 1) }),
  };
}
