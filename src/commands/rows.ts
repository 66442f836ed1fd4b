import type { Tx as AlertsTx } from "../alerts/rows.ts";
import type { Tx as RequestsTx } from "../requests/rows.ts";

/** A hunting query that people keep in a conversation. */
export interface SavedHunt {
  readonly conversationId: string;
  /** Lower case. */
  readonly name: string;
  /** Kusto Query Language, with its parameters in braces. */
  readonly kql: string;
  /** UPN. */
  readonly savedBy: string;
  /** Epoch milliseconds. */
  readonly savedAt: number;
}

export interface SavedHuntRows {
  /** Inserts, or replaces the one of that name. */
  put(row: SavedHunt): Promise<void>;
  get(conversationId: string, name: string): Promise<SavedHunt | null>;
  /** By name. */
  list(conversationId: string): Promise<readonly SavedHunt[]>;
  remove(conversationId: string, name: string): Promise<void>;
}

/** What a transaction offers to commands. */
export interface Tx extends AlertsTx, RequestsTx {
  readonly savedHunts: SavedHuntRows;
}
