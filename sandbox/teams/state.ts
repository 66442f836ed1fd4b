import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isRecord } from "./types.ts";
import type {
  ChannelEvent,
  ChannelPerson,
  Conversation,
  Message,
  PersonalView,
  PersonSettings,
} from "./types.ts";

const SAVE_AFTER_MS = 250;
/** A save writes everything, and takes the longer the more was said: it rests this many times as long as the last one took. */
const RESTS = 40;

interface Saved {
  readonly messages: readonly Message[];
  readonly views: readonly (readonly [string, PersonalView])[];
  readonly reads: readonly (readonly [string, string])[];
  readonly settings: readonly (readonly [string, PersonSettings])[];
  readonly installed: boolean;
}

function freshView(): PersonalView {
  return {
    card: null,
    cardRevision: -1,
    refreshedAt: 0,
    refreshedRevision: -1,
    note: null,
    busy: false,
    signedIn: false,
  };
}

/** Everything the channel knows; announces changes, and keeps them in a JSON file when given one. */
export class ChannelState {
  readonly people: readonly ChannelPerson[];
  readonly conversations: readonly Conversation[];
  /** True once the bot has been told of its installation. */
  installed = false;
  readonly #file: string | null;
  readonly #messages = new Map<string, Message>();
  readonly #views = new Map<string, PersonalView>();
  readonly #reads = new Map<string, string>();
  readonly #settings = new Map<string, PersonSettings>();
  readonly #listeners = new Set<(event: ChannelEvent) => void>();
  #lastId = 0;
  #saving: NodeJS.Timeout | null = null;
  #tookMs = 0;

  constructor(
    people: readonly ChannelPerson[],
    conversations: readonly Conversation[],
    file: string | null = null,
  ) {
    this.people = people;
    this.conversations = conversations;
    this.#file = file;
    this.#load();
  }

  /** A message id: epoch milliseconds, never twice. */
  nextId(): string {
    this.#lastId = Math.max(Date.now(), this.#lastId + 1);
    return String(this.#lastId);
  }

  person(key: string): ChannelPerson {
    const found = this.people.find((person) => person.key === key);
    if (found === undefined) throw new Error(`No such person: ${key}`);
    return found;
  }

  /** By id or alias. */
  find(idOrAlias: string): Conversation | null {
    const wanted = idOrAlias.toLowerCase();
    return (
      this.conversations.find(
        (conversation) => conversation.id === idOrAlias || conversation.alias === wanted,
      ) ?? null
    );
  }

  conversation(idOrAlias: string): Conversation {
    const found = this.find(idOrAlias);
    if (found === null) throw new Error(`No such conversation: ${idOrAlias}`);
    return found;
  }

  message(id: string): Message | null {
    return this.#messages.get(id) ?? null;
  }

  /** Oldest first. */
  messagesOf(conversationId: string): readonly Message[] {
    return [...this.#messages.values()].filter((message) => message.conversationId === conversationId);
  }

  allMessages(): readonly Message[] {
    return [...this.#messages.values()];
  }

  add(message: Message): void {
    this.#messages.set(message.id, message);
    this.changed(message);
  }

  /** Announces that a message changed. */
  changed(message: Message): void {
    this.emit({ kind: "message", conversationId: message.conversationId, messageId: message.id });
  }

  view(person: string, messageId: string): PersonalView {
    const key = `${person}\n${messageId}`;
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = freshView();
    this.#views.set(key, view);
    return view;
  }

  /** Changes one person's view of a message and announces it. */
  setView(person: string, messageId: string, change: Partial<PersonalView>): void {
    Object.assign(this.view(person, messageId), change);
    this.emit({ kind: "view", person, messageId });
  }

  /** The card as that person sees it: their own while it is of the message's revision, else everybody's. */
  cardFor(person: string, message: Message): unknown {
    const view = this.view(person, message.id);
    if (view.card !== null && view.cardRevision === message.revision) return view.card;
    const attachment = message.attachments.find(
      ({ contentType }) => contentType === "application/vnd.microsoft.card.adaptive",
    );
    return attachment?.content ?? null;
  }

  lastRead(person: string, conversationId: string): string {
    return this.#reads.get(`${person}\n${conversationId}`) ?? "0";
  }

  markRead(person: string, conversationId: string): void {
    const last = this.messagesOf(conversationId).at(-1)?.id ?? "0";
    if (this.lastRead(person, conversationId) === last) return;
    this.#reads.set(`${person}\n${conversationId}`, last);
    this.emit({ kind: "read", person, conversationId });
  }

  settings(person: string): PersonSettings {
    return this.#settings.get(person) ?? { silentSso: true, devices: 1 };
  }

  setSettings(person: string, change: Partial<PersonSettings>): void {
    this.#settings.set(person, { ...this.settings(person), ...change });
    this.emit({ kind: "settings" });
  }

  /** Removes all messages and marks; the bot counts as not installed. */
  reset(): void {
    for (const part of [this.#messages, this.#views, this.#reads, this.#settings]) part.clear();
    for (const conversation of this.conversations) conversation.installed = true;
    this.installed = false;
    this.emit({ kind: "reset" });
  }

  /** Calls back at every change until the returned function is called. */
  on(listener: (event: ChannelEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: ChannelEvent): void {
    if (event.kind !== "typing") this.#saveSoon();
    for (const listener of this.#listeners) listener(event);
  }

  /** Writes what is not written yet. */
  flush(): void {
    if (this.#saving !== null) clearTimeout(this.#saving);
    this.#saving = null;
    if (this.#file === null) return;
    const from = performance.now();
    const saved: Saved = {
      messages: [...this.#messages.values()],
      views: [...this.#views],
      reads: [...this.#reads],
      settings: [...this.#settings],
      installed: this.installed,
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify(saved));
    renameSync(`${this.#file}.new`, this.#file);
    this.#tookMs = performance.now() - from;
  }

  #saveSoon(): void {
    if (this.#file === null || this.#saving !== null) return;
    this.#saving = setTimeout(() => this.flush(), Math.max(SAVE_AFTER_MS, RESTS * this.#tookMs));
    this.#saving.unref();
  }

  #load(): void {
    if (this.#file === null) return;
    try {
      const saved = JSON.parse(readFileSync(this.#file, "utf8")) as Saved | null;
      if (!isRecord(saved)) return;
      this.#restore(saved);
    } catch (error) {
      // No file yet is the usual case; one that can't be read is of no use to anybody.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") rmSync(this.#file, { force: true });
    }
  }

  #restore(saved: Saved): void {
    for (const message of saved.messages) this.#messages.set(message.id, message);
    for (const [key, view] of saved.views) this.#views.set(key, { ...view, busy: false });
    for (const [key, read] of saved.reads) this.#reads.set(key, read);
    for (const [key, settings] of saved.settings) this.#settings.set(key, settings);
    this.installed = saved.installed;
    this.#lastId = Math.max(0, ...saved.messages.map(({ id }) => Number(id)));
  }
}
