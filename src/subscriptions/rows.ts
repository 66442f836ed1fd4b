import type { AlertFilter } from "../alerts/routing.ts";
import type { ConversationKind } from "../defender/model.ts";

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
}

/** A conversation as an activity names it. */
export type Whereabouts = Pick<ConversationRow, "id" | "kind" | "tenantId" | "serviceUrl" | "personOid"> & {
  readonly team?: string | null;
};

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
  /** Epoch milliseconds; `until` is its real end, also when somebody ended it early. */
  readonly since: number;
  readonly until: number;
  readonly createdBy: string;
}

export interface ConversationRows {
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
}

export interface SubscriptionRows {
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
  personal(): Promise<readonly { readonly place: ConversationRow; readonly kind: SubscriptionRow["kind"] }[]>;
}

export interface MuteRows {
  insert(row: MuteRow): Promise<void>;
  /** Of one conversation (null: of all) that end after that time; those that are over are kept as long as alerts. */
  endingAfter(conversationId: string | null, at: number): Promise<readonly MuteRow[]>;
  /** Ends all of a conversation; gives back those that were not over yet, as they were. */
  end(conversationId: string, now: number): Promise<readonly MuteRow[]>;
}
