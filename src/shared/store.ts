import type { Route, Waiting } from "../alerts/routing.ts";
import type { AuditDraft, AuditRecord, Checkpoint } from "../audit/record.ts";
import type { AuditSinkRows, CheckpointRows } from "../audit/rows.ts";
import type { StoredRecord } from "../audit/verify.ts";
import type { IdentityMarkRows, SignInRows } from "../identity/rows.ts";
import type { Halt } from "../requests/machine/halt.ts";
import type { MuteRows, SubscriptionRows } from "../subscriptions/rows.ts";
import type { PostRows, ConversationRows } from "../messaging/rows.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Lane } from "../requests/machine/urgency.ts";
import type { Charge } from "../requests/machine/usage.ts";
import type { Alert } from "../defender/alert.ts";

/** A command that waits for its author's sign-in. */
export interface PendingRow {
  /** Token-exchange id. */
  readonly id: string;
  readonly oid: string;
  readonly tid: string;
  /** JSON text of the turn to run again. */
  readonly turn: string;
  readonly expiresAt: number;
}

/** What an opaque reference in a card's data stands for. */
export interface RefRow {
  readonly id: string;
  readonly kind: string;
  /** JSON text. */
  readonly body: string;
  readonly expiresAt: number;
}

/** An alert that is shown somewhere. */
export interface AlertRow {
  readonly alert: Alert;
  readonly fingerprint: string;
}

/** What is known of an alert from earlier polls. */
export interface KnownAlert {
  readonly fingerprint: string;
  /** Epoch milliseconds of Defender's last update; 0: it gave none. */
  readonly updatedAt: number;
}

/** Figures for whoever watches the bot. */
export interface Statistics {
  /** Not finished, by state. */
  readonly openRequests: Readonly<Record<string, number>>;
  readonly postsDue: number;
  readonly alertsWaiting: number;
  /** -1: none yet. */
  readonly auditIndex: number;
  /** Epoch milliseconds; null: alerts were never read. */
  readonly alertsReadTo: number | null;
}

/** How an attempt to take something that must happen once ended. */
export type Claim =
  { readonly kind: "taken" } | { readonly kind: "busy" } | { readonly kind: "done"; readonly result: string };

/** One transaction; everything in it happens or nothing does. */
export interface Tx {
  readonly conversations: ConversationRows;
  readonly pending: {
    insert(row: PendingRow): Promise<void>;
    /** What waits for this person, is not expired and is held by nobody; the oldest first. */
    of(person: { oid: string; tid: string }, now: number): Promise<readonly PendingRow[]>;
    /** Takes one of those until then; false: somebody else has it, or it is gone. */
    claim(id: string, now: number, until: number): Promise<boolean>;
    /** Holds one that was taken until then; 0: gives it back. */
    hold(id: string, until: number): Promise<void>;
    /** Taken, and let go before then without an outcome: whoever ran it is dead. */
    interrupted(before: number): Promise<readonly PendingRow[]>;
    /** It has its outcome; false: it had one. */
    remove(id: string): Promise<boolean>;
    /** Removes all of that person; how many. */
    removeAllOf(person: { oid: string; tid: string }): Promise<number>;
  };
  readonly refs: {
    /** Inserts, or replaces the row of that id: a card that is shown anew keeps its references. */
    put(row: RefRow): Promise<void>;
    get(id: string, now: number): Promise<RefRow | null>;
  };
  readonly requests: {
    /** False when a request of the same origin exists: nothing was inserted. */
    insert(request: Request): Promise<boolean>;
    get(id: string): Promise<Request | null>;
    byOrigin(origin: string): Promise<Request | null>;
    /** Compare-and-set on `version`: stores `request` with version + 1; false when somebody was faster. */
    replace(request: Request): Promise<boolean>;
    /** Not finished, or emergencies that nobody has reviewed yet; newest first. */
    open(): Promise<readonly Request[]>;
    /** Not finished, for that action on that target; the oldest first. */
    openOn(targetId: string, action: string): Promise<readonly Request[]>;
    /** Due rows (`dueAt` ≤ now) of a lane, the most urgent first, then the oldest. */
    due(now: number, limit: number, lane: Lane): Promise<readonly Request[]>;
    /** Approved but not finished on that target: what Defender has been asked for, or will be. */
    unsettled(targetId: string): Promise<readonly Request[]>;
    /** Those of an action that count against its limits since then (but for that one), the oldest first. */
    charges(action: string, since: number, except?: string): Promise<readonly Charge[]>;
    /** A person's requests that wait for approval, and all that they have asked for since then. */
    ofPerson(person: { oid: string; tid: string }, since: number): Promise<readonly Request[]>;
  };
  readonly posts: PostRows;
  readonly subscriptions: SubscriptionRows;
  readonly mutes: MuteRows;
  readonly alerts: {
    known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownAlert>>;
    /** Inserts or replaces, by id. */
    put(rows: readonly AlertRow[], now: number): Promise<void>;
    /** Where an alert is to be shown; what is decided for a conversation stays decided. */
    route(routes: readonly (Route & { readonly alertId: string })[], now: number): Promise<void>;
    /** Makes every post that shows one of these alerts due. */
    wantPosts(ids: readonly string[], now: number): Promise<void>;
    /** Conversations in which an alert waits or a post is due. */
    places(now: number): Promise<readonly string[]>;
    /** Not on a card yet, in the order of their coming. */
    waiting(conversationId: string, limit: number): Promise<readonly Waiting[]>;
    /** Puts waiting alerts on a post. */
    assign(conversationId: string, alertIds: readonly string[], postId: string): Promise<void>;
    /** What a post shows, in the order of their coming. */
    onPost(postId: string): Promise<readonly Alert[]>;
    /** Ends the waiting in a conversation that is gone. */
    drop(conversationId: string): Promise<void>;
  };
  readonly threads: {
    /** Root message of the first of these incidents that has a thread in that channel. */
    root(conversationId: string, incidentIds: readonly string[]): Promise<string | null>;
    /** Records the root for those of the incidents that have none. */
    open(conversationId: string, incidentIds: readonly string[], root: string, now: number): Promise<void>;
    /** Forgets a thread whose root is gone. */
    forget(conversationId: string, root: string): Promise<void>;
  };
  /** How far something has been read; epoch milliseconds. */
  readonly cursors: {
    get(name: string): Promise<number | null>;
    set(name: string, at: number): Promise<void>;
  };
  readonly leases: {
    /** Takes or renews a lease until `until`: null; or else until when another owner holds it (epoch milliseconds). */
    hold(name: string, owner: string, now: number, until: number): Promise<number | null>;
    /** Gives it back, if it is this owner's. */
    release(name: string, owner: string): Promise<void>;
  };
  readonly audit: {
    /** Appends to the chain; the head row is locked until the transaction ends. */
    append(draft: AuditDraft): Promise<AuditRecord>;
    /** Records of a request (null: of everything), newest first. */
    list(requestId: string | null, limit: number): Promise<readonly AuditRecord[]>;
    head(): Promise<Checkpoint | null>;
    /** As they are stored, from an index on, in order. */
    page(from: number, limit: number): Promise<readonly StoredRecord[]>;
  };
  readonly checkpoints: CheckpointRows;
  readonly auditSinks: AuditSinkRows;
  readonly once: {
    /** Takes a key for `leaseMs`; `busy` while somebody else holds it, `done` with the result once finished. */
    take(key: string, now: number, leaseMs: number): Promise<Claim>;
    /** Holds a key that was taken and is not finished until `until`. */
    hold(key: string, until: number): Promise<void>;
    finish(key: string, result: string, expiresAt: number): Promise<void>;
    release(key: string): Promise<void>;
  };
  readonly switches: {
    /** The halt in force; null: none. */
    halt(): Promise<Halt | null>;
    /** Halts, or ends the halt (null). */
    setHalt(halt: Halt | null): Promise<void>;
  };
  readonly tokens: {
    get(partition: string): Promise<string | null>;
    /** Every partition, with its text. */
    all(): Promise<readonly { readonly partition: string; readonly cipherText: string }[]>;
    set(partition: string, cipherText: string, now: number): Promise<void>;
    remove(partition: string): Promise<void>;
  };
  readonly identityMarks: IdentityMarkRows;
  readonly signIns: SignInRows;
  statistics(): Promise<Statistics>;
  /** Deletes what has passed its time: refs, pending commands, once keys, sign-ins, mutes; finished requests, alerts, and their posts (not before a review). */
  sweep(now: number, retentionMs: number): Promise<void>;
  /** Makes due what lies further ahead than any pause can be: it was written by a clock that was ahead. */
  catchUp(now: number): Promise<void>;
}

/**
 * When what was committed is on disk. `at-once`: before the transaction resolves. `in-order`: at the latest with the next
 * one that is `at-once`. The death of the process undoes neither; a power cut may undo `in-order`, and then all that
 * came after it too.
 */
export type Durability = "at-once" | "in-order";

export interface Store {
  /**
   * Runs `work` in one serialisable transaction; retried when the database asks for it, so `work` has no effects.
   * `durability`: `at-once`, unless nobody is told of it before something else is committed.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, durability?: Durability): Promise<T>;
  /** Runs `work`, which only reads, on one state of the store. @throws Fault `invariant` when it writes */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
