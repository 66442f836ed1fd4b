import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Log } from "../../shared/ports.ts";
import { isApplications, type Budget, type Payer } from "./budget.ts";
import { failureOf, overBudget, unreadable } from "./errors.ts";
import type { CallContext } from "./errors.ts";
import { send } from "./http.ts";
import type { SendResult } from "./http.ts";
import type { Transport } from "../transport/index.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { askedBy, type Api, type Row } from "../../defender/operations.ts";

/** Milliseconds. */
export interface Timing {
  /** For one attempt. */
  readonly attemptMs: number;
  /** After this a read is not tried again. */
  readonly totalMs: number;
  /** Longest wait before the first retry; doubled for the second. */
  readonly backoffMs: number;
}

/** On whose behalf calls are made, until when, and where tokens come from. */
export interface Lane {
  readonly payer: Payer;
  /** Whose calls these are; absent: nobody's. */
  readonly who?: string;
  readonly signal: AbortSignal;
  token(operation: Row): Promise<string>;
  /** Defender refused the token: the next one has to be a new one. */
  tokenRefused(operation: Row): void;
}

export interface Request {
  readonly operation: Row;
  /** The operation's path, filled in (`pathOf`) and with its query; already encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** Beside those that every call has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one exchange went: its HTTP status, or why there was no answer. */
export type Observe = (operation: string, outcome: string, ms: number) => void;

export interface CallerDeps {
  readonly transport: Transport;
  readonly observe: Observe;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
  /** Where files may be linked to (FILE_HOSTS). */
  readonly fileHosts: readonly string[];
  /** Where the calls of each API go, and what is left of its limits. */
  readonly apis: Readonly<Record<Api, { readonly url: string; readonly budget: Budget }>>;
}

/** A successful answer: its JSON, and how to refuse it when the content can't be used. */
export interface Success {
  readonly status: number;
  readonly body: unknown;
  readonly context: CallContext;
}

interface Tries {
  transient: number;
  unauthorized: boolean;
  missing: boolean;
}

const MOST_RETRIES = 2;

/**
 * Calls Defender. Reads are tried again after what passes (5xx, a lost connection, 429, one 401, one 404 of a
 * device); changes are sent exactly once.
 * @throws DefenderError; SignInRequired for a claims challenge; whatever getting the token throws
 */
export async function callDefender(deps: CallerDeps, lane: Lane, request: Request): Promise<Success> {
  const { operation, path } = request;
  const context: CallContext = { operation, payer: lane.payer, asked: askedBy(operation, path) };
  const started = performance.now();
  const tries: Tries = { transient: 0, unauthorized: false, missing: false };
  for (;;) {
    const result = await attempt(deps, lane, request);
    if (result.kind === "answer" && result.status >= 200 && result.status < 300) {
      if (result.body === undefined && !isAnsweredByStatus(request)) throw unreadable(result.status, context);
      return { status: result.status, body: result.body, context };
    }
    note(deps, lane, request, result);
    if (result.kind === "answer" && result.claims !== null && !isApplications(lane.payer)) {
      throw new SignInRequired("interaction", result.claims, request.operation.permission);
    }
    const error = failureOf(result, context);
    const wait = isChange(request) ? null : waitBefore(result, request, tries, deps.timing);
    if (wait === null || performance.now() - started + wait >= deps.timing.totalMs) throw error;
    try {
      await sleep(wait, undefined, { signal: lane.signal });
    } catch {
      throw error;
    }
  }
}

async function attempt(deps: CallerDeps, lane: Lane, request: Request): Promise<SendResult> {
  const token = await lane.token(request.operation);
  const { url, budget } = deps.apis[request.operation.api];
  const wait = budget.take(lane.payer, lane.who);
  if (wait !== null) throw overBudget(wait);
  const started = performance.now();
  const result = await send(deps.transport, {
    method: request.operation.method,
    url: url + request.path,
    token,
    body: request.body,
    headers: request.headers ?? {},
    alone: isChange(request),
    signal: lane.signal,
    timeoutMs: deps.timing.attemptMs,
    now: deps.clock.now(),
  });
  const outcome = result.kind === "failed" ? result.reason : String(result.status);
  deps.observe(request.operation.name, outcome, performance.now() - started);
  return result;
}

/**
 * What changes an account is done when Graph says so: it may answer 204 without a body, and the pages differ in what it
 * sends. So is what deletes something.
 */
function isAnsweredByStatus({ operation }: Request): boolean {
  if (operation.method === "DELETE") return true;
  return operation.subject === "account" && operation.outcome === "direct";
}

function isChange({ operation }: Request): boolean {
  return operation.outcome !== "read";
}

function note(deps: CallerDeps, lane: Lane, request: Request, result: SendResult): void {
  const outcome = result.kind === "failed" ? { reason: result.reason } : { status: result.status };
  deps.log.warn("defender call failed", { operation: request.operation.name, payer: lane.payer, ...outcome });
  if (result.kind !== "answer") return;
  if (result.status === 401) lane.tokenRefused(request.operation);
  // Calling on before that time keeps the limit alive for everybody.
  if (result.status === 429)
    deps.apis[request.operation.api].budget.turnedAway(result.retryAfterMs ?? 60_000);
}

/** Milliseconds to wait before a read is tried again; null: don't. */
function waitBefore(result: SendResult, request: Request, tries: Tries, timing: Timing): number | null {
  if (result.kind === "answer" && result.status === 401) {
    if (tries.unauthorized) return null;
    tries.unauthorized = true;
    return 0;
  }
  if (result.kind === "answer" && result.status === 404) {
    // Devices that exist are now and then "not found".
    if (tries.missing || request.operation.name !== "device") return null;
    tries.missing = true;
    return jitter(timing.backoffMs);
  }
  if (!passing(result) || tries.transient >= MOST_RETRIES) return null;
  tries.transient += 1;
  const backoff = jitter(timing.backoffMs * tries.transient);
  if (result.kind !== "answer" || result.status !== 429) return backoff;
  return result.retryAfterMs === null ? null : result.retryAfterMs + backoff;
}

function passing(result: SendResult): boolean {
  if (result.kind === "failed") return result.reason === "dropped" || result.reason === "refused";
  return result.status >= 500 || result.status === 429;
}

/** Between half of it and all of it, so that clients that failed together don't come back together. */
function jitter(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
