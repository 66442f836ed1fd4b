import type { AuditDraft, AuditRecord, Checkpoint } from "./audit.ts";
import type { StoredRecord } from "./audit-verify.ts";
import type { SignedCheckpoint, SigningKey } from "./checkpoint.ts";
import type { ConversationKind, ConversationRef } from "./model.ts";
import type { Posted } from "./ports.ts";
import type { Request } from "./request.ts";

export interface ConversationRow {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly tenantId: string;
  readonly serviceUrl: string;
  readonly enabled: boolean;
  /** For 1:1 chats: whose it is. */
  readonly personOid: string | null;
}

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

/** A message that the bot keeps in the state it should have (DESIGN §3): desired state, edited when it changes. */
export interface PostRow {
  readonly id: string;
  readonly conversation: ConversationRef;
  readonly replyTo: string | null;
  /** What it shows: `request` (subject = request id) or `notice` (subject = JSON text of a Content). */
  readonly kind: "request" | "notice";
  readonly subject: string;
  /** Null until it is posted. */
  readonly activityId: string | null;
  readonly wanted: number;
  readonly shown: number;
  readonly attempts: number;
  /** Epoch milliseconds; null: nothing to do. */
  readonly dueAt: number | null;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: "approvals" | "alerts";
  /** JSON text of the filter, for alerts. */
  readonly filter: string;
  readonly createdBy: string;
  readonly createdAt: number;
}

/** How an attempt to take something that must happen once ended. */
export type Claim =
  { readonly kind: "taken" } | { readonly kind: "busy" } | { readonly kind: "done"; readonly result: string };

/** One transaction; everything in it happens or nothing does. */
export interface Tx {
  readonly conversations: {
    get(id: string): Promise<ConversationRow | null>;
    /** Inserts, or updates kind, service URL and person; `enabled` is kept. */
    touch(row: Omit<ConversationRow, "enabled">, now: number): Promise<void>;
    setEnabled(id: string, enabled: boolean): Promise<void>;
    personalOf(oid: string): Promise<ConversationRow | null>;
    /** Marks a conversation that the bot was removed from; its subscriptions go too. */
    remove(id: string): Promise<void>;
  };
  readonly pending: {
    insert(row: PendingRow): Promise<void>;
    /** Takes (removes and returns) all that is waiting for this person and not expired. */
    takeAllOf(person: { oid: string; tid: string }, now: number): Promise<readonly PendingRow[]>;
  };
  readonly refs: {
    insert(row: RefRow): Promise<void>;
    get(id: string, now: number): Promise<RefRow | null>;
  };
  readonly requests: {
    /** False when a request of the same origin exists: nothing was inserted. */
    insert(request: Request): Promise<boolean>;
    get(id: string): Promise<Request | null>;
    byOrigin(origin: string): Promise<Request | null>;
    /** Compare-and-set on `version`: stores `request` with version + 1; false when somebody was faster. */
    replace(request: Request): Promise<boolean>;
    /** Not finished, newest first. */
    open(): Promise<readonly Request[]>;
    /** Due rows (`dueAt` ≤ now), oldest first. */
    due(now: number, limit: number): Promise<readonly Request[]>;
    /**
     * How many of an action were opened since then and neither denied, cancelled nor expired; with a group: only those
     * on devices of that group (null: of any).
     */
    countSince(action: string, since: number, deviceGroup?: string | null): Promise<number>;
  };
  readonly posts: {
    insert(row: PostRow): Promise<void>;
    get(id: string): Promise<PostRow | null>;
    /** The bot's own message in a conversation, by its activity id. */
    find(conversationId: string, activityId: string): Promise<PostRow | null>;
    /** Bumps `wanted` and makes all posts of the subject due now. */
    want(kind: PostRow["kind"], subject: string, now: number): Promise<void>;
    /** Takes due posts for `leaseMs`: sets `dueAt` = now + leaseMs, so that a crash only delays. */
    claimDue(now: number, leaseMs: number, limit: number): Promise<readonly PostRow[]>;
    /** Records a success: activity id, the version shown; stays due only if `wanted` has moved on meanwhile. */
    done(id: string, at: Posted, shown: number, now: number): Promise<void>;
    /** Records a failure: tries again at `dueAt`, or never (null). */
    retry(id: string, dueAt: number | null): Promise<void>;
  };
  readonly subscriptions: {
    insert(row: SubscriptionRow): Promise<void>;
    get(id: string): Promise<SubscriptionRow | null>;
    list(conversationId: string): Promise<readonly SubscriptionRow[]>;
    approvals(): Promise<readonly SubscriptionRow[]>;
    remove(id: string): Promise<boolean>;
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
  readonly checkpoints: {
    /** False when there is one at that index already: nothing was inserted. */
    insert(checkpoint: SignedCheckpoint): Promise<boolean>;
    last(): Promise<SignedCheckpoint | null>;
    /** Those at an index from `from` on and below `to`, in order. */
    between(from: number, to: number): Promise<readonly SignedCheckpoint[]>;
    /** Every key there has been, the oldest first; the last one signs. */
    keys(): Promise<readonly SigningKey[]>;
    /** Adds the key that signs from now on, as number `number` from 1. @throws Fault `store` when there is that one */
    addKey(number: number, key: SigningKey): Promise<void>;
    /** Replaces the encrypted private half of a key. */
    resealKey(key: SigningKey): Promise<void>;
  };
  readonly auditSinks: {
    /**
     * Takes the place of a receiver in the chain for `leaseMs`, if there is a record it has not got; null: there is
     * none, it is not due, or somebody has it.
     */
    take(id: string, holder: string, now: number, leaseMs: number): Promise<SinkPlace | null>;
    /** Records that everything before `next` has arrived, and gives the place back; false when it was lost. */
    advance(id: string, holder: string, next: number): Promise<boolean>;
    /** Records a failure, and gives the place back until `dueAt`. */
    postpone(id: string, holder: string, dueAt: number): Promise<void>;
  };
  readonly once: {
    /** Takes a key for `leaseMs`; `busy` while somebody else holds it, `done` with the result once finished. */
    take(key: string, now: number, leaseMs: number): Promise<Claim>;
    finish(key: string, result: string, expiresAt: number): Promise<void>;
    release(key: string): Promise<void>;
  };
  readonly tokens: {
    get(partition: string): Promise<string | null>;
    set(partition: string, cipherText: string, now: number): Promise<void>;
    remove(partition: string): Promise<void>;
  };
  readonly signIns: {
    insert(row: SignInRow): Promise<void>;
    take(id: string, step: SignInRow["step"], now: number): Promise<SignInRow | null>;
  };
  /** Deletes what has passed its time: refs, pending commands, once keys, sign-ins, finished requests and their posts. */
  sweep(now: number, retentionMs: number): Promise<void>;
}

/** How far a receiver of audit records is. */
export interface SinkPlace {
  /** Index of the first record that it has not got. */
  readonly next: number;
  /** Failures in a row. */
  readonly attempts: number;
}

/** A sign-in popup under way; `id` is the secret that names it at each step. */
export interface SignInRow {
  readonly id: string;
  readonly step: "ticket" | "code" | "redeem";
  readonly oid: string;
  readonly tid: string;
  /** Encrypted JSON text. */
  readonly body: string;
  readonly expiresAt: number;
}

export interface Store {
  /** Runs `work` in one serialisable transaction; retried when the database asks for it, so `work` has no effects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
