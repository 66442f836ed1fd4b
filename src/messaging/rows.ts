import type { Language } from "../texts/locale.ts";
import type { Content } from "./content.ts";
import type { ConversationRef, ConversationKind } from "./conversation.ts";
import type { Posted } from "./messenger.ts";

/** What conversations subscribe to. */
export type Audience = "approvals" | "alerts" | "bypass";

/** A message that the bot keeps in the state it should have: desired state, edited when it changes. */
export interface PostRow {
  readonly id: string;
  readonly conversation: ConversationRef;
  readonly replyTo: string | null;
  /**
   * What it shows: `request` (subject = request id), `notice` (subject = JSON text of a Content) or `alerts` (the
   * alerts given to this post, subject is empty; or the message that heads a storm of them, subject = as of a notice).
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
  /** Object id of the person who asked for it: they take turns. Null: nobody's. */
  readonly asker: string | null;
  /** The kind of subscription that it follows; null: somebody waits for it. */
  readonly audience: Audience | null;
  /** How often in a row Teams has refused it as it is. */
  readonly refusals: number;
}

/** Due posts that one person has asked for in one conversation, but for alerts. */
export interface DueShare {
  readonly place: string;
  readonly asker: string | null;
  readonly count: number;
}

export interface PostRows {
  insert(row: PostRow): Promise<void>;
  get(id: string): Promise<PostRow | null>;
  /** The bot's own message in a conversation, by its activity id. */
  find(conversationId: string, activityId: string): Promise<PostRow | null>;
  /** Every copy of a request's card. */
  ofRequest(requestId: string): Promise<readonly PostRow[]>;
  /** Bumps `wanted` and makes every copy of a request's card due now, but where the bot was removed. */
  want(requestId: string, now: number): Promise<void>;
  /** Shows something else in a notice's place: it is edited, or never seen as it was. */
  show(id: string, content: Content, now: number): Promise<void>;
  /** Who has posts due where, but for alerts, that nobody holds. @param over as of `claimDue` */
  due(now: number, over?: number): Promise<readonly DueShare[]>;
  /**
   * Takes due posts of one conversation that one person has asked for, but for alerts, for `leaseMs`: sets `dueAt`
   * = now + leaseMs, so that a crash only delays. What is not posted yet comes before edits.
   * @param over by then another's hold must have ended, by every clock (`earliest`); absent: `now`
   */
  claimDue(
    share: Pick<DueShare, "place" | "asker">,
    now: number,
    leaseMs: number,
    limit: number,
    over?: number,
  ): Promise<readonly PostRow[]>;
  /** The same for its alert posts. */
  claimAlerts(
    place: string,
    now: number,
    leaseMs: number,
    limit: number,
    over?: number,
  ): Promise<readonly PostRow[]>;
  /** Records a success: activity id, the version shown; stays due only if `wanted` has moved on meanwhile. */
  done(id: string, at: Posted, shown: number, now: number): Promise<void>;
  /** Records a failure: tries again at `dueAt`, or never (null). `refused`: Teams did not want this message. */
  retry(id: string, dueAt: number | null, refused?: boolean): Promise<void>;
  /** Gives a claimed post back untried: not counted as an attempt. */
  putBack(id: string, dueAt: number): Promise<void>;
  /** Requests whose card is still to be posted in that conversation. */
  missingIn(conversationId: string): Promise<readonly string[]>;
  /** Nothing of that kind of subscription is posted any more that is not there yet. */
  withdraw(conversationId: string, audience: Audience): Promise<void>;
  /** Gives up what is due in a conversation for that kind of subscription. */
  giveUp(conversationId: string, audience: Audience): Promise<void>;
}

/** What the store keeps of conversations: where they are, whether they take messages, and what they want to hear of. */

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
  /** What was typed there with `language`; null: nothing was. */
  readonly language: Language | null;
  /** The locale of the client of whoever spoke there last ("sv-SE"); null: not known. */
  readonly locale: string | null;
  /** The zone of that client ("Europe/Stockholm"); null: not known. */
  readonly timeZone: string | null;
}

/** What people set of a conversation. */
export type ConversationSettings = Pick<ConversationRow, "enabled" | "language">;

/** A conversation as an activity names it. */
export type Whereabouts = Pick<ConversationRow, "id" | "kind" | "tenantId" | "serviceUrl" | "personOid"> & {
  readonly team?: string | null;
  readonly locale?: string | null;
  readonly timeZone?: string | null;
};

export interface ConversationRows {
  get(id: string): Promise<ConversationRow | null>;
  /**
   * Somebody has acted there, or the bot was added: inserts, or updates what the activity says, `enabled` is kept. A
   * removed one is known again, and then not enabled.
   */
  touch(row: Whereabouts, now: number): Promise<void>;
  /** Something else happened there: inserts, or updates the service URL. A removed one stays removed. */
  note(row: Whereabouts, now: number): Promise<void>;
  /** @throws Fault `invariant` where it is not known, or the bot was removed from it */
  set(id: string, settings: Partial<ConversationSettings>): Promise<void>;
  personalOf(oid: string): Promise<ConversationRow | null>;
  /**
   * Marks a conversation that the bot was removed from; its subscriptions go too, and what was due there: should the bot be
   * added again, nothing of it is shown any more.
   */
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
}

/** What an opaque reference in a card's data stands for. */
export interface RefRow {
  readonly id: string;
  readonly kind: string;
  /** JSON text. */
  readonly body: string;
  readonly expiresAt: number;
}

/** What the buttons of cards stand for; part of a transaction. */
export interface RefRows {
  /** Inserts, or replaces the row of that id: a card that is shown anew keeps its references. */
  put(row: RefRow): Promise<void>;
  get(id: string, now: number): Promise<RefRow | null>;
}

/** What a transaction offers to this room. */
export interface Tx {
  readonly conversations: ConversationRows;
  readonly refs: RefRows;
  readonly posts: PostRows;
}
