import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ConversationItem, MessageItem, PersonItem, TenantItem } from "../page-server/view.ts";
import type { ComposeAsk } from "../teams/types.ts";
import { api } from "./api.ts";
import type { Along } from "./api.ts";
import { Avatar } from "./avatar.ts";
import { Compose } from "./compose.ts";
import { ChatFeed, Earlier, News } from "./feed.ts";
import { useFeedWindow } from "./feed-window.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { isShown } from "./message.ts";
import type { MessageContext } from "./message.ts";
import { usePane } from "./pane-state.ts";
import type { PaneState } from "./pane-state.ts";
import { Rail } from "./rail.ts";
import { ThreadFeed } from "./threads.ts";

/** A card that asks to be refreshed is asked again as long as it is in sight. */
const SEEN_EVERY_MS = 20_000;
const SEEN_AT_MOST_EVERY_MS = 1_000;

export interface PaneChoice {
  readonly person: string;
  readonly conversation: string | null;
}

export interface PaneProps {
  readonly index: number;
  readonly tenant: TenantItem;
  readonly choice: PaneChoice;
  readonly onChoice: (choice: PaneChoice) => void;
  readonly onTenant: (tenant: TenantItem) => void;
  readonly onToast: (text: string) => void;
  readonly onRaw: (person: string, message: MessageItem) => void;
}

function subtitle(item: ConversationItem, people: readonly PersonItem[]): string {
  if (item.kind === "personal") return "Chat with the app";
  const names = people.filter(({ key }) => item.members.includes(key)).map(({ name }) => name.split(" ")[0]);
  return item.kind === "channel" ? `${item.teamName} · ${names.length} members` : names.join(", ");
}

function ChatHeader(props: {
  item: ConversationItem;
  people: readonly PersonItem[];
  onBack: () => void;
}): VNode {
  const { item } = props;
  const icon = item.kind === "channel" ? "channel" : "group";
  return html`<header class="chat-head">
    <button
      class="icon-button back"
      aria-label="Back to conversations"
      data-testid="back"
      onClick=${props.onBack}
    >
      <${Icon} name="back" />
    </button>
    ${
      item.kind === "personal"
        ? html`<${Avatar} name="Defender" tone="bot" />`
        : html`<span class="avatar avatar-place" aria-hidden="true"><${Icon} name=${icon} /></span>`
    }
    <div class="chat-title">
      <h1>${item.name}</h1>
      <p>${subtitle(item, props.people)}</p>
    </div>
  </header>`;
}

function Empty({ item, loading }: { item: ConversationItem; loading: boolean }): VNode {
  if (loading) return html`<div class="empty" role="status">Loading…</div>`;
  return html`<div class="empty">
    <${Avatar} name="Defender" tone="bot" />
    <h2>${item.kind === "channel" ? "Start a thread" : "Say something to Defender"}</h2>
    <p>Try <code>help</code> or <code>alerts severity:high</code>.</p>
  </div>`;
}

/** Tells the server what is in sight: for unread marks, and for cards that refresh themselves. */
function useSeen(person: string, conversation: string | null, messages: readonly MessageItem[]): void {
  const latest = useRef(messages);
  const toldAt = useRef(0);
  latest.current = messages;
  const versions = messages
    .map(({ id, edited, cardVersion }) => (edited ? `${id}${cardVersion}` : id))
    .join();
  useEffect(() => {
    if (conversation === null) return;
    const tell = (): void => {
      toldAt.current = Date.now();
      if (document.hidden) return;
      const cards = latest.current.filter(({ card }) => card !== null).map(({ id }) => id);
      api.seen(person, conversation, cards.slice(-30)).catch(() => undefined);
    };
    const soon = setTimeout(tell, toldAt.current + SEEN_AT_MOST_EVERY_MS - Date.now());
    const timer = setInterval(tell, SEEN_EVERY_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [person, conversation, versions]);
}

/** In a channel replies belong to their thread; in a chat every message stands for itself. */
function rootOf({ kind }: ConversationItem): (message: MessageItem) => string | null {
  return ({ rootId }) => (kind === "channel" ? rootId : null);
}

function Chat(props: { pane: PaneProps; item: ConversationItem; state: PaneState }): VNode {
  const { pane, item, state } = props;
  const { people, commands, extension } = pane.tenant;
  const { person } = pane.choice;
  const members = item.kind === "personal" ? [] : people.filter(({ key }) => item.members.includes(key));
  const context: MessageContext = useMemo(
    () => ({
      person,
      people,
      showRaw: (message: MessageItem) => pane.onRaw(person, message),
      failed: (error: unknown) => pane.onToast(error instanceof Error ? error.message : "That did not work."),
    }),
    [person, people],
  );
  const threads = useMemo(() => Map.groupBy(state.messages.filter(isShown), rootOf(item)), [state.messages]);
  const feed = useFeedWindow(threads.get(null) ?? []);
  async function send(text: string, mention: boolean, along: Along, thread?: string): Promise<void> {
    if (thread === undefined) feed.toEnd();
    const parts = { ...(thread !== undefined && { thread }), ...along };
    const body = { person, conversation: item.id, text, ...parts };
    await api.send(item.kind === "personal" ? body : { ...body, mention }).catch((error: unknown) => {
      context.failed(error);
      throw error;
    });
  }
  const ask = (asked: ComposeAsk, code?: string) => api.compose(person, item.id, asked, code);
  const earlier = html`<${Earlier} count=${feed.earlier} onShow=${feed.showEarlier} />`;
  const content =
    item.kind === "channel"
      ? html`<${ThreadFeed}
          roots=${feed.shown}
          repliesOf=${threads}
          earlier=${earlier}
          typing=${state.typing}
          context=${context}
          commands=${commands}
          people=${members}
          extension=${extension}
          ask=${ask}
          place=${item.name}
          onReply=${(root: string, text: string, mention: boolean, along: Along) => send(text, mention, along, root)}
        />`
      : html`<${ChatFeed}
          messages=${feed.shown}
          earlier=${earlier}
          context=${context}
          typing=${state.typing !== undefined}
        />`;
  return html`<main class="chat" aria-label=${item.name}>
    <${ChatHeader}
      item=${item}
      people=${people}
      onBack=${() => pane.onChoice({ person, conversation: null })}
    />
    <div
      class="scroller"
      ref=${feed.ref}
      tabindex="0"
      role="log"
      aria-label="Messages"
      data-testid="messages"
    >
      ${state.messages.length === 0 ? html`<${Empty} item=${item} loading=${state.loading} />` : content}
    </div>
    <${News} count=${feed.news} onShow=${feed.toEnd} />
    <${Compose}
      key=${item.id}
      commands=${commands}
      people=${members}
      extension=${extension}
      ask=${ask}
      place=${item.name}
      mentions=${item.kind !== "personal"}
      autoFocus=${false}
      onSend=${send}
    />
  </main>`;
}

/** One client: a person, their conversations, and the open one. */
export function Pane(props: PaneProps): VNode | null {
  const { tenant, choice } = props;
  const [conversation, setConversation] = useState<string | null>(null);
  const conversations = useRef<readonly ConversationItem[]>([]);
  const state = usePane(choice.person, conversation, props.onTenant, (message) => {
    const where = conversations.current.find(({ id }) => id === message.conversationId);
    if (where !== undefined) props.onToast(`New message in ${where.name}`);
  });
  conversations.current = state.conversations;
  // The choice is kept by short name; a person change falls back to their own chat.
  const item = state.conversations.find(({ alias }) => alias === choice.conversation) ?? null;
  useEffect(() => setConversation(item?.id ?? null), [item?.id]);
  useSeen(choice.person, item?.id === conversation ? conversation : null, state.messages);
  const person = tenant.people.find(({ key }) => key === choice.person);
  if (person === undefined) return null;
  return html`<section
    class=${`pane${item === null ? " pane-list" : ""}`}
    data-testid=${`pane-${props.index}`}
    data-person=${person.key}
    aria-label=${`${person.name}'s Teams`}
  >
    <${Rail}
      people=${tenant.people}
      person=${person}
      conversations=${state.conversations}
      current=${item?.id ?? null}
      onPick=${(key: string) => {
        const kept = item !== null && item.kind !== "personal" && item.members.includes(key);
        props.onChoice({ person: key, conversation: kept ? item.alias : key });
      }}
      onOpen=${(id: string) => {
        const opened = state.conversations.find((candidate) => candidate.id === id);
        props.onChoice({ person: person.key, conversation: opened?.alias ?? null });
      }}
    />
    ${
      item === null
        ? html`<div class="chat chat-none"><p>Choose a conversation.</p></div>`
        : html`<${Chat} key=${`${person.key} ${item.id}`} pane=${props} item=${item} state=${state} />`
    }
  </section>`;
}
