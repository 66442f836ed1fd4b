import { createHash } from "node:crypto";
import { oauthCardOf } from "../teams/bot-messages.ts";
import { cardText } from "../teams/cards.ts";
import type { ChannelState } from "../teams/state.ts";
import type { Conversation, Message } from "../teams/types.ts";
import { fileCardOf } from "../teams/file-cards.ts";
import type { ConversationItem, FileItem, MessageItem } from "./view.ts";

const PREVIEW_LENGTH = 80;

function versionOf(card: unknown, revision: number): string {
  if (card === null) return "none";
  return `${revision}-${createHash("sha1").update(JSON.stringify(card)).digest("base64url")}`;
}

function fileOf(message: Message): FileItem | null {
  const file = fileCardOf(message);
  if (file?.kind !== "offer") return file;
  const { kind, name, description, size } = file;
  return { kind, name, description, size };
}

/** A message as that person sees it. */
export function presentMessage(state: ChannelState, person: string, message: Message): MessageItem {
  const view = state.view(person, message.id);
  const card = message.deleted ? null : state.cardFor(person, message);
  const oauth = oauthCardOf(message) !== null;
  return {
    id: message.id,
    conversationId: message.conversationId,
    rootId: message.rootId,
    author: message.author,
    text: message.deleted ? "" : message.text,
    textFormat: message.textFormat,
    at: message.at,
    edited: message.editedAt !== null,
    deleted: message.deleted,
    delivery: message.delivery,
    card,
    cardVersion: versionOf(card, message.revision),
    file: message.deleted ? null : fileOf(message),
    signIn: oauth ? (view.signedIn ? "done" : "waiting") : "none",
    note: view.note,
    busy: view.busy,
  };
}

function previewOf(state: ChannelState, person: string, message: Message): string {
  if (message.deleted) return "Message deleted";
  const text =
    message.text || message.summary || cardText(state.cardFor(person, message)).split("\n")[0] || "Card";
  const line = text.replaceAll(/\s+/g, " ").slice(0, PREVIEW_LENGTH);
  const author = message.author === null ? "Defender" : message.author === person ? "You" : null;
  return `${author ?? state.person(message.author ?? "").name.split(" ")[0]}: ${line}`;
}

function presentConversation(
  state: ChannelState,
  person: string,
  conversation: Conversation,
): ConversationItem {
  const messages = state.messagesOf(conversation.id);
  const shown = messages.filter((message) => oauthCardOf(message) === null);
  const read = Number(state.lastRead(person, conversation.id));
  const last = shown.at(-1);
  return {
    id: conversation.id,
    alias: conversation.alias,
    kind: conversation.kind,
    name: conversation.name,
    teamName: conversation.teamName,
    members: conversation.members,
    unread: shown.filter(({ id, author }) => author !== person && Number(id) > read).length,
    lastAt: last?.at ?? null,
    preview: last === undefined ? "" : previewOf(state, person, last),
  };
}

/** The conversations that person is in. */
export function presentConversations(state: ChannelState, person: string): readonly ConversationItem[] {
  return state.conversations
    .filter(({ members }) => members.includes(person))
    .map((conversation) => presentConversation(state, person, conversation));
}
