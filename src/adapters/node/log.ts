import { pino, type Logger } from "pino";
import { Fault } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";

/** Fields whose values never reach a log line, wherever they stand. */
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
    hooks: { streamWrite: (text) => withoutTokens(text) },
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

/** Characters of a JSON Web Token. Taken as whole runs, so that the time depends on the text's length alone. */
const RUN = /[\w.-]{12,}/g;
/** How a token begins ("{" in base64), and the shortest header. */
const HEAD = "eyJ";
const SHORTEST_HEADER = 11;

/** JSON Web Tokens cut out, wherever in a run they begin, with what is glued to them. */
export function withoutTokens(text: string): string {
  return text.replace(RUN, (run) => {
    for (let from = run.indexOf(HEAD); from >= 0; from = run.indexOf(HEAD, from + 1)) {
      const dot = run.indexOf(".", from);
      if (dot < 0) return run;
      if (dot - from >= SHORTEST_HEADER && dot + 1 < run.length) return `${run.slice(0, from)}[redacted]`;
    }
    return run;
  });
}

const MAX_DEPTH = 3;

/** An error as fields: name, message, where. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? error : undefined;
  return {
    name: error.name,
    message: error.message.slice(0, 500),
    stack: error.stack?.split("\n").slice(1, 6).join("\n"),
    // Not as `code`, which is never written: that is what a sign-in is redeemed with.
    ...(error instanceof Fault ? { fault: error.code, fields: error.fields } : {}),
    ...(error.cause === undefined || depth >= MAX_DEPTH ? {} : { cause: describe(error.cause, depth + 1) }),
  };
}
