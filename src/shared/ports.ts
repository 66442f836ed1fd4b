import type { Content } from "../messaging/content.ts";
import type { SignInRequired } from "./errors.ts";
import type {
  Alert,
  AlertStatus,
  ConversationRef,
  Device,
  LogonUser,
  MachineAction,
  Person,
  Role,
  Sender,
  Severity,
} from "../defender/model.ts";
import type { StepUpDemand, StepUpProof } from "../requests/machine/step-up.ts";

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

/** Encrypts what the store holds of secrets, with TOKEN_KEY (CONTRACT §2). */
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

// ---- Defender -------------------------------------------------------------------------------------------------

/** Delegated permissions of WindowsDefenderATP that the bot asks for; scopes are `<resource>/<permission>`. */
export type Permission =
  "Alert.Read" | "Alert.ReadWrite" | "Machine.Read" | "Machine.Isolate" | "Machine.Scan" | "User.Read.All";

export interface AlertQuery {
  readonly severities: readonly Severity[];
  readonly statuses: readonly AlertStatus[];
  /** Epoch milliseconds; alerts created at or after it. */
  readonly createdSince: number;
  /** At most so many (1–1000). */
  readonly top: number;
}

export interface AlertChange {
  readonly status?: "New" | "InProgress" | "Resolved";
  readonly assignedTo?: string;
  readonly classification?: string;
  readonly determination?: string;
  readonly comment?: string;
}

export interface MachineActionQuery {
  readonly deviceId?: string;
  readonly type?: string;
  /** Epoch milliseconds; actions created at or after it. */
  readonly since?: number;
  /** At most so many (1–1000); absent: all there are, page by page. */
  readonly top?: number;
}

/** What the application context may do: read, nothing else (CONTRACT §5). */
export interface DefenderReader {
  /** Newest first. @throws DefenderError */
  machineActions(query: MachineActionQuery): Promise<readonly MachineAction[]>;
  /** @throws DefenderError (404: code `not-found`) */
  machineAction(id: string): Promise<MachineAction>;
}

/** Defender with one person's own token. Every method throws DefenderError, SignInRequired or UserError. */
export interface DefenderClient extends DefenderReader {
  /** Newest first by creation. */
  alerts(query: AlertQuery): Promise<readonly Alert[]>;
  /** With evidence. */
  alert(id: string): Promise<Alert>;
  /** @throws CommentMissing when the change stands without its comment */
  updateAlert(id: string, change: AlertChange): Promise<void>;
  device(id: string): Promise<Device>;
  /** Devices whose DNS name is exactly `name`, or whose first label is, when `name` has no dot. Never a substring. */
  devicesByName(name: string): Promise<readonly Device[]>;
  devicesByIp(ip: string): Promise<readonly Device[]>;
  deviceAlerts(deviceId: string): Promise<readonly Alert[]>;
  deviceUsers(deviceId: string): Promise<readonly LogonUser[]>;
  isolate(deviceId: string, body: { comment: string; type: "Full" | "Selective" }): Promise<MachineAction>;
  release(deviceId: string, body: { comment: string }): Promise<MachineAction>;
  scan(deviceId: string, body: { comment: string; type: "Quick" | "Full" }): Promise<MachineAction>;
}

export interface Defender {
  /** Calls with that person's own token, got silently for the permission each call needs. */
  as(person: { oid: string; tid: string }, signal: AbortSignal): DefenderClient;
  /** Calls with the application's token. */
  asApplication(signal: AbortSignal): DefenderReader;
  /**
   * Alerts that were raised or changed at or after `since` (epoch milliseconds), with evidence, as the application sees
   * them. Page by page, in no order. What changes while several pages are read may be missing: read again then.
   */
  changedAlerts(since: number, signal: AbortSignal): AsyncIterable<readonly Alert[]>;
}

// ---- Identity -------------------------------------------------------------------------------------------------

/** What Entra said of a person, and when. */
export interface Standing {
  readonly person: Person;
  readonly roles: readonly Role[];
  /** Epoch milliseconds at which Entra issued the token that says so. */
  readonly checkedAt: number;
}

/** How the application proves to Entra who it is. */
export interface Credential {
  /**
   * Has a token for the application, a new one with `force`; what Entra says to it is reported as the part `entra` of
   * `Health`. Never rejects.
   */
  prove(force: boolean, signal: AbortSignal): Promise<void>;
  /** When its certificate ends, epoch milliseconds, as the file is now; null: it has none, or it can't be read. */
  endsAt(): number | null;
}

/** What came of a sign-in popup. */
export interface PopupStanding extends Standing {
  /** What it proves for the click that it was opened for; null: it was an ordinary sign-in. */
  readonly proof: StepUpProof | null;
}

/** Sign-ins and sign-outs write their audit record in the transaction that stores or removes the tokens. */
export interface Identity {
  /**
   * Verifies the SSO token (signature, issuer, audience, tenant, expiry, `oid` = sender) and exchanges it on behalf
   * of the person. Concurrent calls for one person are one call.
   * @throws SignInRequired Entra refuses; UserError `unreachable` when Entra can't be reached.
   */
  signIn(sender: Sender, ssoToken: string, signal: AbortSignal): Promise<Standing>;
  /** What is known without asking Entra; null when the bot holds no token of that person. */
  known(sender: { oid: string; tid: string }): Promise<Standing | null>;
  /**
   * Roles from a token that Entra issued at most `maxAgeMs` ago, and has refused nothing since; forces a refresh when
   * the known one is older.
   * @throws SignInRequired, whose `reason` tells two things apart. `no-token`: the bot holds nothing, since this person
   * has signed out or never signed in, and Entra has not refused them when it was last asked. Any other: Entra refuses
   * this person now (disabled, deleted, sessions revoked, not assigned, something to agree to or to prove first). That
   * is remembered in the store, whatever is looked up afterwards, and by whichever instance, until Entra gives this
   * person tokens again. UserError `could-not-check` when Entra can't be reached: nothing is known.
   */
  fresh(sender: { oid: string; tid: string }, maxAgeMs: number, signal: AbortSignal): Promise<Standing>;
  /**
   * Makes sure that the bot holds a token of that person for the permission, so that the executor finds it.
   * @throws SignInRequired, UserError as `fresh`
   */
  hold(sender: { oid: string; tid: string }, permission: Permission, signal: AbortSignal): Promise<void>;
  /** Those of the sealed partitions' owners whose last verified roles held that one; Entra is not asked. */
  holders(
    sealed: readonly { readonly partition: string; readonly cipherText: string }[],
    role: Role,
  ): readonly Person[];
  /**
   * Removes all that is held of that person at once: tokens and claims, sign-in popups at each step, commands that wait
   * for a sign-in. What began before on any instance (exchange, refresh, popup) stores nothing afterwards.
   * False when there was nothing.
   */
  signOut(sender: { oid: string; tid: string }): Promise<boolean>;
  /** Sign-in popup: the URL of Entra to go to for a ticket, or null when the ticket is unknown, used or too old. */
  popupStart(ticket: string, signal: AbortSignal): Promise<string | null>;
  /** Sign-in popup: takes the authorization code; gives the one-time code for `signin/verifyState`, or null. */
  popupEnd(query: { state: string; code: string }, signal: AbortSignal): Promise<string | null>;
  /** Redeems the one-time code for the person whose verified activity brought it; null when it isn't theirs. */
  popupRedeem(sender: Sender, code: string): Promise<PopupStanding | null>;
  /**
   * A ticket for the popup that gets what was missing, bound to that person, good for 10 minutes, once. With `stepUp`
   * the person has to sign in anew, and what that proves comes back with the code.
   */
  popupTicket(
    sender: Sender,
    missing: Pick<SignInRequired, "claims" | "permission">,
    stepUp?: StepUpDemand | null,
  ): Promise<string>;
}

// ---- Teams ----------------------------------------------------------------------------------------------------

export interface Posted {
  readonly conversation: ConversationRef;
  readonly activityId: string;
}

/** Whose wish a message is: somebody waits for it, or the bot sends it of its own accord. */
export type Whose = "asked" | "own";

/** Sends to Teams. All methods throw MessengerError. */
export interface Messenger {
  /** Posts; in a channel without `thread` it opens a new thread. */
  post(to: ConversationRef, content: Content, replyTo: string | null): Promise<Posted>;
  edit(at: Posted, content: Content): Promise<void>;
  /**
   * How many messages Teams' limits allow there now; null: in all conversations together. Those of the bot's own accord
   * leave some of it to the others.
   */
  room(conversationId: string | null, whose: Whose): number;
  /** The 1:1 chat with that person, created if need be. */
  personal(sender: Sender, serviceUrl: string): Promise<ConversationRef>;
}
