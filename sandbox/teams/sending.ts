import { installationActivities, messageActivity } from "./activities.ts";
import type { ChannelFacts } from "./activities.ts";
import type { Mentionable } from "./mentions.ts";
import { CARD_TYPE } from "./outcomes.ts";
import { splitConversationId } from "./roster.ts";
import type { ChannelState } from "./state.ts";
import type { SandboxDrive } from "../drive/server.ts";
import { FILE_DOWNLOAD } from "./file-cards.ts";
import type { Attachment, Conversation, Json, Message } from "./types.ts";
import type { Answer, Wire } from "./wire.ts";

export interface SendOptions {
  /** Root message id: a reply in that thread of a channel. */
  readonly thread?: string;
  /** Left out: in channels and group chats yes, in 1:1 chats no. */
  readonly mention?: boolean;
  /** Replaces the HTML copy that the client makes. */
  readonly html?: string;
  /** A card that the compose box has found. */
  readonly card?: Json;
  /** A file that goes with it. */
  readonly file?: { readonly name: string; readonly bytes: Buffer };
}

/** A message that was sent, and what the bot answered to the delivery. */
export interface Sent {
  readonly message: Message;
  readonly answer: Promise<Answer>;
}

/** Where everybody is, and the bot too. */
const FORWARDED_TO = "general";

/** What sending needs. */
export interface Parts {
  readonly state: ChannelState;
  readonly facts: ChannelFacts;
  readonly wire: Wire;
  readonly drive: Pick<SandboxDrive, "put">;
}

/** Whom a client offers to mention: in a chat with the bot alone, nobody. */
function mentionables(state: ChannelState, { kind, members }: Conversation): readonly Mentionable[] {
  if (kind === "personal") return [];
  return members.map((key) => state.person(key)).map(({ teamsId: id, name }) => ({ id, name }));
}

/** Typing messages, and delivering them again. */
export function createSender({ state, facts, wire, drive }: Parts) {
  const originals = new Map<string, Json>();

  /** A bot gets a way to a file in its 1:1 chat only; elsewhere it is a link into the team's files. */
  function attachmentsOf(owner: string, kind: Conversation["kind"], { card, file }: SendOptions) {
    const cards: readonly Attachment[] =
      card === undefined ? [] : [{ contentType: CARD_TYPE, content: card }];
    if (file === undefined) return cards;
    const content = drive.put(owner, file.name, file.bytes);
    const named = { name: file.name, contentUrl: content.downloadUrl };
    const sent = kind === "personal" ? { contentType: FILE_DOWNLOAD, content } : { contentType: "reference" };
    return [...cards, { ...named, ...sent }];
  }

  async function pass(message: Message, activity: Json): Promise<Answer> {
    message.delivery = "sending";
    state.changed(message);
    const answer = await wire.deliver(activity);
    message.delivery = answer.status >= 200 && answer.status < 300 ? "delivered" : "failed";
    state.changed(message);
    return answer;
  }

  function send(personKey: string, place: string, text: string, options: SendOptions = {}): Sent {
    const person = state.person(personKey);
    const conversation = state.conversation(splitConversationId(place).id);
    if (!conversation.members.includes(person.key))
      throw new Error(`${person.name} is not in ${conversation.name}`);
    const rootId =
      conversation.kind === "channel" ? (options.thread ?? splitConversationId(place).rootId) : null;
    const id = state.nextId();
    const message: Message = {
      id,
      conversationId: conversation.id,
      rootId,
      author: person.key,
      text,
      textFormat: "plain",
      summary: null,
      attachments: attachmentsOf(person.key, conversation.kind, options),
      replyToId: rootId,
      at: Number(id),
      editedAt: null,
      deleted: false,
      revision: 0,
      delivery: "sending",
    };
    state.add(message);
    state.markRead(person.key, conversation.id);
    const mention = options.mention ?? conversation.kind !== "personal";
    // A bot hears in channels and group chats only what mentions it.
    if (conversation.kind !== "personal" && !mention) {
      message.delivery = "delivered";
      return { message, answer: Promise.resolve({ status: 0, body: null, failure: null }) };
    }
    const activity = messageActivity(facts, person, conversation, message, {
      mention,
      people: mentionables(state, conversation),
      ...(options.html === undefined ? {} : { html: options.html }),
    });
    originals.set(id, activity);
    return { message, answer: pass(message, activity) };
  }

  function forward(personKey: string, messageId: string): Message {
    const person = state.person(personKey);
    const original = state.message(messageId);
    if (original === null) throw new Error(`No such message: ${messageId}`);
    const conversation = state.conversation(FORWARDED_TO);
    const id = state.nextId();
    const copy: Message = {
      ...original,
      ...{ id, conversationId: conversation.id, rootId: null, replyToId: null, author: person.key },
      ...{ at: Number(id), editedAt: null, revision: 0, delivery: "delivered" },
    };
    state.add(copy);
    state.markRead(person.key, conversation.id);
    return copy;
  }

  async function redeliver(messageId: string): Promise<Answer> {
    const message = state.message(messageId);
    if (message === null || message.author === null) throw new Error(`Not a person's message: ${messageId}`);
    const conversation = state.conversation(message.conversationId);
    const activity =
      originals.get(messageId) ??
      messageActivity(facts, state.person(message.author), conversation, message, {
        mention: conversation.kind !== "personal",
        people: mentionables(state, conversation),
      });
    return pass(message, activity);
  }

  return { send, forward, redeliver };
}

/** Telling the bot of its installation and removal. */
export function createInstaller({ state, facts, wire }: Parts) {
  async function tell(conversation: Conversation, action: "add" | "remove"): Promise<void> {
    const person = state.person(
      conversation.kind === "personal" ? conversation.alias : conversation.members.at(-1)!,
    );
    for (const activity of installationActivities(facts, person, conversation, action)) {
      await wire.deliver(activity);
    }
  }

  return {
    async install() {
      // A team's installation is told once, for its General channel.
      const places = state.conversations.filter(
        ({ kind, alias }) => kind !== "channel" || alias === "general",
      );
      for (const conversation of places) await tell(conversation, "add");
      state.installed = true;
      state.emit({ kind: "settings" });
    },
    async setInstalled(place: string, installed: boolean) {
      const conversation = state.conversation(place);
      conversation.installed = installed;
      await tell(conversation, installed ? "add" : "remove");
    },
  };
}

/** Waits for a message without polling. */
export function createWaiter(
  state: ChannelState,
): (test: (message: Message) => boolean, timeoutMs?: number) => Promise<Message> {
  return (test, timeoutMs = 10_000) =>
    new Promise((resolve, reject) => {
      const known = state.allMessages().find(test);
      if (known !== undefined) return resolve(known);
      const timer = setTimeout(() => {
        off();
        reject(new Error(`No such message within ${timeoutMs} ms`));
      }, timeoutMs);
      const off = state.on((event) => {
        const message = event.kind === "message" ? state.message(event.messageId) : null;
        if (message === null || !test(message)) return;
        clearTimeout(timer);
        off();
        resolve(message);
      });
    });
}
