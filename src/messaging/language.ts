import type { Language } from "../texts/locale.ts";
import type { ConversationRow } from "./rows.ts";

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
  return /^sv\b/i.test(row.locale) ? "sv" : "en";
}
