export type ConversationKind = "personal" | "groupChat" | "channel";

/** Where a message goes. */
export interface ConversationRef {
  /** Conversation id without `;messageid=…`. */
  readonly id: string;
  /** Root message of the thread, in channels; null: the channel itself, or a chat. */
  readonly thread: string | null;
  readonly kind: ConversationKind;
  readonly tenantId: string;
  readonly serviceUrl: string;
}
