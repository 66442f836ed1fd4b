import type { AlertFilter, Route, Waiting } from "./alert.ts";
import type { AuditDraft, AuditRecord, Checkpoint } from "./audit.ts";
import type { AuditSinkRows, CheckpointRows } from "./audit-rows.ts";
import type { StoredRecord } from "./audit-verify.ts";
import type { Halt } from "./halt.ts";
import type { Alert, ConversationKind, ConversationRef } from "./model.ts";
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
  /** Thread id of the team that a channel is in; null: not a channel, or not known. */
  readonly team: string | null;
  /** Since when Teams refuses what the bot posts there (epoch milliseconds); null: it takes it. */
  readonly closedSince: number | null;
  /** While it is closed: when one message is tried there again. */
  readonly probeAt: number;
  /** When it was told that it is closed; null: not yet. */
  readonly toldAt: number | null;
}

/** A conversation as an activity names it. */
export type Whereabouts = Pick<ConversationRow, "id" | "kind" | "tenantId" | "serviceUrl" | "personOid"> & {
  readonly team?: string | null;
};

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
  /**
   * What it shows: `request` (subject = request id), `notice` (subject = JSON text of a Content) or `alerts` (the
   * alerts given to this post; subject is empty).
   */
  readonly kind: "request" | "notice" | "alerts";
  readonly subject: string;
  /** Null until it is posted. */
  readonly activityId: string | null;
  readonly wanted: number;
  readonly shown: number;
  readonly attempts: number;
  /** Epoch milliseconds; null: nothing to do. */
  readonly dueAt: number | null;
  /** Object id of the person whose wish it goes back to: they take turns. Null: nobody's. */
  readonly asker: string | null;
  /** The kind of subscription that it follows; null: somebody waits for it. */
  readonly audience: SubscriptionRow["kind"] | null;
  /** How often in a row Teams has refused it as it is. */
  readonly refusals: number;
}

/** Due posts of one person's wishes in one conversation, but for alerts. */
export interface DueShare {
  readonly place: string;
  readonly asker: string | null;
  readonly count: number;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: "approvals" | "alerts";
  /** Selects everything for approvals. */
  readonly filter: AlertFilter;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Since when whose 1:1 chat it is in is not entitled to it any more; null: nothing is against it. */
  readonly pausedSince: number | null;
}

/** That a conversation is not told for a while. */
export interface MuteRow {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: SubscriptionRow["kind"];
  readonly filter: AlertFilter;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly createdBy: string;
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
  readonly conversations: {
    get(id: string): Promise<ConversationRow | null>;
    /**
     * Somebody has acted there, or the bot was added: inserts, or updates what the activity says, `enabled` is kept. A
     * removed one is known again, and then not enabled.
     */
    touch(row: Whereabouts, now: number): Promise<void>;
    /** Something else happened there: inserts, or updates the service URL. A removed one stays removed. */
    note(row: Whereabouts, now: number): Promise<void>;
    setEnabled(id: string, enabled: boolean): Promise<void>;
    personalOf(oid: string): Promise<ConversationRow | null>;
    /** Marks a conversation that the bot was removed from; its subscriptions go too, and what was due there. */
    remove(id: string): Promise<void>;
    /** Known channels of a team. */
    inTeam(team: string): Promise<readonly ConversationRow[]>;
    /** Those where Teams refuses what the bot posts. */
    closed(): Promise<readonly ConversationRow[]>;
    /** Records a refusal: closed since `since`, unless it was before, and tried again at `probeAt`. */
    close(id: string, since: number, probeAt: number): Promise<void>;
    /** A closed one is tried again at once (null: every closed channel); false: none was closed. */
    wake(id: string | null, now: number): Promise<boolean>;
    /** Teams takes messages there. */
    opened(id: string): Promise<void>;
    /** That it is closed has been told. */
    told(id: string, now: number): Promise<void>;
  };
  readonly pending: {
    insert(row: PendingRow): Promise<void>;
    /** Takes (removes and returns) all that is waiting for this person and not expired. */
    takeAllOf(person: { oid: string; tid: string }, now: number): Promise<readonly PendingRow[]>;
    remove(id: string): Promise<void>;
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
    /** Due rows (`dueAt` ≤ now), oldest first. */
    due(now: number, limit: number): Promise<readonly Request[]>;
    /** Approved but not finished on that target: what Defender has been asked for, or will be. */
    unsettled(targetId: string): Promise<readonly Request[]>;
    /**
     * How many of an action were opened or approved since then and neither denied, cancelled nor expired; with a
     * group: only those on devices of that group or of an unknown one (null: of any).
     */
    countSince(action: string, since: number, deviceGroup?: string | null): Promise<number>;
    /** The same, of those only that were approved since then (or needed no approval). */
    countApprovedSince(action: string, since: number, deviceGroup?: string | null): Promise<number>;
  };
  readonly posts: {
    insert(row: PostRow): Promise<void>;
    get(id: string): Promise<PostRow | null>;
    /** The bot's own message in a conversation, by its activity id. */
    find(conversationId: string, activityId: string): Promise<PostRow | null>;
    /** Every copy of a request's card. */
    ofRequest(requestId: string): Promise<readonly PostRow[]>;
    /** Bumps `wanted` and makes all posts of the subject due now, but where the bot was removed. */
    want(kind: Exclude<PostRow["kind"], "alerts">, subject: string, now: number): Promise<void>;
    /** Who has posts due where, but for alerts. */
    due(now: number): Promise<readonly DueShare[]>;
    /**
     * Takes due posts of one conversation that go back to one person's wish, but for alerts, for `leaseMs`: sets `dueAt`
     * = now + leaseMs, so that a crash only delays. What is not posted yet comes before edits.
     */
    claimDue(
      share: Pick<DueShare, "place" | "asker">,
      now: number,
      leaseMs: number,
      limit: number,
    ): Promise<readonly PostRow[]>;
    /** The same for its alert posts. */
    claimAlerts(place: string, now: number, leaseMs: number, limit: number): Promise<readonly PostRow[]>;
    /** Records a success: activity id, the version shown; stays due only if `wanted` has moved on meanwhile. */
    done(id: string, at: Posted, shown: number, now: number): Promise<void>;
    /** Records a failure: tries again at `dueAt`, or never (null). `refused`: Teams did not want this message. */
    retry(id: string, dueAt: number | null, refused?: boolean): Promise<void>;
    /** Gives a claimed post back untried: not counted as an attempt. */
    putBack(id: string, dueAt: number): Promise<void>;
    /** Requests whose card is still to be posted in that conversation. */
    missingIn(conversationId: string): Promise<readonly string[]>;
    /** Gives up what is due in a conversation for that kind of subscription. */
    giveUp(conversationId: string, audience: SubscriptionRow["kind"]): Promise<void>;
  };
  readonly subscriptions: {
    insert(row: SubscriptionRow): Promise<void>;
    get(id: string): Promise<SubscriptionRow | null>;
    list(conversationId: string): Promise<readonly SubscriptionRow[]>;
    /** Of all conversations, of one kind, but for those that are paused. */
    ofKind(kind: SubscriptionRow["kind"]): Promise<readonly SubscriptionRow[]>;
    remove(id: string): Promise<boolean>;
    /** Pauses those of one kind in a conversation. */
    pause(conversationId: string, kind: SubscriptionRow["kind"], now: number): Promise<void>;
    /** Ends the pause: as if it had been subscribed now. */
    resume(id: string, now: number): Promise<void>;
    /** 1:1 chats with a subscription that is not paused. */
    personal(): Promise<
      readonly { readonly place: ConversationRow; readonly kind: SubscriptionRow["kind"] }[]
    >;
  };
  readonly mutes: {
    insert(row: MuteRow): Promise<void>;
    /** Of one conversation (null: of all) and not over yet. */
    list(conversationId: string | null, now: number): Promise<readonly MuteRow[]>;
    /** Ends all of a conversation; gives back those that were not over yet. */
    end(conversationId: string, now: number): Promise<readonly MuteRow[]>;
  };
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
    /** Takes or renews a lease until `until`; false while another owner holds it. */
    hold(name: string, owner: string, now: number, until: number): Promise<boolean>;
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
  readonly signIns: {
    insert(row: SignInRow): Promise<void>;
    take(id: string, step: SignInRow["step"], now: number): Promise<SignInRow | null>;
  };
  statistics(): Promise<Statistics>;
  /** Deletes what has passed its time: refs, pending commands, once keys, sign-ins, mutes; finished requests, alerts, and their posts (not before a review). */
  sweep(now: number, retentionMs: number): Promise<void>;
}

/** A sign-in popup under way; `id` is a digest of the secret that names it at each step. */
export interface SignInRow {
  readonly id: string;
  readonly step: "ticket" | "code" | "redeem";
  readonly oid: string;
  readonly tid: string;
  /** Encrypted JSON text. */
  readonly body: string;
  readonly expiresAt: number;
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
