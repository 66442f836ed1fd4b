import { randomUUID } from "node:crypto";
import { atOf, entityOf, mentioning, spanOf, type Mentionable } from "./mentions.ts";
import type { ChannelPerson, Conversation, Json, Message } from "./types.ts";

/** The facts that every activity of this channel carries. */
export interface ChannelFacts {
  readonly clientId: string;
  readonly tenantId: string;
  /** Ends with a slash, as Teams' does. */
  readonly serviceUrl: () => string;
  readonly botName: string;
}

/** Teams puts text into `text` and `text/html` with these entities. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const FENCE = /```([\w+#-]*)(?![\w+#-])\r?\n?([\s\S]*?)```/g;

function htmlBody(text: string, marked: (part: string) => string): string {
  const parts: string[] = [];
  const paragraph = (part: string) => `<p>${marked(escapeHtml(part)).replaceAll("\n", "<br>")}</p>`;
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    const before = text.slice(from, match.index).trim();
    if (before !== "") parts.push(paragraph(before));
    const code = escapeHtml((match[2] ?? "").trimEnd()).replaceAll("\n", "<br>");
    parts.push(`<codeblock class="${match[1] ?? ""}"><code>${code}</code></codeblock>`);
    from = match.index + match[0].length;
  }
  const rest = text.slice(from).trim();
  if (rest !== "" || parts.length === 0) parts.push(paragraph(rest));
  return parts.join("");
}

/**
 * What a Teams client makes of typed text: `text`, its HTML copy, and the mentions' entities.
 * @param bot mentioned before it; null: it is not
 * @param people who can be mentioned by name
 */
export function composeText(
  typed: string,
  bot: Mentionable | null,
  people: readonly Mentionable[] = [],
): { text: string; html: string; entities: readonly Json[] } {
  const first = bot === null ? 0 : 1;
  const named: Mentionable[] = [];
  const html = htmlBody(typed, (part) =>
    mentioning(part, people, (one) => spanOf(one, first + named.push(one) - 1)),
  );
  const code = typed.replace(FENCE, (_, __, block: string) => block.trimEnd());
  const text = named.length === 0 ? escapeHtml(code) : mentioning(escapeHtml(code), people, atOf);
  const entities = named.map(entityOf);
  if (bot === null) return { text, html, entities };
  const span = `${spanOf(bot, 0)}&nbsp;`;
  return {
    text: `${atOf(bot)} ${text}`,
    html: html.startsWith("<p>") ? html.replace("<p>", `<p>${span}`) : `<p>${span}</p>${html}`,
    entities: [entityOf(bot), ...entities],
  };
}

function channelData(conversation: Conversation, facts: ChannelFacts): Json {
  if (conversation.kind !== "channel") return { tenant: { id: facts.tenantId } };
  return {
    teamsChannelId: conversation.id,
    teamsTeamId: conversation.teamId,
    channel: { id: conversation.id },
    team: { id: conversation.teamId },
    tenant: { id: facts.tenantId },
  };
}

function conversationAccount(conversation: Conversation, rootId: string | null, tenantId: string): Json {
  const id =
    conversation.kind === "channel" && rootId ? `${conversation.id};messageid=${rootId}` : conversation.id;
  const account = { id, conversationType: conversation.kind, tenantId };
  return conversation.kind === "personal" ? account : { ...account, isGroup: true };
}

function common(facts: ChannelFacts, conversation: Conversation, rootId: string | null): Json {
  const now = new Date();
  return {
    channelId: "msteams",
    serviceUrl: facts.serviceUrl(),
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString(),
    localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: "en-US",
    recipient: { id: `28:${facts.clientId}`, name: facts.botName },
    conversation: conversationAccount(conversation, rootId, facts.tenantId),
    channelData: channelData(conversation, facts),
  };
}

function sender(person: ChannelPerson): Json {
  return { id: person.teamsId, name: person.name, aadObjectId: person.oid };
}

const CLIENT_INFO = {
  type: "clientInfo",
  locale: "en-US",
  country: "US",
  platform: "Web",
  timezone: "Etc/UTC",
};

/** Where in the HTML copy the cards of a message stand. */
function placesOf({ id, attachments }: Pick<Message, "id" | "attachments">): string {
  return attachments.map((_, index) => `<attachment id="${id}-${index}"></attachment>`).join("");
}

/** A message that a person wrote. `html` replaces the HTML copy made from the text. */
export function messageActivity(
  facts: ChannelFacts,
  person: ChannelPerson,
  conversation: Conversation,
  message: Pick<Message, "id" | "rootId" | "replyToId" | "text" | "attachments">,
  options: { mention: boolean; html?: string; value?: Json; people?: readonly Mentionable[] },
): Json {
  const bot = { id: `28:${facts.clientId}`, name: facts.botName };
  const { text, html, entities } = composeText(message.text, options.mention ? bot : null, options.people);
  const root = message.rootId ?? message.id;
  return {
    ...common(facts, conversation, root),
    type: "message",
    id: message.id,
    from: sender(person),
    entities: [...entities, CLIENT_INFO],
    ...(message.replyToId === null ? {} : { replyToId: message.replyToId }),
    ...(options.value === undefined
      ? {
          text,
          textFormat: "plain",
          attachments: [
            { contentType: "text/html", content: `${options.html ?? html}${placesOf(message)}` },
            ...message.attachments,
          ],
        }
      : { value: options.value }),
  };
}

/** An invoke; `replyToId` is the message it came from. */
export function invokeActivity(
  facts: ChannelFacts,
  person: ChannelPerson,
  conversation: Conversation,
  invoke: { name: string; value: Json; rootId: string | null; replyToId: string | null },
): Json {
  return {
    ...common(facts, conversation, invoke.rootId),
    type: "invoke",
    id: `f:${randomUUID()}`,
    name: invoke.name,
    value: invoke.value,
    from: sender(person),
    entities: [CLIENT_INFO],
    ...(invoke.replyToId === null ? {} : { replyToId: invoke.replyToId }),
  };
}

/** The two events of an installation (or removal) in a conversation. */
export function installationActivities(
  facts: ChannelFacts,
  person: ChannelPerson,
  conversation: Conversation,
  action: "add" | "remove",
): readonly Json[] {
  const bot = { id: `28:${facts.clientId}`, name: facts.botName };
  const base = { ...common(facts, conversation, null), from: sender(person) };
  return [
    { ...base, type: "installationUpdate", id: `f:${randomUUID()}`, action },
    {
      ...base,
      type: "conversationUpdate",
      id: `f:${randomUUID()}`,
      ...(action === "add" ? { membersAdded: [bot] } : { membersRemoved: [bot] }),
    },
  ];
}
