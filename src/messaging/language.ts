import { languageOfTag, type Language } from "../texts/locale.ts";
import type { Log } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { ConversationRow, Tx } from "./rows.ts";

/**
 * The language of those who read along there: what was typed, else, in a 1:1 chat, that of its owner's client; nobody's
 * client speaks for a channel.
 * @param row null: the conversation is not known @param usual LANGUAGE
 */
export function languageOf(
  row: Pick<ConversationRow, "kind" | "language" | "locale"> | null,
  usual: Language,
): Language {
  if (row === null) return usual;
  if (row.language !== null) return row.language;
  if (row.kind !== "personal" || row.locale === null) return usual;
  return languageOfTag(row.locale) ?? "en";
}

/** Conversations whose language is remembered for when the store is away. */
const MOST = 2_000;

/**
 * Finds the language of a conversation for each message that goes there: one read, and never a reason to lose the message.
 * While the store is away, people are spoken to as they were last, and strangers in the usual language. Does not reject.
 */
export function createLanguages(
  store: Pick<Store<Tx>, "read">,
  usual: Language,
  log: Log,
): (conversationId: string) => Promise<Language> {
  const last = new Map<string, Language>();
  return async function language(id) {
    try {
      const found = languageOf(await store.read((tx) => tx.conversations.get(id)), usual);
      if (last.size >= MOST) last.clear();
      last.set(id, found);
      return found;
    } catch (error) {
      log.warn("the language of a conversation could not be read", { error });
      return last.get(id) ?? usual;
    }
  };
}
