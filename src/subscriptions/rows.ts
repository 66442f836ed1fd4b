import type { Tx as IdentityTx } from "../identity/rows.ts";
import type { Person } from "../shared/people.ts";
import type { AlertFilter } from "./filter.ts";
import type { Audience, ConversationRow, Tx as MessagingTx } from "../messaging/rows.ts";

export interface SubscriptionRow {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: Audience;
  /** Of approval requests, devices alone select. */
  readonly filter: AlertFilter;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Since when whose 1:1 chat it is in is not entitled to it any more; null: nothing is against it. */
  readonly pausedSince: number | null;
}

/** Of a subscription to what is looked for at its own times and not told when it happens. */
export interface Round {
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** Up to when it was looked, epoch milliseconds. */
  readonly lookedAt: number;
  /** Since when it can't be looked; null: it can. */
  readonly failingSince: number | null;
  /** What was found, by keys that stay the same: what is not among them is new. */
  readonly known: readonly string[];
}

/** A subscription that has rounds. */
export interface Rounded extends SubscriptionRow {
  readonly round: Round;
}

/** That a conversation is not told for a while. */
export interface MuteRow {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: Exclude<Audience, "bypass">;
  readonly filter: AlertFilter;
  /** Epoch milliseconds; `until` is its real end, also when somebody ended it early. */
  readonly since: number;
  readonly until: number;
  /** UPN, for people to read. */
  readonly createdBy: string;
  /** Whose it is; null: a row that is older than this, and whose owner is known by the UPN alone. */
  readonly owner: Pick<Person, "oid" | "tid"> | null;
}

export interface SubscriptionRows {
  /** @param round absent: it is told when it happens */
  insert(row: SubscriptionRow, round?: Round): Promise<void>;
  get(id: string): Promise<SubscriptionRow | null>;
  list(conversationId: string): Promise<readonly SubscriptionRow[]>;
  /** Of all conversations, of one kind, but for those that are paused. */
  ofKind(kind: Audience): Promise<readonly SubscriptionRow[]>;
  remove(id: string): Promise<boolean>;
  /** Pauses those of one kind in a conversation. */
  pause(conversationId: string, kind: Audience, now: number): Promise<void>;
  /** Ends the pause: as if it had been subscribed now. */
  resume(id: string, now: number): Promise<void>;
  /** Those whose round is due and that are not paused, the oldest first. */
  due(now: number, limit: number): Promise<readonly Rounded[]>;
  /** Sets its next round; false: it is not as it was read any more. */
  moveOn(was: Rounded, next: Round): Promise<boolean>;
  /** 1:1 chats with a subscription that is not paused. */
  personal(): Promise<readonly { readonly place: ConversationRow; readonly kind: Audience }[]>;
}

/** Which mutes of a conversation are meant. */
export interface WhichMutes {
  /** Whose alone; null: everybody's. */
  readonly own: Pick<Person, "oid" | "tid" | "upn"> | null;
  /** This one alone; null: all. */
  readonly id: string | null;
}

export interface MuteRows {
  insert(row: MuteRow): Promise<void>;
  /** Of one conversation (null: of all) that end after that time; those that are over are kept as long as alerts. */
  endingAfter(conversationId: string | null, at: number): Promise<readonly MuteRow[]>;
  /** Ends those of a conversation; gives back those that were not over yet, as they were. */
  end(conversationId: string, now: number, which: WhichMutes): Promise<readonly MuteRow[]>;
}

/** What a transaction offers to this room. */
export interface Tx extends MessagingTx, Pick<IdentityTx, "tokens"> {
  readonly subscriptions: SubscriptionRows;
  readonly mutes: MuteRows;
}
