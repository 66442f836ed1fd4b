import type { Text } from "../texts/text.ts";
import type { ConversationRef } from "./conversation.ts";
import type { Content } from "./content.ts";
import type { Sender } from "../shared/people.ts";
import { UserError } from "../shared/errors.ts";
import type { CallEffect } from "../defender/error.ts";

export interface Posted {
  readonly conversation: ConversationRef;
  readonly activityId: string;
}

/** On whose account a message goes: somebody waits for it, or the bot sends it of its own accord. */
export type Whose = "asked" | "own";

/** Somebody in a conversation, as Teams' roster has them. */
export interface Member {
  /** Entra object id. */
  readonly oid: string;
  /** Entra tenant id. */
  readonly tid: string;
  readonly upn: string;
  readonly isGuest: boolean;
}

/** Sends to Teams. All methods throw MessengerError. */
export interface Messenger {
  /** Posts; in a channel without `thread` it opens a new thread. */
  post(to: ConversationRef, content: Content, replyTo: string | null): Promise<Posted>;
  edit(at: Posted, content: Content): Promise<void>;
  /** Shows for some seconds that an answer is on its way. */
  typing(to: ConversationRef): Promise<void>;
  /**
   * How many messages Teams' limits allow there now; null: in all conversations together. Those of the bot's own accord
   * leave some of it to the others.
   */
  room(conversationId: string | null, whose: Whose): number;
  /** The 1:1 chat with that person, created if need be. */
  personal(sender: Sender, serviceUrl: string): Promise<ConversationRef>;
  /** Who that Teams id is in that conversation; null: nobody in it. */
  member(of: ConversationRef, teamsId: string): Promise<Member | null>;
}

/**
 * What stood in a message's way. `passing`: Teams, or the way to it. `throttled`: the conversation wants a rest.
 * `closed`: the conversation takes nothing from the bot, for now (archived, blocked, removed). `gone`: the message to
 * edit, or to reply to, is not there. `refused`: this message as it is (malformed, too big). `nameless`: it stands there,
 * but Teams did not say by which id.
 */
export type Obstacle = "passing" | "throttled" | "closed" | "gone" | "refused" | "nameless";

/** A post or an edit in Teams that failed. */
export class MessengerError extends UserError {
  readonly status: number | null;
  readonly effect: CallEffect;
  readonly obstacle: Obstacle;
  readonly retryAfterMs: number | null;

  constructor(
    text: Text,
    facts: { status: number | null; effect: CallEffect; obstacle: Obstacle; retryAfterMs: number | null },
  ) {
    super("unreachable", text);
    this.name = "MessengerError";
    this.status = facts.status;
    this.effect = facts.effect;
    this.obstacle = facts.obstacle;
    this.retryAfterMs = facts.retryAfterMs;
  }
}
