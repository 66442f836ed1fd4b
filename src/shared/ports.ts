/** The only doors out of the core: everything that is a clock, a network or a disk is behind one of these. */

export interface Clock {
  /** Epoch milliseconds: steady, whatever is done to the system's clock. */
  now(): number;
}

/**
 * A clock that may be in doubt: then the later one forbids, and the earlier one permits. What time alone would bring
 * about (an end, a deletion) waits until all clocks agree that its time has come; periodic work goes by `now`.
 */
export interface ConfirmedClock extends Clock {
  /** Epoch milliseconds that have certainly come. */
  earliest(): number;
  /** Epoch milliseconds that may have come. */
  latest(): number;
}

export interface Ids {
  /** UUID v7, for rows and opaque references. */
  uuid(): string;
  /** Short, unguessable, easy to read out: 8 characters of Crockford's base32 (40 random bits), `XXXX-XXXX`. */
  requestId(): string;
  /** 128 random bits, base64url: tickets. */
  secret(): string;
}

/** Encrypts what the store holds of secrets, with TOKEN_KEY. */
export interface Seal {
  /** Encrypts; `context` (what the text belongs to) has to be the same when it is opened. */
  close(text: string, context: string): string;
  /** The text, or null when it was made with a key that is gone, belongs elsewhere or was changed. */
  open(sealed: string, context: string): string | null;
  /** False for what was made with TOKEN_KEY_PREVIOUS: it opens only until that is taken away. */
  isCurrent(sealed: string): boolean;
}

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/** Figures for whoever watches the bot. Words are closed and ours: never names, ids or texts of others. */
export interface Metrics {
  /** `ms`: milliseconds from the verified activity to the answer. */
  turn(kind: string, outcome: "answered" | "failed", ms: number): void;
  call(service: "defender" | "teams", operation: string, outcome: string, ms: number): void;
  line(level: "warn" | "error", event: string): void;
  /** The bot's own check has found the audit chain broken. */
  auditBroken(): void;
}

/** Spans for whoever watches the bot, under the same rule for words as `Metrics`. */
export interface Traces {
  /** Runs a turn as a span; the calls made meanwhile are its children. Its answer and its error are the turn's. */
  turn<T>(kind: string, run: () => Promise<T>): Promise<T>;
  /** A call that has just ended. `ms`: milliseconds it took. */
  call: Metrics["call"];
  /** Sends what waits. Never throws. */
  close(): Promise<void>;
}
