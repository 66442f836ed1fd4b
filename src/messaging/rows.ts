import type { ConversationRef } from "../defender/model.ts";
import type { SubscriptionRow } from "../subscriptions/rows.ts";
import type { Posted } from "../shared/ports.ts";

/** A message that the bot keeps in the state it should have: desired state, edited when it changes. */
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

export interface PostRows {
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
}
