import type { ChannelState } from "./state.ts";
import { isRecord, textOf } from "./types.ts";
import type { Attachment, Conversation, Json, Message } from "./types.ts";

export const ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive";
export const OAUTH_CARD = "application/vnd.microsoft.card.oauth";

function attachmentsOf(activity: Json): readonly Attachment[] {
  const list: readonly unknown[] = Array.isArray(activity["attachments"]) ? activity["attachments"] : [];
  return list.flatMap((entry): Attachment[] => {
    if (!isRecord(entry)) return [];
    const contentType = textOf(entry["contentType"]);
    const name = textOf(entry["name"]);
    const contentUrl = textOf(entry["contentUrl"]);
    if (contentType === null) return [];
    const named = { ...(name === null ? {} : { name }), ...(contentUrl === null ? {} : { contentUrl }) };
    return [{ contentType, content: entry["content"], ...named }];
  });
}

function formatOf(activity: Json): Message["textFormat"] {
  const format = activity["textFormat"];
  return format === "plain" || format === "xml" ? format : "markdown";
}

/** The message that a posted activity becomes; null when it has neither text nor an attachment. */
export function createBotMessage(
  state: ChannelState,
  conversation: Conversation,
  rootId: string | null,
  activity: Json,
): Message | null {
  const attachments = attachmentsOf(activity);
  const text = textOf(activity["text"]) ?? "";
  if (text === "" && attachments.length === 0) return null;
  const id = state.nextId();
  return {
    id,
    conversationId: conversation.id,
    rootId: conversation.kind === "channel" ? rootId : null,
    author: null,
    text,
    textFormat: formatOf(activity),
    summary: textOf(activity["summary"]),
    attachments,
    replyToId: textOf(activity["replyToId"]),
    at: Number(id),
    editedAt: null,
    deleted: false,
    revision: 0,
    delivery: "delivered",
  };
}

/** Puts an edit's content in place of the old one. */
export function editBotMessage(message: Message, activity: Json): void {
  message.text = textOf(activity["text"]) ?? "";
  message.textFormat = formatOf(activity);
  message.summary = textOf(activity["summary"]);
  message.attachments = attachmentsOf(activity);
  message.editedAt = Date.now();
  message.revision += 1;
}

/** Content of the message's OAuth card, if it is one. */
export function oauthCardOf(message: Message): Json | null {
  const content = message.attachments.find(({ contentType }) => contentType === OAUTH_CARD)?.content;
  return isRecord(content) ? content : null;
}
