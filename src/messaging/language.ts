import { languageOfTag, type Language } from "../texts/locale.ts";
import type { Log } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import { tongueOf, type Tongue } from "../texts/render.ts";
import type { ConversationRow, Tx } from "./rows.ts";
import type { Turn } from "./turn.ts";

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

/** Whoever gets an answer of their own, with what their client says of where they are. */
export type Reader = Pick<Turn, "sender" | "timeZone">;

/**
 * In which words, and in which zones of time, something is said in a conversation. Does not reject.
 * @param reader whoever alone reads it; absent: all who are there
 */
export type TongueFor = (conversationId: string, reader?: Reader) => Promise<Tongue>;

/** Conversations whose language is remembered for when the store is away. */
const MOST = 2_000;

interface Heard {
  readonly language: Language;
  readonly zone: string | null;
}

/**
 * Finds the language of a conversation for each message that goes there: one read, and never a reason to lose the message.
 * While the store is away, people are spoken to as they were last, and strangers in the usual language. A time is told in the
 * zone of one person, of their last activity, where nobody else reads it.
 */
export function createTongues(store: Pick<Store<Tx>, "read">, usual: Language, log: Log): TongueFor {
  const last = new Map<string, Heard>();
  return async function tongueFor(id, reader) {
    try {
      const { language, zone } = await store.read((tx) => heardIn(tx, id, reader, usual));
      if (last.size >= MOST) last.clear();
      last.set(id, { language, zone: reader === undefined ? zone : (last.get(id)?.zone ?? null) });
      return tongueOf(language, zone);
    } catch (error) {
      log.warn("the language of a conversation could not be read", { error });
      const { language, zone } = last.get(id) ?? { language: usual, zone: null };
      return tongueOf(language, reader?.timeZone ?? zone);
    }
  };
}

async function heardIn(tx: Tx, id: string, reader: Reader | undefined, usual: Language): Promise<Heard> {
  const row = await tx.conversations.get(id);
  const language = languageOf(row, usual);
  if (reader?.timeZone !== undefined) return { language, zone: reader.timeZone };
  if (row?.kind === "personal") return { language, zone: row.timeZone };
  const own = reader === undefined ? null : await tx.conversations.personalOf(reader.sender.oid);
  return { language, zone: own?.timeZone ?? null };
}
