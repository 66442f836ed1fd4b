import type { Words } from "../../texts/text.ts";

/** A line of a request's history. */
export interface HistoryEntry {
  readonly at: number;
  /** UPN, or null for the bot itself. */
  readonly by: string | null;
  readonly text: Words;
  /** It tells of something around the request, not what has become of it. */
  readonly beside?: true;
}
