import type { Route, Waiting } from "./routing.ts";
import type { Alert } from "../defender/alert.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { CursorRows, LeaseRows } from "../shared/store.ts";
import type { Tx as SubscriptionsTx } from "../subscriptions/rows.ts";

/** An alert that is shown somewhere. */
export interface AlertRow {
  readonly alert: Alert;
  readonly fingerprint: string;
}

/** Where an alert is to be shown, and how urgent it is among others. */
export interface RankedRoute extends Route {
  readonly alertId: string;
  /** Place of its severity in `SEVERITY_ORDER`. */
  readonly rank: number;
}

/** What is known of an alert from earlier polls. */
export interface KnownAlert {
  readonly fingerprint: string;
  /** Epoch milliseconds of Defender's last update; 0: it gave none. */
  readonly updatedAt: number;
}

/** A card that shows alerts of an incident, and between when and when (epoch milliseconds) they came. */
export interface Standing {
  readonly postId: string;
  readonly firstAt: number;
  readonly newestAt: number;
}

/** A card in a conversation that shows an alert of a device. */
export interface DeviceCard {
  readonly deviceId: string;
  readonly conversationId: string;
  readonly alert: Pick<Alert, "incidentId" | "status">;
  /** When the alert last changed (epoch milliseconds). */
  readonly changedAt: number;
  /** Root message of the thread that the card stands in, in channels; null: it is not posted yet. */
  readonly root: string | null;
}

/** An alert on a card that stands. */
export interface Shown {
  readonly alertId: string;
  /** With its thread, in channels. */
  readonly at: ConversationRef;
}

/** How many alerts wait in a conversation, by the place of their severity (`SEVERITY_ORDER`), and on how many devices. */
export interface Tally {
  readonly ranks: readonly { readonly rank: number; readonly count: number }[];
  readonly devices: number;
}

/** Alerts that are shown somewhere, and where; part of a transaction. */
export interface AlertRows {
  known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownAlert>>;
  /** Those that are shown somewhere, as they were read last. */
  asRead(ids: readonly string[]): Promise<ReadonlyMap<string, Alert>>;
  /** Inserts or replaces, by id. */
  put(rows: readonly AlertRow[], now: number): Promise<void>;
  /** Where an alert is to be shown; what is decided for a conversation stays decided, but what waits there goes by its rank of now. */
  route(routes: readonly RankedRoute[], now: number): Promise<void>;
  /** What was muted there waits for its card, as if it had come now. */
  wake(routes: readonly RankedRoute[], now: number): Promise<void>;
  /** Where cards stand that show these alerts. */
  standing(ids: readonly string[]): Promise<readonly Shown[]>;
  /** Makes every post that shows one of these alerts due. */
  wantPosts(ids: readonly string[], now: number): Promise<void>;
  /** Conversations in which an alert waits or a post is due. */
  places(now: number): Promise<readonly string[]>;
  /** Not on a card yet, the most severe first, and of those in the order of their coming. */
  waiting(conversationId: string, limit: number): Promise<readonly Waiting[]>;
  /** All that wait there. */
  tally(conversationId: string): Promise<Tally>;
  /** The card in a conversation that the last alert of an incident went to, if it is still to be seen; null: none. */
  cardOf(conversationId: string, incidentId: string): Promise<Standing | null>;
  /** Those that show, or will, alerts of these devices, the newest first in each conversation; without what is muted. */
  cardsOn(deviceIds: readonly string[]): Promise<readonly DeviceCard[]>;
  /** Puts waiting alerts on a post. */
  assign(conversationId: string, alertIds: readonly string[], postId: string): Promise<void>;
  /** Puts waiting alerts on a post that others are on, and makes it due. */
  join(conversationId: string, alertIds: readonly string[], postId: string, now: number): Promise<void>;
  /** What a post shows, in the order of their coming. */
  onPost(postId: string): Promise<readonly Alert[]>;
  /** Ends the waiting in a conversation that is gone. */
  drop(conversationId: string): Promise<void>;
  /** Alerts that were decided to be shown in a conversation and are on no message there yet. */
  untold(conversationId: string): Promise<readonly Alert[]>;
  /** Some of these are not to be shown there any more; messages that are left with none are not sent. */
  withdraw(conversationId: string, alertIds: readonly string[]): Promise<void>;
}

/** Which incident has which thread in a channel; part of a transaction. */
export interface ThreadRows {
  /** Root message of the first of these incidents that has a thread in that channel. */
  root(conversationId: string, incidentIds: readonly string[]): Promise<string | null>;
  /** Records the root for those of the incidents that have none. */
  open(conversationId: string, incidentIds: readonly string[], root: string, now: number): Promise<void>;
  /** Forgets a thread whose root is gone. */
  forget(conversationId: string, root: string): Promise<void>;
}

/** What a transaction offers to this room. */
export interface Tx extends SubscriptionsTx {
  readonly alerts: AlertRows;
  readonly threads: ThreadRows;
  readonly cursors: CursorRows;
  readonly leases: LeaseRows;
}
