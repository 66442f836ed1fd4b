import type { ConversationRef } from "../messaging/conversation.ts";
import { within } from "../shared/within.ts";
import type { Deps } from "./deps.ts";

/** Who has asked sees within a second that they were heard; most are answered sooner. Milliseconds. */
const SOON_MS = 600;

/** Does the work, and shows that the bot is at it when that takes more than a moment. */
export async function whileTyping<T>(
  { messenger }: Pick<Deps, "messenger">,
  to: ConversationRef,
  work: () => Promise<T>,
): Promise<T> {
  // Nothing depends on it: a mark that Teams does not take is not missed.
  const show = (): void => void messenger.typing(to).catch(() => {});
  return within(SOON_MS, (soon) => {
    soon.addEventListener("abort", show);
    return work();
  });
}
